from django.db import migrations, models

from lib.together import Together

# Two visible characters, wherever they stand; they had to stand side by side before, and “表 1” was no evidence.
VISIBLE = r"[^\s\u00a0\u00ad\u1680\u180e\u2000-\u200f\u2028-\u202f\u205f-\u2064\u3000\ufeff]"
SAYS = f"{VISIBLE}.*{VISIBLE}"


class Migration(migrations.Migration):

    dependencies = [("accounts", "0043_password_from_office")]

    operations = [
        Together([
            migrations.RemoveConstraint(
                model_name='identityaccess',
                name='accounts_identityaccess_reason_given',
            ),
            migrations.AddConstraint(
                model_name='identityaccess',
                constraint=models.CheckConstraint(condition=models.Q(('reason__regex', SAYS)), name='accounts_identityaccess_reason_given', violation_error_message='Give a reason; it is logged.'),
            ),
        ]),
    ]
