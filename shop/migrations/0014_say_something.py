from pathlib import Path

from django.db import migrations, models

from lib.together import Together

# Two visible characters, wherever they stand; they had to stand side by side before, and “表 1” was no evidence.
RULES = Path(__file__).with_suffix(".sql")
VISIBLE = r"[^\s\u00a0\u00ad\u1680\u180e\u2000-\u200f\u2028-\u202f\u205f-\u2064\u3000\ufeff]"
SAYS = f"{VISIBLE}.*{VISIBLE}"


class Migration(migrations.Migration):

    dependencies = [("shop", "0013_posts_agreed")]

    operations = [
        Together([
            migrations.RemoveConstraint(
                model_name='aidaccess',
                name='shop_aidaccess_reason_given',
            ),
            migrations.RemoveConstraint(
                model_name='aidcase',
                name='shop_aidcase_refused',
            ),
            migrations.RemoveConstraint(
                model_name='aidcase',
                name='shop_aidcase_ratified',
            ),
            migrations.RemoveConstraint(
                model_name='aidobjection',
                name='shop_aidobjection_answered',
            ),
            migrations.RemoveConstraint(
                model_name='aidrule',
                name='shop_aidrule_something',
            ),
            migrations.RemoveConstraint(
                model_name='boxcount',
                name='shop_boxcount_called_off',
            ),
            migrations.RemoveConstraint(
                model_name='disclosure',
                name='shop_disclosure_reason',
            ),
            migrations.RemoveConstraint(
                model_name='donoropening',
                name='shop_donoropening_says_why',
            ),
            migrations.RemoveConstraint(
                model_name='entry',
                name='shop_entry_explained',
            ),
            migrations.RemoveConstraint(
                model_name='goodsmove',
                name='shop_goodsmove_says_why',
            ),
            migrations.RemoveConstraint(
                model_name='reversal',
                name='shop_reversal_decided',
            ),
            migrations.RemoveConstraint(
                model_name='reversal',
                name='shop_reversal_explained',
            ),
            migrations.AddConstraint(
                model_name='aidaccess',
                constraint=models.CheckConstraint(condition=models.Q(('reason__regex', SAYS)), name='shop_aidaccess_reason_given', violation_error_message='Give a reason; it is logged.'),
            ),
            migrations.AddConstraint(
                model_name='aidcase',
                constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'rejected'), _negated=True), models.Q(('refusal_reason__regex', SAYS), ('refused_by__isnull', False)), _connector='OR'), name='shop_aidcase_refused', violation_error_message='Say why; the household reads it.'),
            ),
            migrations.AddConstraint(
                model_name='aidcase',
                constraint=models.CheckConstraint(condition=models.Q(models.Q(('ratification', ''), ('ratified_by__isnull', True)), models.Q(('is_emergency', True), ('ratification_note__regex', SAYS), ('ratified_at__isnull', False), ('ratified_by__isnull', False)), _connector='OR'), name='shop_aidcase_ratified', violation_error_message='A ratification says what it rests on.'),
            ),
            migrations.AddConstraint(
                model_name='aidobjection',
                constraint=models.CheckConstraint(condition=models.Q(models.Q(('answered_by__isnull', True), ('is_upheld__isnull', True)), models.Q(('answer__regex', SAYS), ('answered_at__isnull', False), ('answered_by__isnull', False), ('is_upheld__isnull', False)), _connector='OR'), name='shop_aidobjection_answered', violation_error_message='An answer says why.'),
            ),
            migrations.AddConstraint(
                model_name='aidrule',
                constraint=models.CheckConstraint(condition=models.Q(('answer_workdays__gte', 1), ('follow_up_days__gte', 1), ('household_year_fen__gt', 0), ('ratify_workdays__gte', 1), ('source__regex', SAYS), ('times_per_cause_a_year__gte', 1)), name='shop_aidrule_something', violation_error_message='A rule has its limits, its deadlines and its source.'),
            ),
            migrations.AddConstraint(
                model_name='boxcount',
                constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'called_off'), _negated=True), ('called_off_reason__regex', SAYS), _connector='OR'), name='shop_boxcount_called_off', violation_error_message='Say why the count is called off.'),
            ),
            migrations.AddConstraint(
                model_name='disclosure',
                constraint=models.CheckConstraint(condition=models.Q(models.Q(('reason', ''), ('version', 1)), models.Q(('reason__regex', SAYS), ('version__gt', 1)), _connector='OR'), name='shop_disclosure_reason', violation_error_message='Say why there is a new version; the public reads it.'),
            ),
            migrations.AddConstraint(
                model_name='donoropening',
                constraint=models.CheckConstraint(condition=models.Q(('reason__regex', SAYS)), name='shop_donoropening_says_why', violation_error_message='Give a reason; it is logged.'),
            ),
            migrations.AddConstraint(
                model_name='entry',
                constraint=models.CheckConstraint(condition=models.Q(('narration__regex', SAYS), models.Q(('narration__regex', '[[:cntrl:]]'), _negated=True)), name='shop_entry_explained', violation_error_message='Say in one line what happened; the public reads it.'),
            ),
            migrations.AddConstraint(
                model_name='goodsmove',
                constraint=models.CheckConstraint(condition=models.Q(models.Q(('to_state__in', ['shelf', 'taken']), models.Q(('from_state', 'taken'), _negated=True)), ('why__regex', SAYS), _connector='OR'), name='shop_goodsmove_says_why', violation_error_message='Say why: it stands in the record of this thing.'),
            ),
            migrations.AddConstraint(
                model_name='reversal',
                constraint=models.CheckConstraint(condition=models.Q(models.Q(('decided_by__isnull', True), ('result__isnull', True), ('state', 'proposed')), models.Q(('decided_by__isnull', False), ('result__isnull', False), ('state', 'carried_out')), models.Q(('decided_by__isnull', False), ('reason__regex', SAYS), ('result__isnull', True), ('state', 'declined')), _connector='OR'), name='shop_reversal_decided', violation_error_message='Say why it is declined.'),
            ),
            migrations.AddConstraint(
                model_name='reversal',
                constraint=models.CheckConstraint(condition=models.Q(('document_no__regex', '\\S'), ('explanation__regex', SAYS), models.Q(('explanation__regex', '[[:cntrl:]]'), _negated=True)), name='shop_reversal_explained', violation_error_message='A correction has an explanation in one line, and a document.'),
            ),
        ]),
        migrations.RunSQL(RULES.read_text(encoding="utf-8"), migrations.RunSQL.noop),
    ]
