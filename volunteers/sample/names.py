"""Invented names: each part is common, and no list of people was used."""

SURNAMES = (
    "王李张刘陈杨赵黄周吴徐孙胡朱高林何郭马罗梁宋郑谢韩唐冯于董萧"
    "程曹袁邓许傅沈曾彭吕苏卢蒋蔡贾丁魏薛叶阎余潘杜戴夏钟汪田任姜"
    "范方石姚谭廖邹熊金陆郝孔白崔康毛邱秦江史"
)
# Two characters each.
FEMALE = (
    "春兰秋月晓燕雨桐静怡佳慧雪梅小芳丽娟思琪梦洁文秀玉珍巧云婉清"
    "若溪子涵欣然美玲红霞桂英凤仙月娥惠芬亚萍青青念慈采薇舒雅锦书"
)
MALE = (
    "建平志远海涛国栋家豪浩然子轩明远立群永康德胜长江小虎一鸣天佑"
    "文博振华卫民学勤光明守信敬之思源乐山伯安景行承志书航水生根宝"
)


def name_of(number: int) -> tuple[str, str]:
    """The name and sex of the person of that number; thousands pass before a name comes again."""
    is_female = number % 9 < 5
    given = FEMALE if is_female else MALE
    place = 2 * ((number * 11 + number // 13) % (len(given) // 2))
    surname = SURNAMES[(number * 7 + number // len(SURNAMES)) % len(SURNAMES)]
    return surname + given[place : place + 2], "female" if is_female else "male"
