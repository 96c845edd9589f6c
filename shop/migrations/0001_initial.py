import django.contrib.postgres.fields
import django.db.models.deletion
import django.utils.timezone
import pgtrigger.compiler
import pgtrigger.migrations
import shop.models.ledger
from django.conf import settings
from django.db import migrations, models

from lib.together import Together


class Migration(migrations.Migration):

    initial = True

    dependencies = [
        ('accounts', '__first__'),
        ('pghistory', '0007_auto_20250421_0444'),
        ('photos', '0001_initial'),
    ]

    operations = [
        Together([
            migrations.CreateModel(
                name='Fund',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('code', models.SlugField(max_length=24, unique=True, verbose_name='code')),
                    ('name', models.CharField(max_length=60, verbose_name='name')),
                    ('name_en', models.CharField(max_length=100, verbose_name='name in English')),
                    ('purpose', models.CharField(max_length=300, verbose_name='purpose')),
                    ('purpose_en', models.CharField(max_length=400, verbose_name='purpose in English')),
                    ('causes', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(choices=[('illness', 'Illness'), ('disability', 'Disability'), ('study', 'Study'), ('accident', 'Accident or disaster'), ('living', 'Livelihood')], max_length=12), size=None, verbose_name='may be spent on')),
                    ('pays_costs', models.BooleanField(default=False, verbose_name='necessary costs may be paid from it')),
                    ('custodian', models.CharField(max_length=80, verbose_name='charity that keeps the money')),
                    ('custodian_en', models.CharField(max_length=120, verbose_name='charity that keeps the money, in English')),
                    ('licence_no', models.CharField(max_length=40, verbose_name='licence for public fundraising')),
                    ('agreement_no', models.CharField(blank=True, max_length=40, verbose_name='agreement')),
                    ('filing_no', models.CharField(max_length=40, verbose_name='filing number of the plan')),
                    ('plan_from', models.DateField(verbose_name='plan from')),
                    ('plan_to', models.DateField(help_text='Last day, included.', verbose_name='plan to')),
                    ('leftovers', models.CharField(blank=True, max_length=200, verbose_name='what happens with what is left')),
                    ('leftovers_en', models.CharField(blank=True, max_length=300, verbose_name='what happens with what is left, in English')),
                    ('is_public', models.BooleanField(default=True, verbose_name='shown to the public')),
                    ('is_sample', models.BooleanField(default=False, verbose_name='invented for the sample city')),
                ],
                options={
                    'verbose_name': 'fund',
                    'verbose_name_plural': 'funds',
                    'constraints': [models.CheckConstraint(condition=models.Q(('plan_to__gte', models.F('plan_from'))), name='shop_fund_plan', violation_error_message='A plan ends after it began.'), models.CheckConstraint(condition=models.Q(('causes__len__gte', 1)), name='shop_fund_has_a_cause', violation_error_message='Say what the fund may be spent on.'), models.CheckConstraint(condition=models.Q(('custodian__regex', '\\S'), ('filing_no__regex', '\\S'), ('licence_no__regex', '\\S')), name='shop_fund_filed', violation_error_message='A fund names the charity that keeps it, its licence and the filed plan.')],
                },
            ),
            migrations.CreateModel(
                name='Account',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('kind', models.CharField(choices=[('asset', 'Asset'), ('income', 'Income'), ('expense', 'Expense')], max_length=8, verbose_name='kind')),
                    ('code', models.CharField(max_length=24, verbose_name='code')),
                    ('name', models.CharField(max_length=40, verbose_name='name')),
                    ('name_en', models.CharField(max_length=60, verbose_name='name in English')),
                    ('cause', models.CharField(blank=True, choices=[('illness', 'Illness'), ('disability', 'Disability'), ('study', 'Study'), ('accident', 'Accident or disaster'), ('living', 'Livelihood')], max_length=12, verbose_name='spent on')),
                    ('fund', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='accounts', to='shop.fund', verbose_name='fund')),
                ],
                options={
                    'verbose_name': 'account of a fund',
                    'verbose_name_plural': 'accounts of funds',
                    'ordering': ['fund', 'kind', 'code'],
                    'constraints': [models.UniqueConstraint(fields=('fund', 'kind', 'code'), name='shop_account_once'), models.CheckConstraint(condition=models.Q(('code__regex', '^[A-Z][A-Za-z0-9-]*$')), name='shop_account_code_shape', violation_error_message="An account's code begins with a capital letter."), models.CheckConstraint(condition=models.Q(('cause', ''), ('kind', 'expense'), _connector='OR'), name='shop_account_cause_of_expense', violation_error_message='Only money that is spent has a cause.')],
                },
            ),
            migrations.CreateModel(
                name='DayHead',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('day', models.DateField(verbose_name='day')),
                    ('number', models.PositiveIntegerField(verbose_name='number')),
                    ('hash', models.CharField(max_length=64, verbose_name='hash')),
                    ('left_fen', models.BigIntegerField(verbose_name='balance after')),
                    ('published_at', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='published')),
                    ('fund', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='heads', to='shop.fund', verbose_name='fund')),
                ],
                options={
                    'verbose_name': 'head of the day',
                    'verbose_name_plural': 'heads of days',
                    'ordering': ['-day'],
                    'constraints': [models.UniqueConstraint(fields=('fund', 'day'), name='shop_dayhead_once')],
                },
            ),
            migrations.CreateModel(
                name='Entry',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('kind', models.CharField(choices=[('box', 'Found in the box'), ('deposit', 'Taken to the bank'), ('gift', 'Given to the fund'), ('aid', 'Aid to a household'), ('cost', 'Necessary cost'), ('reversal', 'Correction by reversal')], max_length=10, verbose_name='kind')),
                    ('day', models.DateField(verbose_name='day')),
                    ('narration', models.CharField(max_length=200, verbose_name='what happened')),
                    ('narration_en', models.CharField(blank=True, max_length=300, verbose_name='what happened, in English')),
                    ('document_kind', models.CharField(choices=[('count', 'Count sheet'), ('deposit_slip', 'Deposit slip'), ('receipt', 'Receipt'), ('decision', 'Decision'), ('invoice', 'Invoice'), ('agreement', 'Agreement')], max_length=14, verbose_name='kind of document')),
                    ('document_no', models.CharField(max_length=60, verbose_name='number of the document')),
                    ('entered_at', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='entered')),
                    ('salt', models.CharField(default=shop.models.ledger.new_salt, editable=False, max_length=32)),
                    ('token', models.UUIDField(editable=False, unique=True, verbose_name='form token')),
                    ('approved_by', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='approved by')),
                    ('document', models.ForeignKey(blank=True, db_index=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='photos.photo', verbose_name='picture of the document')),
                    ('fund', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='entries', to='shop.fund', verbose_name='fund')),
                    ('made_by', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='entered by')),
                    ('reverses', models.OneToOneField(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='reversed_by', to='shop.entry', verbose_name='reverses')),
                ],
                options={
                    'verbose_name': 'ledger entry',
                    'verbose_name_plural': 'ledger entries',
                    'indexes': [models.Index(fields=['fund', '-day', '-id'], name='shop_entry_by_day')],
                    'constraints': [models.CheckConstraint(condition=models.Q(('made_by', models.F('approved_by')), _negated=True), name='shop_entry_two_people', violation_error_message='Two people stand behind every entry: one enters, another approves.'), models.CheckConstraint(condition=models.Q(('document_no__regex', '\\S')), name='shop_entry_documented', violation_error_message='Every entry has a document with a number.'), models.CheckConstraint(condition=models.Q(('narration__regex', '\\S{2,}'), models.Q(('narration__regex', '[[:cntrl:]]'), _negated=True)), name='shop_entry_explained', violation_error_message='Say in one line what happened; the public reads it.'), models.CheckConstraint(condition=models.Q(('document_no__regex', '[[:cntrl:]]'), _negated=True), name='shop_entry_document_one_line', violation_error_message="A document's number is one line."), models.CheckConstraint(condition=models.Q(models.Q(('kind', 'reversal'), ('reverses__isnull', False)), models.Q(models.Q(('kind', 'reversal'), _negated=True), ('reverses__isnull', True)), _connector='OR'), name='shop_entry_reversal_reverses', violation_error_message='A correction names the entry that it reverses.')],
                },
            ),
            migrations.CreateModel(
                name='FundEvent',
                fields=[
                    ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                    ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                    ('pgh_label', models.TextField(help_text='The event label.')),
                    ('id', models.BigIntegerField()),
                    ('code', models.SlugField(db_index=False, max_length=24, verbose_name='code')),
                    ('name', models.CharField(max_length=60, verbose_name='name')),
                    ('name_en', models.CharField(max_length=100, verbose_name='name in English')),
                    ('purpose', models.CharField(max_length=300, verbose_name='purpose')),
                    ('purpose_en', models.CharField(max_length=400, verbose_name='purpose in English')),
                    ('causes', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(choices=[('illness', 'Illness'), ('disability', 'Disability'), ('study', 'Study'), ('accident', 'Accident or disaster'), ('living', 'Livelihood')], max_length=12), size=None, verbose_name='may be spent on')),
                    ('pays_costs', models.BooleanField(default=False, verbose_name='necessary costs may be paid from it')),
                    ('custodian', models.CharField(max_length=80, verbose_name='charity that keeps the money')),
                    ('custodian_en', models.CharField(max_length=120, verbose_name='charity that keeps the money, in English')),
                    ('licence_no', models.CharField(max_length=40, verbose_name='licence for public fundraising')),
                    ('agreement_no', models.CharField(blank=True, max_length=40, verbose_name='agreement')),
                    ('filing_no', models.CharField(max_length=40, verbose_name='filing number of the plan')),
                    ('plan_from', models.DateField(verbose_name='plan from')),
                    ('plan_to', models.DateField(help_text='Last day, included.', verbose_name='plan to')),
                    ('leftovers', models.CharField(blank=True, max_length=200, verbose_name='what happens with what is left')),
                    ('leftovers_en', models.CharField(blank=True, max_length=300, verbose_name='what happens with what is left, in English')),
                    ('is_public', models.BooleanField(default=True, verbose_name='shown to the public')),
                    ('is_sample', models.BooleanField(default=False, verbose_name='invented for the sample city')),
                    ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                    ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='shop.fund')),
                ],
                options={
                    'abstract': False,
                },
            ),
            migrations.CreateModel(
                name='Leg',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('fen', models.BigIntegerField(verbose_name='fen')),
                    ('account', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='legs', to='shop.account', verbose_name='account')),
                    ('entry', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='legs', to='shop.entry', verbose_name='entry')),
                ],
                options={
                    'verbose_name': 'leg',
                    'verbose_name_plural': 'legs',
                    'indexes': [models.Index(fields=['account', '-entry'], name='shop_leg_of_account')],
                    'constraints': [models.UniqueConstraint(fields=('entry', 'account'), name='shop_leg_once'), models.CheckConstraint(condition=models.Q(models.Q(('fen', 0), _negated=True), ('fen__gt', -100000000000), ('fen__lt', 100000000000)), name='shop_leg_something', violation_error_message='An amount is not zero, and below a thousand million yuan.')],
                },
            ),
            migrations.CreateModel(
                name='MonthLock',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('month', models.DateField(verbose_name='month')),
                    ('locked_at', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='closed')),
                    ('fund', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='locks', to='shop.fund', verbose_name='fund')),
                    ('locked_by', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='closed by')),
                ],
                options={
                    'verbose_name': 'closed month',
                    'verbose_name_plural': 'closed months',
                    'ordering': ['-month'],
                    'constraints': [models.UniqueConstraint(fields=('fund', 'month'), name='shop_monthlock_once', violation_error_message='This month is closed already.'), models.CheckConstraint(condition=models.Q(('month__day', 1)), name='shop_monthlock_first_day', violation_error_message='A month is named by its first day.')],
                },
            ),
            migrations.CreateModel(
                name='Balance',
                fields=[
                    ('account', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, primary_key=True, related_name='balance', serialize=False, to='shop.account', verbose_name='account')),
                    ('is_asset', models.BooleanField(verbose_name='asset')),
                    ('fen', models.BigIntegerField(verbose_name='fen')),
                ],
                options={
                    'verbose_name': 'balance',
                    'verbose_name_plural': 'balances',
                    'constraints': [models.CheckConstraint(condition=models.Q(('is_asset', False), ('fen__gte', 0), _connector='OR'), name='shop_balance_not_below_zero', violation_error_message='There is not that much money there.')],
                },
            ),
            migrations.CreateModel(
                name='Chain',
                fields=[
                    ('fund', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, primary_key=True, related_name='chain', serialize=False, to='shop.fund', verbose_name='fund')),
                    ('number', models.PositiveIntegerField(verbose_name='number')),
                    ('hash', models.CharField(max_length=64, verbose_name='hash')),
                ],
                options={
                    'verbose_name': 'end of the chain',
                    'verbose_name_plural': 'ends of the chains',
                },
            ),
            migrations.CreateModel(
                name='Link',
                fields=[
                    ('entry', models.OneToOneField(on_delete=django.db.models.deletion.PROTECT, primary_key=True, related_name='link', serialize=False, to='shop.entry', verbose_name='entry')),
                    ('number', models.PositiveIntegerField(verbose_name='number')),
                    ('people', models.CharField(max_length=64, verbose_name='digest of the two people')),
                    ('before', models.CharField(max_length=64, verbose_name='hash before')),
                    ('hash', models.CharField(max_length=64, verbose_name='hash')),
                    ('left_fen', models.BigIntegerField(verbose_name='balance after')),
                    ('fund', models.ForeignKey(db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='shop.fund', verbose_name='fund')),
                ],
                options={
                    'verbose_name': 'link of the chain',
                    'verbose_name_plural': 'links of the chain',
                    'constraints': [models.UniqueConstraint(fields=('fund', 'number'), name='shop_link_number_once'), models.CheckConstraint(condition=models.Q(('left_fen__gte', 0)), name='shop_link_not_below_zero', violation_error_message='The fund does not hold that much.')],
                },
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='fund',
                trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "shop_fundevent" ("agreement_no", "causes", "code", "custodian", "custodian_en", "filing_no", "id", "is_public", "is_sample", "leftovers", "leftovers_en", "licence_no", "name", "name_en", "pays_costs", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "plan_from", "plan_to", "purpose", "purpose_en") VALUES (NEW."agreement_no", NEW."causes", NEW."code", NEW."custodian", NEW."custodian_en", NEW."filing_no", NEW."id", NEW."is_public", NEW."is_sample", NEW."leftovers", NEW."leftovers_en", NEW."licence_no", NEW."name", NEW."name_en", NEW."pays_costs", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."plan_from", NEW."plan_to", NEW."purpose", NEW."purpose_en"); RETURN NULL;', hash='7482a6e3eccc3996394f09970cbdb24827869146', operation='INSERT', pgid='pgtrigger_insert_insert_b0f78', table='shop_fund', when='AFTER')),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='fund',
                trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "shop_fundevent" ("agreement_no", "causes", "code", "custodian", "custodian_en", "filing_no", "id", "is_public", "is_sample", "leftovers", "leftovers_en", "licence_no", "name", "name_en", "pays_costs", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "plan_from", "plan_to", "purpose", "purpose_en") VALUES (NEW."agreement_no", NEW."causes", NEW."code", NEW."custodian", NEW."custodian_en", NEW."filing_no", NEW."id", NEW."is_public", NEW."is_sample", NEW."leftovers", NEW."leftovers_en", NEW."licence_no", NEW."name", NEW."name_en", NEW."pays_costs", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."plan_from", NEW."plan_to", NEW."purpose", NEW."purpose_en"); RETURN NULL;', hash='2508a263e4b66060e6ae0aff2e342043c42c0e01', operation='UPDATE', pgid='pgtrigger_update_update_51f5a', table='shop_fund', when='AFTER')),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='fund',
                trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "shop_fundevent" ("agreement_no", "causes", "code", "custodian", "custodian_en", "filing_no", "id", "is_public", "is_sample", "leftovers", "leftovers_en", "licence_no", "name", "name_en", "pays_costs", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "plan_from", "plan_to", "purpose", "purpose_en") VALUES (OLD."agreement_no", OLD."causes", OLD."code", OLD."custodian", OLD."custodian_en", OLD."filing_no", OLD."id", OLD."is_public", OLD."is_sample", OLD."leftovers", OLD."leftovers_en", OLD."licence_no", OLD."name", OLD."name_en", OLD."pays_costs", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."plan_from", OLD."plan_to", OLD."purpose", OLD."purpose_en"); RETURN NULL;', hash='b92bf40c8961fb048c63a1caf2dd3accb70b035a', operation='DELETE', pgid='pgtrigger_delete_delete_72468', table='shop_fund', when='AFTER')),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='fundevent',
                trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='598dac24123fe4510cb414aa51252727416ffe48', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_8771b', table='shop_fundevent', when='BEFORE')),
            ),
        ]),
    ]
