from pathlib import Path

from django.db import migrations

NOTICE = Path(__file__).resolve().parent.parent / "notice"


def publish(apps, schema_editor):
    """Every installation begins with a notice. Its text is final: a change is version 2, made in the admin."""
    PrivacyNotice = apps.get_model("accounts", "PrivacyNotice")
    if PrivacyNotice.objects.exists():
        return
    PrivacyNotice.objects.create(
        version=1,
        text=(NOTICE / "v1.zh.md").read_text(encoding="utf-8"),
        text_en=(NOTICE / "v1.en.md").read_text(encoding="utf-8"),
    )


class Migration(migrations.Migration):
    dependencies = [("accounts", "0002_guardian_requests")]

    operations = [migrations.RunPython(publish, migrations.RunPython.noop)]
