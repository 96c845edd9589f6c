from datetime import date

from django.db import migrations

SINCE = date(2021, 1, 1)
# Fen, never used, good as new, used: round sums that somebody has in the pocket.
PRICES = {
    "clothes": (3000, 2000, 800),
    "shoes": (3000, 1800, 800),
    "books": (1000, 600, 300),
    "toys": (2000, 1200, 500),
    "household": (2000, 1200, 500),
    "electric": (5000, 3000, 1500),
    "sports": (3000, 2000, 1000),
    "crafts": (1000, 500, 200),
    "other": (1500, 800, 300),
}
CONDITIONS = ("unused", "good", "used")
REFUSALS = (
    ("food", "过期或散装食品", "Food past its date, or loose",
     "谢谢您的心意。食品只能收保质期内、包装完好的；过期的请勿转送他人。",
     "Thank you. We can only take sealed food within its date; please do not pass on what is past it."),
    ("underwear", "穿过的内衣、袜子、泳衣", "Worn underwear, socks, swimwear",
     "谢谢您。贴身穿过的衣物不能再给别人用，可以投进旧衣回收箱。",
     "Thank you. What was worn next to the skin cannot go to others; the textile bin takes it."),
    ("medicine", "药品和医疗器械", "Medicine and medical devices",
     "谢谢您。药品不能转送，过期药请交到药店的回收箱。",
     "Thank you. Medicine cannot be passed on; pharmacies take back what is past its date."),
    ("helmet", "头盔", "Helmets",
     "谢谢您。用过的头盔看不出受没受过撞击，为了安全我们不收。",
     "Thank you. Nobody can see whether a used helmet was ever hit, so for safety we do not take it."),
    ("child_seat", "儿童安全座椅", "Child car seats",
     "谢谢您。安全座椅的来历和年限无法核实，为了孩子我们不收。",
     "Thank you. Age and history of a child seat cannot be checked, so for the child's sake we do not take it."),
    ("cosmetics", "开封的化妆品", "Opened cosmetics",
     "谢谢您。开封的化妆品无法保证卫生，请留给自己用。",
     "Thank you. Opened cosmetics cannot be kept clean for others; please use them yourself."),
    ("unsafe", "破损、缺标识或被召回的电器", "Electric things that are broken, unmarked or recalled",
     "谢谢您。没有合格标识或有破损的电器不能再流转，请送到电器回收点。",
     "Thank you. Electric things that are broken or bear no mark cannot be passed on; a recycling point takes them."),
    ("dangerous", "刀具、酒、烟和易燃易爆品", "Knives, alcohol, tobacco, anything that burns or explodes",
     "谢谢您。这些东西有安全规定，店里不能收。",
     "Thank you. Rules of safety apply to these; the shop cannot take them."),
    ("pirated", "盗版书籍和音像制品", "Pirated books and recordings",
     "谢谢您。盗版的书和碟片不能流通。",
     "Thank you. Pirated books and discs may not be passed on."),
)  # fmt: skip


def enter_guide(apps, schema_editor):
    guide = apps.get_model("shop", "PriceGuide")
    for category, prices in PRICES.items():
        for condition, price in zip(CONDITIONS, prices, strict=True):
            guide.objects.create(category=category, condition=condition, price_fen=price, valid_from=SINCE)
    rule = apps.get_model("shop", "RefusalRule")
    for position, (code, name, name_en, sentence, sentence_en) in enumerate(REFUSALS, start=1):
        rule.objects.create(
            code=code, name=name, name_en=name_en, sentence=sentence, sentence_en=sentence_en, position=position * 10,
            valid_from=SINCE,
        )  # fmt: skip


class Migration(migrations.Migration):
    dependencies = [("shop", "0009_goods")]

    operations = [migrations.RunPython(enter_guide, migrations.RunPython.noop)]
