import accounts.models.users
import django.core.validators
import django.db.models.deletion
import django.utils.timezone
import lib.sealed
import pgtrigger.compiler
import pgtrigger.migrations
from django.conf import settings
from django.db import migrations, models

from lib.together import Together


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('auth', '0012_alter_user_first_name_max_length'),
        ('pghistory', '0007_auto_20250421_0444'),
    ]

    operations = [
        Together([
            migrations.CreateModel(
                name='PrivacyNotice',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('version', models.PositiveIntegerField(unique=True, verbose_name='version')),
                    ('text', models.TextField(verbose_name='text')),
                    ('text_en', models.TextField(verbose_name='text in English')),
                    ('changes', models.CharField(blank=True, max_length=300, verbose_name='what changed')),
                    ('changes_en', models.CharField(blank=True, max_length=300, verbose_name='what changed, in English')),
                    ('published_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='published')),
                ],
                options={
                    'verbose_name': 'privacy notice',
                    'verbose_name_plural': 'privacy notices',
                    'ordering': ['-version'],
                    'get_latest_by': 'version',
                },
            ),
            migrations.CreateModel(
                name='User',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('password', models.CharField(max_length=128, verbose_name='password')),
                    ('last_login', models.DateTimeField(blank=True, null=True, verbose_name='last login')),
                    ('is_superuser', models.BooleanField(default=False, help_text='Designates that this user has all permissions without explicitly assigning them.', verbose_name='superuser status')),
                    ('username', models.CharField(default=accounts.models.users.random_username, max_length=64, unique=True, validators=[django.core.validators.RegexValidator('^[\\w.-]+\\Z', 'Use letters, digits, dots and hyphens only.')], verbose_name='username')),
                    ('display_name', models.CharField(blank=True, max_length=64, verbose_name='display name')),
                    ('phone', lib.sealed.SealedField(blank=True, kind='phone', null=True, verbose_name='mobile number')),
                    ('phone_lookup', lib.sealed.LookupField(editable=False, max_length=64, null=True, source='phone', unique=True)),
                    ('phone_verified_at', models.DateTimeField(blank=True, null=True, verbose_name='number verified')),
                    ('is_staff', models.BooleanField(default=False, verbose_name='office staff')),
                    ('is_active', models.BooleanField(default=True, verbose_name='active')),
                    ('date_joined', models.DateTimeField(default=django.utils.timezone.now, verbose_name='joined')),
                    ('groups', models.ManyToManyField(blank=True, help_text='The groups this user belongs to. A user will get all permissions granted to each of their groups.', related_name='user_set', related_query_name='user', to='auth.group', verbose_name='groups')),
                    ('user_permissions', models.ManyToManyField(blank=True, help_text='Specific permissions for this user.', related_name='user_set', related_query_name='user', to='auth.permission', verbose_name='user permissions')),
                ],
                options={
                    'verbose_name': 'account',
                    'verbose_name_plural': 'accounts',
                    'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('phone__isnull', True), ('phone_lookup__isnull', True)), models.Q(('phone__isnull', False), ('phone_lookup__isnull', False)), _connector='OR'), name='accounts_user_phone_with_lookup', violation_error_message='A number and its lookup belong together.')],
                },
                managers=[
                    ('objects', accounts.models.users.AccountManager()),
                ],
            ),
            migrations.CreateModel(
                name='UserEvent',
                fields=[
                    ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                    ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                    ('pgh_label', models.TextField(help_text='The event label.')),
                    ('id', models.BigIntegerField()),
                    ('is_superuser', models.BooleanField(default=False, help_text='Designates that this user has all permissions without explicitly assigning them.', verbose_name='superuser status')),
                    ('username', models.CharField(default=accounts.models.users.random_username, max_length=64, validators=[django.core.validators.RegexValidator('^[\\w.-]+\\Z', 'Use letters, digits, dots and hyphens only.')], verbose_name='username')),
                    ('display_name', models.CharField(blank=True, max_length=64, verbose_name='display name')),
                    ('phone_verified_at', models.DateTimeField(blank=True, null=True, verbose_name='number verified')),
                    ('is_staff', models.BooleanField(default=False, verbose_name='office staff')),
                    ('is_active', models.BooleanField(default=True, verbose_name='active')),
                    ('date_joined', models.DateTimeField(default=django.utils.timezone.now, verbose_name='joined')),
                    ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                    ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to=settings.AUTH_USER_MODEL)),
                ],
                options={
                    'abstract': False,
                },
            ),
            migrations.CreateModel(
                name='Consent',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('purpose', models.CharField(choices=[('account', 'Keeping an account with my mobile number'), ('identity', 'Checking who I am by my identity document'), ('guardian', "As guardian: a child's account and data"), ('contact', 'Calling me back about what I sent in'), ('publish_name', 'Showing my name, masked, beside what I did')], max_length=40, verbose_name='purpose')),
                    ('given_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='given')),
                    ('withdrawn_at', models.DateTimeField(blank=True, null=True, verbose_name='withdrawn')),
                    ('user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='consents', to=settings.AUTH_USER_MODEL, verbose_name='account')),
                    ('notice', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, to='accounts.privacynotice', verbose_name='notice')),
                ],
                options={
                    'verbose_name': 'consent',
                    'verbose_name_plural': 'consents',
                    'ordering': ['purpose', '-given_at'],
                    'constraints': [models.UniqueConstraint(condition=models.Q(('withdrawn_at__isnull', True)), fields=('user', 'purpose'), name='accounts_consent_one_standing', violation_error_message='This consent stands already.'), models.CheckConstraint(condition=models.Q(('withdrawn_at__isnull', True), ('withdrawn_at__gte', models.F('given_at')), _connector='OR'), name='accounts_consent_withdrawn_after_given', violation_error_message='A consent cannot be withdrawn before it was given.')],
                },
            ),
            migrations.CreateModel(
                name='DataRequest',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('kind', models.CharField(choices=[('correction', 'Correct my data'), ('deletion', 'Delete my account')], max_length=20, verbose_name='request')),
                    ('text', models.TextField(blank=True, max_length=2000, verbose_name='what is wrong, and what is right')),
                    ('state', models.CharField(choices=[('open', 'Waiting for the office'), ('done', 'Done'), ('refused', 'Refused, with reasons'), ('withdrawn', 'Withdrawn')], default='open', max_length=20, verbose_name='state')),
                    ('created_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='asked')),
                    ('due_on', models.DateField(verbose_name='answer due')),
                    ('answer', models.TextField(blank=True, verbose_name='answer')),
                    ('answered_at', models.DateTimeField(blank=True, null=True, verbose_name='answered')),
                    ('answered_by', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='answered by')),
                    ('user', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='data_requests', to=settings.AUTH_USER_MODEL, verbose_name='account')),
                ],
                options={
                    'verbose_name': 'data request',
                    'verbose_name_plural': 'data requests',
                    'ordering': ['due_on', 'pk'],
                    'constraints': [models.UniqueConstraint(condition=models.Q(('state', 'open')), fields=('user', 'kind'), name='accounts_datarequest_one_open_of_a_kind', violation_error_message='Such a request is already waiting.'), models.CheckConstraint(condition=models.Q(('state__in', ['open', 'withdrawn']), models.Q(('answered_at__isnull', False), ('answered_by__isnull', False), models.Q(('answer', ''), _negated=True)), _connector='OR'), name='accounts_datarequest_answered_with_words', violation_error_message='An answered request needs an answer, who gave it and when.')],
                },
            ),
            migrations.CreateModel(
                name='Identity',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('name', lib.sealed.SealedField(kind='name', verbose_name='real name')),
                    ('document_type', models.CharField(choices=[('resident_id', 'Resident identity card'), ('passport', 'Passport'), ('hk_macao_pass', 'Mainland travel permit for Hong Kong and Macao residents'), ('taiwan_pass', 'Mainland travel permit for Taiwan residents'), ('hk_macao_taiwan_residence_permit', 'Residence permit for Hong Kong, Macao and Taiwan residents'), ('foreign_permanent_resident', 'Foreign permanent resident card')], max_length=40, verbose_name='document')),
                    ('document', lib.sealed.SealedField(kind='document', verbose_name='document number')),
                    ('document_lookup', lib.sealed.LookupField(editable=False, max_length=64, null=True, source='document')),
                    ('birth_date', lib.sealed.SealedField(help_text='ISO date.', kind='birth_date', verbose_name='birth date')),
                    ('is_minor_until', models.DateField(blank=True, help_text='Eighteenth birthday, for people who had not reached it.', null=True, verbose_name='minor until')),
                    ('guardian_consented_at', models.DateTimeField(blank=True, null=True, verbose_name='guardian consented')),
                    ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='entered')),
                    ('guardian', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='wards', to=settings.AUTH_USER_MODEL, verbose_name='guardian')),
                    ('user', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, related_name='identity', to=settings.AUTH_USER_MODEL, verbose_name='account')),
                ],
                options={
                    'verbose_name': 'identity',
                    'verbose_name_plural': 'identities',
                    'constraints': [models.UniqueConstraint(fields=('document_type', 'document_lookup'), name='accounts_identity_document_once', violation_error_message='This document cannot be registered. Please ask the office for help.'), models.CheckConstraint(condition=models.Q(('guardian', models.F('user')), _negated=True), name='accounts_identity_not_own_guardian', violation_error_message='Nobody is their own guardian.'), models.CheckConstraint(condition=models.Q(('guardian__isnull', False), ('guardian_consented_at__isnull', True), _connector='OR'), name='accounts_identity_guardian_consent_dated', violation_error_message="A guardian's consent needs a guardian.")],
                },
            ),
            migrations.CreateModel(
                name='IdentityAccess',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('fields', models.CharField(max_length=200, verbose_name='what')),
                    ('reason', models.CharField(max_length=200, verbose_name='reason')),
                    ('at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='when')),
                    ('actor', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='opened by')),
                    ('subject', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='accesses', to=settings.AUTH_USER_MODEL, verbose_name='person')),
                ],
                options={
                    'verbose_name': 'identity access',
                    'verbose_name_plural': 'identity-access log',
                    'ordering': ['-at', '-pk'],
                    'constraints': [models.CheckConstraint(condition=models.Q(('reason__regex', '\\S{2,}')), name='accounts_identityaccess_reason_given', violation_error_message='Give a reason; it is logged.')],
                },
            ),
            migrations.CreateModel(
                name='IdentityEvent',
                fields=[
                    ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                    ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                    ('pgh_label', models.TextField(help_text='The event label.')),
                    ('id', models.BigIntegerField()),
                    ('document_type', models.CharField(choices=[('resident_id', 'Resident identity card'), ('passport', 'Passport'), ('hk_macao_pass', 'Mainland travel permit for Hong Kong and Macao residents'), ('taiwan_pass', 'Mainland travel permit for Taiwan residents'), ('hk_macao_taiwan_residence_permit', 'Residence permit for Hong Kong, Macao and Taiwan residents'), ('foreign_permanent_resident', 'Foreign permanent resident card')], max_length=40, verbose_name='document')),
                    ('is_minor_until', models.DateField(blank=True, help_text='Eighteenth birthday, for people who had not reached it.', null=True, verbose_name='minor until')),
                    ('guardian_consented_at', models.DateTimeField(blank=True, null=True, verbose_name='guardian consented')),
                    ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='entered')),
                    ('guardian', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL, verbose_name='guardian')),
                    ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                    ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='accounts.identity')),
                    ('user', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL, verbose_name='account')),
                ],
                options={
                    'abstract': False,
                },
            ),
            migrations.CreateModel(
                name='ConsentEvent',
                fields=[
                    ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                    ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                    ('pgh_label', models.TextField(help_text='The event label.')),
                    ('id', models.BigIntegerField()),
                    ('purpose', models.CharField(choices=[('account', 'Keeping an account with my mobile number'), ('identity', 'Checking who I am by my identity document'), ('guardian', "As guardian: a child's account and data"), ('contact', 'Calling me back about what I sent in'), ('publish_name', 'Showing my name, masked, beside what I did')], max_length=40, verbose_name='purpose')),
                    ('given_at', models.DateTimeField(default=django.utils.timezone.now, verbose_name='given')),
                    ('withdrawn_at', models.DateTimeField(blank=True, null=True, verbose_name='withdrawn')),
                    ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                    ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='accounts.consent')),
                    ('user', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL, verbose_name='account')),
                    ('notice', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='accounts.privacynotice', verbose_name='notice')),
                ],
                options={
                    'abstract': False,
                },
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='privacynotice',
                trigger=pgtrigger.compiler.Trigger(name='published_is_final', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='6c5c70a9ace1e48c824e59a70651ec17ec3c27b8', operation='UPDATE OR DELETE', pgid='pgtrigger_published_is_final_6a4a2', table='accounts_privacynotice', when='BEFORE')),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='user',
                trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "accounts_userevent" ("date_joined", "display_name", "id", "is_active", "is_staff", "is_superuser", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "phone_verified_at", "username") VALUES (NEW."date_joined", NEW."display_name", NEW."id", NEW."is_active", NEW."is_staff", NEW."is_superuser", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."phone_verified_at", NEW."username"); RETURN NULL;', hash='bec02e4f475693bbc1a2883bfb669a0cb8f9bab4', operation='INSERT', pgid='pgtrigger_insert_insert_3867c', table='accounts_user', when='AFTER')),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='user',
                trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."date_joined" IS DISTINCT FROM (NEW."date_joined") OR OLD."display_name" IS DISTINCT FROM (NEW."display_name") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."is_active" IS DISTINCT FROM (NEW."is_active") OR OLD."is_staff" IS DISTINCT FROM (NEW."is_staff") OR OLD."is_superuser" IS DISTINCT FROM (NEW."is_superuser") OR OLD."phone_verified_at" IS DISTINCT FROM (NEW."phone_verified_at") OR OLD."username" IS DISTINCT FROM (NEW."username"))', func='INSERT INTO "accounts_userevent" ("date_joined", "display_name", "id", "is_active", "is_staff", "is_superuser", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "phone_verified_at", "username") VALUES (NEW."date_joined", NEW."display_name", NEW."id", NEW."is_active", NEW."is_staff", NEW."is_superuser", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."phone_verified_at", NEW."username"); RETURN NULL;', hash='318bd7a401b3a5b4b7fde0dbe055f76120b8809c', operation='UPDATE', pgid='pgtrigger_update_update_0e890', table='accounts_user', when='AFTER')),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='user',
                trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "accounts_userevent" ("date_joined", "display_name", "id", "is_active", "is_staff", "is_superuser", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "phone_verified_at", "username") VALUES (OLD."date_joined", OLD."display_name", OLD."id", OLD."is_active", OLD."is_staff", OLD."is_superuser", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."phone_verified_at", OLD."username"); RETURN NULL;', hash='1396c9bd80d59f4d81ccf25109f50ecb0dcfd72f', operation='DELETE', pgid='pgtrigger_delete_delete_19f14', table='accounts_user', when='AFTER')),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='identity',
                trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "accounts_identityevent" ("created_at", "document_type", "guardian_consented_at", "guardian_id", "id", "is_minor_until", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "user_id") VALUES (NEW."created_at", NEW."document_type", NEW."guardian_consented_at", NEW."guardian_id", NEW."id", NEW."is_minor_until", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."user_id"); RETURN NULL;', hash='f71ca6f5db96cce7a30123a7898f6ec27b657f13', operation='INSERT', pgid='pgtrigger_insert_insert_c56a8', table='accounts_identity', when='AFTER')),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='identity',
                trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."created_at" IS DISTINCT FROM (NEW."created_at") OR OLD."document_type" IS DISTINCT FROM (NEW."document_type") OR OLD."guardian_id" IS DISTINCT FROM (NEW."guardian_id") OR OLD."guardian_consented_at" IS DISTINCT FROM (NEW."guardian_consented_at") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."is_minor_until" IS DISTINCT FROM (NEW."is_minor_until") OR OLD."user_id" IS DISTINCT FROM (NEW."user_id"))', func='INSERT INTO "accounts_identityevent" ("created_at", "document_type", "guardian_consented_at", "guardian_id", "id", "is_minor_until", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "user_id") VALUES (NEW."created_at", NEW."document_type", NEW."guardian_consented_at", NEW."guardian_id", NEW."id", NEW."is_minor_until", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."user_id"); RETURN NULL;', hash='daf1be323ab8eeb30a1b52f1f46b8fc5301fa464', operation='UPDATE', pgid='pgtrigger_update_update_df113', table='accounts_identity', when='AFTER')),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='identity',
                trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "accounts_identityevent" ("created_at", "document_type", "guardian_consented_at", "guardian_id", "id", "is_minor_until", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "user_id") VALUES (OLD."created_at", OLD."document_type", OLD."guardian_consented_at", OLD."guardian_id", OLD."id", OLD."is_minor_until", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."user_id"); RETURN NULL;', hash='e487df7909df7ba2019000c2a049938ec6ead80f', operation='DELETE', pgid='pgtrigger_delete_delete_70c08', table='accounts_identity', when='AFTER')),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='identityaccess',
                trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='a0dda3a8598205e331d4c4a816ae8fd0795a92f6', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_c4ae7', table='accounts_identityaccess', when='BEFORE')),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='identityevent',
                trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='5e26a9d97221f25e5de76e98e9b9a6d5d014a19a', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_f4aac', table='accounts_identityevent', when='BEFORE')),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='consentevent',
                trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='10438884ba7500a77dcaa01a127cd102970f34a6', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_77f80', table='accounts_consentevent', when='BEFORE')),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='consent',
                trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "accounts_consentevent" ("given_at", "id", "notice_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "purpose", "user_id", "withdrawn_at") VALUES (NEW."given_at", NEW."id", NEW."notice_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."purpose", NEW."user_id", NEW."withdrawn_at"); RETURN NULL;', hash='63d01d334457ba5a46e6cb137ae8be8d6e0cbfa8', operation='INSERT', pgid='pgtrigger_insert_insert_5fc84', table='accounts_consent', when='AFTER')),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='consent',
                trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "accounts_consentevent" ("given_at", "id", "notice_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "purpose", "user_id", "withdrawn_at") VALUES (NEW."given_at", NEW."id", NEW."notice_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."purpose", NEW."user_id", NEW."withdrawn_at"); RETURN NULL;', hash='7ff28a261361bb67c89924f7968b9d2192e027ff', operation='UPDATE', pgid='pgtrigger_update_update_3484d', table='accounts_consent', when='AFTER')),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='consent',
                trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "accounts_consentevent" ("given_at", "id", "notice_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "purpose", "user_id", "withdrawn_at") VALUES (OLD."given_at", OLD."id", OLD."notice_id", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."purpose", OLD."user_id", OLD."withdrawn_at"); RETURN NULL;', hash='f71832b699781c60ac2b184a9fb7c8760b5f38fa', operation='DELETE', pgid='pgtrigger_delete_delete_f0b48', table='accounts_consent', when='AFTER')),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='userevent',
                trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='9e9498e73f6fbdf2642fb33fa14189f1ad2382c8', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_45b21', table='accounts_userevent', when='BEFORE')),
            ),
        ]),
    ]
