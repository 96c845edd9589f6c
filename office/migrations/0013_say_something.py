from django.db import migrations, models

from lib.together import Together

# Two visible characters, wherever they stand; they had to stand side by side before, and “表 1” was no evidence.
VISIBLE = r"[^\s\u00a0\u00ad\u1680\u180e\u2000-\u200f\u2028-\u202f\u205f-\u2064\u3000\ufeff]"
SAYS = f"{VISIBLE}.*{VISIBLE}"


class Migration(migrations.Migration):

    dependencies = [("office", "0012_posts_agreed")]

    operations = [
        Together([
            migrations.RemoveConstraint(
                model_name='noticeextension',
                name='office_noticeextension_reason',
            ),
            migrations.RemoveConstraint(
                model_name='objection',
                name='office_objection_answered',
            ),
            migrations.RemoveConstraint(
                model_name='publicnotice',
                name='office_publicnotice_says_something',
            ),
            migrations.RemoveConstraint(
                model_name='publicnotice',
                name='office_publicnotice_explained',
            ),
            migrations.AddConstraint(
                model_name='noticeextension',
                constraint=models.CheckConstraint(condition=models.Q(('reason__regex', SAYS)), name='office_noticeextension_reason', violation_error_message='Say why the notice lasts longer; the public reads it.'),
            ),
            migrations.AddConstraint(
                model_name='objection',
                constraint=models.CheckConstraint(condition=models.Q(models.Q(('answer', ''), ('answered_at__isnull', True), ('answered_by__isnull', True), ('is_upheld__isnull', True)), models.Q(('answer__regex', SAYS), ('answered_at__isnull', False), ('answered_by__isnull', False), ('is_upheld__isnull', False)), _connector='OR'), name='office_objection_answered', violation_error_message='An answer has words, and says whether the objection is right.'),
            ),
            migrations.AddConstraint(
                model_name='publicnotice',
                constraint=models.CheckConstraint(condition=models.Q(('body__regex', SAYS), ('contact__regex', SAYS), ('contact_phone__regex', '\\d'), ('title__regex', SAYS)), name='office_publicnotice_says_something', violation_error_message='A notice says what is announced, and who takes objections by telephone.'),
            ),
            migrations.AddConstraint(
                model_name='publicnotice',
                constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'withdrawn'), ('outcome', 'not_upheld'), _connector='OR', _negated=True), ('statement__regex', SAYS), _connector='OR'), name='office_publicnotice_explained', violation_error_message='Say in public why the announced decision does not come.'),
            ),
        ]),
    ]
