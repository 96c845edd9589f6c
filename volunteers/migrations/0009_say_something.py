from django.db import migrations, models

from lib.together import Together

# Two visible characters, wherever they stand; they had to stand side by side before, and “表 1” was no evidence.
VISIBLE = r"[^\s\u00a0\u00ad\u1680\u180e\u2000-\u200f\u2028-\u202f\u205f-\u2064\u3000\ufeff]"
SAYS = f"{VISIBLE}.*{VISIBLE}"


class Migration(migrations.Migration):

    dependencies = [("volunteers", "0008_persons_not_accounts")]

    operations = [
        Together([
            migrations.RemoveConstraint(
                model_name='activity',
                name='volunteers_activity_cancelled_with_reason',
            ),
            migrations.RemoveConstraint(
                model_name='announcement',
                name='volunteers_announcement_says_something',
            ),
            migrations.RemoveConstraint(
                model_name='decision',
                name='volunteers_decision_with_reason',
            ),
            migrations.RemoveConstraint(
                model_name='finding',
                name='volunteers_finding_explained',
            ),
            migrations.RemoveConstraint(
                model_name='merge',
                name='volunteers_merge_with_reason',
            ),
            migrations.RemoveConstraint(
                model_name='merge',
                name='volunteers_merge_undone_with_reason',
            ),
            migrations.RemoveConstraint(
                model_name='objection',
                name='volunteers_objection_says_something',
            ),
            migrations.RemoveConstraint(
                model_name='objection',
                name='volunteers_objection_answered_with_words',
            ),
            migrations.RemoveConstraint(
                model_name='organization',
                name='volunteers_organization_refused_with_reason',
            ),
            migrations.RemoveConstraint(
                model_name='servicerecord',
                name='volunteers_servicerecord_evidence',
            ),
            migrations.RemoveConstraint(
                model_name='shift',
                name='volunteers_shift_cancelled_with_reason',
            ),
            migrations.RemoveConstraint(
                model_name='signup',
                name='volunteers_signup_rejected_with_reason',
            ),
            migrations.RemoveConstraint(
                model_name='volunteer',
                name='volunteers_volunteer_entered_with_consent',
            ),
            migrations.AddConstraint(
                model_name='activity',
                constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'cancelled'), _negated=True), ('reason__regex', SAYS), _connector='OR'), name='volunteers_activity_cancelled_with_reason', violation_error_message='Say why it is cancelled; everyone signed up reads it.'),
            ),
            migrations.AddConstraint(
                model_name='announcement',
                constraint=models.CheckConstraint(condition=models.Q(('text__regex', SAYS)), name='volunteers_announcement_says_something', violation_error_message='Write what everybody should know.'),
            ),
            migrations.AddConstraint(
                model_name='decision',
                constraint=models.CheckConstraint(condition=models.Q(('verdict', 'confirm'), ('reason__regex', SAYS), _connector='OR'), name='volunteers_decision_with_reason', violation_error_message='Give the reason; the volunteer reads it.'),
            ),
            migrations.AddConstraint(
                model_name='finding',
                constraint=models.CheckConstraint(condition=models.Q(('result__in', ['open', 'right']), ('note__regex', SAYS), _connector='OR'), name='volunteers_finding_explained', violation_error_message='Say what is wrong with it.'),
            ),
            migrations.AddConstraint(
                model_name='merge',
                constraint=models.CheckConstraint(condition=models.Q(('reason__regex', SAYS)), name='volunteers_merge_with_reason', violation_error_message='Say why these are one person.'),
            ),
            migrations.AddConstraint(
                model_name='merge',
                constraint=models.CheckConstraint(condition=models.Q(models.Q(('undone_at__isnull', True), ('undone_by__isnull', True)), models.Q(('undo_reason__regex', SAYS), ('undone_at__isnull', False), ('undone_by__isnull', False)), _connector='OR'), name='volunteers_merge_undone_with_reason', violation_error_message='Say why the merge is undone.'),
            ),
            migrations.AddConstraint(
                model_name='objection',
                constraint=models.CheckConstraint(condition=models.Q(('text__regex', SAYS)), name='volunteers_objection_says_something', violation_error_message='Please say what is wrong and what is right.'),
            ),
            migrations.AddConstraint(
                model_name='objection',
                constraint=models.CheckConstraint(condition=models.Q(('state__in', ['open', 'withdrawn']), models.Q(('answer__regex', SAYS), ('answered_at__isnull', False), ('answered_by__isnull', False)), _connector='OR'), name='volunteers_objection_answered_with_words', violation_error_message='An answer needs words, and somebody who gives it.'),
            ),
            migrations.AddConstraint(
                model_name='organization',
                constraint=models.CheckConstraint(condition=models.Q(models.Q(('state__in', ['rejected', 'suspended', 'closed']), _negated=True), ('reason__regex', SAYS), _connector='OR'), name='volunteers_organization_refused_with_reason', violation_error_message='Give the reason; the organization reads it.'),
            ),
            migrations.AddConstraint(
                model_name='servicerecord',
                constraint=models.CheckConstraint(condition=models.Q(models.Q(('source__in', ['back_office', 'imported']), _negated=True), ('evidence__isnull', False), ('evidence_note__regex', SAYS), _connector='OR'), name='volunteers_servicerecord_evidence', violation_error_message='Hours that are entered for somebody need evidence.'),
            ),
            migrations.AddConstraint(
                model_name='shift',
                constraint=models.CheckConstraint(condition=models.Q(('is_cancelled', False), ('reason__regex', SAYS), _connector='OR'), name='volunteers_shift_cancelled_with_reason', violation_error_message='Say why it is cancelled; everyone signed up reads it.'),
            ),
            migrations.AddConstraint(
                model_name='signup',
                constraint=models.CheckConstraint(condition=models.Q(models.Q(('state', 'rejected'), _negated=True), ('reason__regex', SAYS), _connector='OR'), name='volunteers_signup_rejected_with_reason', violation_error_message='Say why; the volunteer reads it.'),
            ),
            migrations.AddConstraint(
                model_name='volunteer',
                constraint=models.CheckConstraint(condition=models.Q(('entered_by__isnull', True), ('consent_note__regex', SAYS), _connector='OR'), name='volunteers_volunteer_entered_with_consent', violation_error_message='Say how this person gave consent, and where the form lies.'),
            ),
        ]),
    ]
