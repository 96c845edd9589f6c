import django.contrib.gis.db.models.fields
import django.contrib.postgres.constraints
import django.contrib.postgres.fields
import django.contrib.postgres.indexes
import django.contrib.postgres.operations
import django.db.models.deletion
import django.utils.timezone
import lib.people_numbers
import lib.sealed
import pgtrigger.compiler
import pgtrigger.migrations
import places.models.hours
import places.validators
import uuid
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
        django.contrib.postgres.operations.BtreeGistExtension(),
        django.contrib.postgres.operations.TrigramExtension(),
        Together([
            migrations.CreateModel(
                name='Region',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('code', models.CharField(max_length=20, unique=True, verbose_name='statistical code')),
                    ('name', models.CharField(max_length=80, verbose_name='name')),
                    ('name_en', models.CharField(blank=True, max_length=80, verbose_name='name in English')),
                    ('pinyin', models.CharField(blank=True, editable=False, max_length=250, verbose_name='pinyin')),
                    ('level', models.CharField(choices=[('city', 'City'), ('town', 'Town'), ('subdistrict', 'Sub-district'), ('zone', 'Zone'), ('community', 'Community'), ('village', 'Village'), ('grid', 'Grid')], max_length=12, verbose_name='level')),
                    ('outline', django.contrib.gis.db.models.fields.MultiPolygonField(blank=True, null=True, srid=4326, verbose_name='outline')),
                    ('centre', django.contrib.gis.db.models.fields.PointField(blank=True, geography=True, null=True, srid=4326, verbose_name='centre')),
                    ('population', models.PositiveIntegerField(blank=True, null=True, verbose_name='residents')),
                    ('is_sample', models.BooleanField(default=False, verbose_name='drawn for the sample city')),
                    ('valid_from', models.DateField(blank=True, null=True, verbose_name='valid from')),
                    ('valid_to', models.DateField(blank=True, null=True, verbose_name='valid to')),
                    ('parent', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='children', to='places.region', verbose_name='part of')),
                ],
                options={
                    'verbose_name': 'region',
                    'verbose_name_plural': 'regions',
                    'ordering': ['code'],
                    'indexes': [models.Index(fields=['code'], name='places_region_code_prefix', opclasses=['varchar_pattern_ops'])],
                    'constraints': [models.CheckConstraint(condition=models.Q(('code__regex', '^[0-9]{6,20}$')), name='places_region_code_is_digits', violation_error_message="A region's code is 6 to 20 digits."), models.CheckConstraint(condition=models.Q(models.Q(('level', 'city'), ('parent__isnull', True)), models.Q(models.Q(('level', 'city'), _negated=True), ('parent__isnull', False)), _connector='OR'), name='places_region_only_city_is_root', violation_error_message='Every region but the city is part of another.'), models.CheckConstraint(condition=models.Q(('valid_to__isnull', True), ('valid_from__isnull', True), ('valid_to__gt', models.F('valid_from')), _connector='OR'), name='places_region_valid_span', violation_error_message='A region ends after it began.')],
                },
            ),
            migrations.CreateModel(
                name='Place',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('name', models.CharField(max_length=80, verbose_name='name')),
                    ('name_en', models.CharField(max_length=120, verbose_name='name in English')),
                    ('pinyin', models.CharField(blank=True, editable=False, max_length=300, verbose_name='pinyin')),
                    ('kind', models.CharField(choices=[('park', 'Pocket park'), ('library_station', '24-hour library station'), ('practice_station', 'Civilization practice station'), ('workers_station', "Workers' station"), ('parents_station', "Parents' station"), ('youth_palace', 'Rural youth palace'), ('shop', 'Charity shop'), ('market', 'Wet market'), ('toilet', 'Public toilet'), ('exercise', 'Place to exercise'), ('culture', 'Place of culture')], editable=False, max_length=20, verbose_name='kind')),
                    ('point', django.contrib.gis.db.models.fields.PointField(geography=True, srid=4326, validators=[places.validators.validate_in_city], verbose_name='point')),
                    ('access', django.contrib.gis.db.models.fields.MultiPointField(editable=False, geography=True, null=True, srid=4326)),
                    ('address', models.CharField(blank=True, max_length=120, verbose_name='address')),
                    ('address_en', models.CharField(blank=True, max_length=160, verbose_name='address in English')),
                    ('summary', models.CharField(blank=True, max_length=200, verbose_name='in one sentence')),
                    ('summary_en', models.CharField(blank=True, max_length=300, verbose_name='in one sentence, in English')),
                    ('facilities', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(choices=[('step_free', 'Step-free way'), ('toilet', 'Toilet'), ('accessible_toilet', 'Accessible toilet'), ('shade', 'Shade'), ('lights', 'Lights at night'), ('seats', 'Seats'), ('backrest', 'Seats with a back and arms'), ('pavilion', 'Pavilion'), ('handrail', 'Handrails'), ('chess', 'Chess tables'), ('fitness', 'Fitness equipment'), ('playground', 'Playground'), ('sandpit', 'Sandpit'), ('swings', 'Swings'), ('water', 'Drinking water'), ('hot_water', 'Hot water'), ('air_conditioning', 'Air conditioning'), ('power', 'Sockets'), ('wifi', 'Wi-Fi'), ('bicycle_parking', 'Bicycle parking'), ('garden', 'Flower beds'), ('path', 'Walking path')], max_length=20), blank=True, default=list, size=None, verbose_name='facilities')),
                    ('hours', models.CharField(blank=True, help_text='As in OpenStreetMap: 24/7, or Mo-Fr 09:00-17:00; PH off. Empty means: not known.', max_length=250, validators=[places.validators.validate_hours], verbose_name='opening hours')),
                    ('operation', models.CharField(choices=[('open', 'Open by its hours'), ('self_service', 'Self-service, by its hours'), ('maintenance', 'Closed for maintenance'), ('unknown', 'Not known'), ('closed', 'Closed for good')], default='open', max_length=12, verbose_name='operation')),
                    ('phone', models.CharField(blank=True, max_length=20, validators=[lib.people_numbers.validate_contact_phone], verbose_name='telephone')),
                    ('is_public', models.BooleanField(default=True, verbose_name='shown to the public')),
                    ('is_sample', models.BooleanField(default=False, verbose_name='invented for the sample city')),
                    ('source', models.CharField(blank=True, max_length=200, verbose_name='source')),
                    ('updated_at', models.DateTimeField(auto_now=True, verbose_name='last changed')),
                    ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='entered')),
                    ('region', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='places', to='places.region', verbose_name='region')),
                ],
                options={
                    'verbose_name': 'place',
                    'verbose_name_plural': 'places',
                    'ordering': ['pinyin', 'pk'],
                    'indexes': [models.Index(condition=models.Q(('is_public', True)), fields=['kind', 'pinyin'], name='places_place_public'), django.contrib.postgres.indexes.GinIndex(fields=['facilities'], name='places_place_facilities'), django.contrib.postgres.indexes.GinIndex(fields=['name', 'pinyin'], name='places_place_name_trgm', opclasses=['gin_trgm_ops', 'gin_trgm_ops']), models.Index(fields=['-created_at'], name='places_place_newest')],
                    'constraints': [models.CheckConstraint(condition=models.Q(('facilities__contained_by', ['step_free', 'toilet', 'accessible_toilet', 'shade', 'lights', 'seats', 'backrest', 'pavilion', 'handrail', 'chess', 'fitness', 'playground', 'sandpit', 'swings', 'water', 'hot_water', 'air_conditioning', 'power', 'wifi', 'bicycle_parking', 'garden', 'path'])), name='places_place_facilities_known', violation_error_message='One of the facilities is not in the list.'), models.CheckConstraint(condition=models.Q(('kind__in', ['park', 'library_station', 'practice_station', 'workers_station', 'parents_station', 'youth_palace', 'shop', 'market', 'toilet', 'exercise', 'culture'])), name='places_place_kind_known', violation_error_message='This kind of place is not known.'), models.CheckConstraint(condition=models.Q(('operation__in', ['open', 'self_service', 'maintenance', 'unknown', 'closed'])), name='places_place_operation_known', violation_error_message='This kind of operation is not known.'), models.UniqueConstraint(fields=('kind', 'region', 'name'), name='places_place_named_once_in_region', violation_error_message='This region has a place of that kind and name already.')],
                },
            ),
            migrations.CreateModel(
                name='Entrance',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('point', django.contrib.gis.db.models.fields.PointField(geography=True, srid=4326, validators=[places.validators.validate_in_city], verbose_name='point')),
                    ('is_step_free', models.BooleanField(default=True, verbose_name='step-free')),
                    ('note', models.CharField(blank=True, max_length=80, verbose_name='note')),
                    ('note_en', models.CharField(blank=True, max_length=120, verbose_name='note in English')),
                    ('place', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='entrances', to='places.place', verbose_name='place')),
                ],
                options={
                    'verbose_name': 'entrance',
                    'verbose_name_plural': 'entrances',
                    'ordering': ['pk'],
                },
            ),
            migrations.CreateModel(
                name='HoursException',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('starts_on', models.DateField(verbose_name='first day')),
                    ('ends_on', models.DateField(verbose_name='last day')),
                    ('hours', models.CharField(blank=True, help_text='off means closed; empty means: not known.', max_length=250, validators=[places.validators.validate_hours], verbose_name='hours on these days')),
                    ('reason', models.CharField(blank=True, max_length=120, verbose_name='reason')),
                    ('reason_en', models.CharField(blank=True, max_length=160, verbose_name='reason in English')),
                    ('place', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='hours_exceptions', to='places.place', verbose_name='place')),
                ],
                options={
                    'verbose_name': 'exception to the hours',
                    'verbose_name_plural': 'exceptions to the hours',
                    'ordering': ['starts_on'],
                    'constraints': [models.CheckConstraint(condition=models.Q(('ends_on__gte', models.F('starts_on'))), name='places_hoursexception_span', violation_error_message='The last day is not before the first.'), django.contrib.postgres.constraints.ExclusionConstraint(expressions=[(places.models.hours.DateSpan('starts_on', 'ends_on', models.Value('[]')), '&&'), ('place', '=')], name='places_hoursexception_no_overlap', violation_error_message='Another exception already covers one of these days.')],
                },
            ),
            migrations.CreateModel(
                name='Feedback',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('token', models.UUIDField(default=uuid.uuid4, editable=False, help_text="The form's own number: sending it twice is harmless.", unique=True, verbose_name='form token')),
                    ('text', models.TextField(max_length=1000, verbose_name='what was said')),
                    ('phone', lib.sealed.SealedField(blank=True, kind='phone', null=True, verbose_name='mobile number')),
                    ('state', models.CharField(choices=[('received', 'Received'), ('answered', 'Answered'), ('declined', 'Not published')], default='received', max_length=10, verbose_name='state')),
                    ('may_publish', models.BooleanField(default=False, verbose_name='the sender allows publication')),
                    ('answer', models.TextField(blank=True, max_length=1000, verbose_name="the office's answer")),
                    ('answer_en', models.TextField(blank=True, max_length=1500, verbose_name="the office's answer in English")),
                    ('answered_at', models.DateTimeField(blank=True, editable=False, null=True, verbose_name='answered')),
                    ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='received')),
                    ('answered_by', models.ForeignKey(blank=True, editable=False, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to=settings.AUTH_USER_MODEL, verbose_name='answered by')),
                    ('photo', models.ForeignKey(blank=True, null=True, on_delete=django.db.models.deletion.PROTECT, related_name='+', to='photos.photo', verbose_name='photo')),
                    ('place', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='feedback', to='places.place', verbose_name='place')),
                ],
                options={
                    'verbose_name': 'feedback on a place',
                    'verbose_name_plural': 'feedback on places',
                    'ordering': ['-created_at'],
                    'indexes': [models.Index(condition=models.Q(('state', 'received')), fields=['created_at'], name='places_feedback_queue')],
                    'constraints': [models.CheckConstraint(condition=models.Q(models.Q(('state', 'answered'), _negated=True), models.Q(models.Q(('answer', ''), _negated=True), ('answered_at__isnull', False), ('answered_by__isnull', False)), _connector='OR'), name='places_feedback_answered_with_words', violation_error_message='An answer needs words, and somebody who gives it.'), models.CheckConstraint(condition=models.Q(('text__regex', '\\S')), name='places_feedback_says_something', violation_error_message='Please write what you want to tell us.')],
                },
            ),
            migrations.CreateModel(
                name='HoursExceptionEvent',
                fields=[
                    ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                    ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                    ('pgh_label', models.TextField(help_text='The event label.')),
                    ('id', models.BigIntegerField()),
                    ('starts_on', models.DateField(verbose_name='first day')),
                    ('ends_on', models.DateField(verbose_name='last day')),
                    ('hours', models.CharField(blank=True, help_text='off means closed; empty means: not known.', max_length=250, validators=[places.validators.validate_hours], verbose_name='hours on these days')),
                    ('reason', models.CharField(blank=True, max_length=120, verbose_name='reason')),
                    ('reason_en', models.CharField(blank=True, max_length=160, verbose_name='reason in English')),
                    ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                    ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='places.hoursexception')),
                    ('place', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='places.place', verbose_name='place')),
                ],
                options={
                    'abstract': False,
                },
            ),
            migrations.CreateModel(
                name='FeedbackEvent',
                fields=[
                    ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                    ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                    ('pgh_label', models.TextField(help_text='The event label.')),
                    ('id', models.BigIntegerField()),
                    ('token', models.UUIDField(default=uuid.uuid4, editable=False, help_text="The form's own number: sending it twice is harmless.", verbose_name='form token')),
                    ('text', models.TextField(max_length=1000, verbose_name='what was said')),
                    ('state', models.CharField(choices=[('received', 'Received'), ('answered', 'Answered'), ('declined', 'Not published')], default='received', max_length=10, verbose_name='state')),
                    ('may_publish', models.BooleanField(default=False, verbose_name='the sender allows publication')),
                    ('answer', models.TextField(blank=True, max_length=1000, verbose_name="the office's answer")),
                    ('answer_en', models.TextField(blank=True, max_length=1500, verbose_name="the office's answer in English")),
                    ('answered_at', models.DateTimeField(blank=True, editable=False, null=True, verbose_name='answered')),
                    ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='received')),
                    ('answered_by', models.ForeignKey(blank=True, db_constraint=False, editable=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to=settings.AUTH_USER_MODEL, verbose_name='answered by')),
                    ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                    ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='places.feedback')),
                    ('photo', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='photos.photo', verbose_name='photo')),
                    ('place', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='places.place', verbose_name='place')),
                ],
                options={
                    'abstract': False,
                },
            ),
            migrations.CreateModel(
                name='EntranceEvent',
                fields=[
                    ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                    ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                    ('pgh_label', models.TextField(help_text='The event label.')),
                    ('id', models.BigIntegerField()),
                    ('point', django.contrib.gis.db.models.fields.PointField(geography=True, srid=4326, validators=[places.validators.validate_in_city], verbose_name='point')),
                    ('is_step_free', models.BooleanField(default=True, verbose_name='step-free')),
                    ('note', models.CharField(blank=True, max_length=80, verbose_name='note')),
                    ('note_en', models.CharField(blank=True, max_length=120, verbose_name='note in English')),
                    ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                    ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='places.entrance')),
                    ('place', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='places.place', verbose_name='place')),
                ],
                options={
                    'abstract': False,
                },
            ),
            migrations.CreateModel(
                name='PlacePhoto',
                fields=[
                    ('id', models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name='ID')),
                    ('role', models.CharField(choices=[('view', 'View'), ('before', 'Before'), ('after', 'After')], default='view', max_length=8, verbose_name='role')),
                    ('position', models.PositiveSmallIntegerField(default=0, verbose_name='position')),
                    ('caption', models.CharField(blank=True, max_length=120, verbose_name='caption')),
                    ('caption_en', models.CharField(blank=True, max_length=160, verbose_name='caption in English')),
                    ('photo', models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='+', to='photos.photo', verbose_name='photo')),
                    ('place', models.ForeignKey(on_delete=django.db.models.deletion.CASCADE, related_name='place_photos', to='places.place', verbose_name='place')),
                ],
                options={
                    'verbose_name': 'photo of a place',
                    'verbose_name_plural': 'photos of a place',
                    'ordering': ['position', 'pk'],
                    'constraints': [models.UniqueConstraint(condition=models.Q(('role__in', ['before', 'after'])), fields=('place', 'role'), name='places_placephoto_one_before_one_after', violation_error_message='A place has one photo before and one after.')],
                },
            ),
            migrations.CreateModel(
                name='PlacePhotoEvent',
                fields=[
                    ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                    ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                    ('pgh_label', models.TextField(help_text='The event label.')),
                    ('id', models.BigIntegerField()),
                    ('role', models.CharField(choices=[('view', 'View'), ('before', 'Before'), ('after', 'After')], default='view', max_length=8, verbose_name='role')),
                    ('position', models.PositiveSmallIntegerField(default=0, verbose_name='position')),
                    ('caption', models.CharField(blank=True, max_length=120, verbose_name='caption')),
                    ('caption_en', models.CharField(blank=True, max_length=160, verbose_name='caption in English')),
                    ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                    ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='places.placephoto')),
                    ('photo', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='photos.photo', verbose_name='photo')),
                    ('place', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='places.place', verbose_name='place')),
                ],
                options={
                    'abstract': False,
                },
            ),
            migrations.CreateModel(
                name='PlaceEvent',
                fields=[
                    ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                    ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                    ('pgh_label', models.TextField(help_text='The event label.')),
                    ('id', models.BigIntegerField()),
                    ('name', models.CharField(max_length=80, verbose_name='name')),
                    ('name_en', models.CharField(max_length=120, verbose_name='name in English')),
                    ('kind', models.CharField(choices=[('park', 'Pocket park'), ('library_station', '24-hour library station'), ('practice_station', 'Civilization practice station'), ('workers_station', "Workers' station"), ('parents_station', "Parents' station"), ('youth_palace', 'Rural youth palace'), ('shop', 'Charity shop'), ('market', 'Wet market'), ('toilet', 'Public toilet'), ('exercise', 'Place to exercise'), ('culture', 'Place of culture')], editable=False, max_length=20, verbose_name='kind')),
                    ('point', django.contrib.gis.db.models.fields.PointField(geography=True, srid=4326, validators=[places.validators.validate_in_city], verbose_name='point')),
                    ('address', models.CharField(blank=True, max_length=120, verbose_name='address')),
                    ('address_en', models.CharField(blank=True, max_length=160, verbose_name='address in English')),
                    ('summary', models.CharField(blank=True, max_length=200, verbose_name='in one sentence')),
                    ('summary_en', models.CharField(blank=True, max_length=300, verbose_name='in one sentence, in English')),
                    ('facilities', django.contrib.postgres.fields.ArrayField(base_field=models.CharField(choices=[('step_free', 'Step-free way'), ('toilet', 'Toilet'), ('accessible_toilet', 'Accessible toilet'), ('shade', 'Shade'), ('lights', 'Lights at night'), ('seats', 'Seats'), ('backrest', 'Seats with a back and arms'), ('pavilion', 'Pavilion'), ('handrail', 'Handrails'), ('chess', 'Chess tables'), ('fitness', 'Fitness equipment'), ('playground', 'Playground'), ('sandpit', 'Sandpit'), ('swings', 'Swings'), ('water', 'Drinking water'), ('hot_water', 'Hot water'), ('air_conditioning', 'Air conditioning'), ('power', 'Sockets'), ('wifi', 'Wi-Fi'), ('bicycle_parking', 'Bicycle parking'), ('garden', 'Flower beds'), ('path', 'Walking path')], max_length=20), blank=True, default=list, size=None, verbose_name='facilities')),
                    ('hours', models.CharField(blank=True, help_text='As in OpenStreetMap: 24/7, or Mo-Fr 09:00-17:00; PH off. Empty means: not known.', max_length=250, validators=[places.validators.validate_hours], verbose_name='opening hours')),
                    ('operation', models.CharField(choices=[('open', 'Open by its hours'), ('self_service', 'Self-service, by its hours'), ('maintenance', 'Closed for maintenance'), ('unknown', 'Not known'), ('closed', 'Closed for good')], default='open', max_length=12, verbose_name='operation')),
                    ('phone', models.CharField(blank=True, max_length=20, validators=[lib.people_numbers.validate_contact_phone], verbose_name='telephone')),
                    ('is_public', models.BooleanField(default=True, verbose_name='shown to the public')),
                    ('is_sample', models.BooleanField(default=False, verbose_name='invented for the sample city')),
                    ('source', models.CharField(blank=True, max_length=200, verbose_name='source')),
                    ('updated_at', models.DateTimeField(auto_now=True, verbose_name='last changed')),
                    ('created_at', models.DateTimeField(default=django.utils.timezone.now, editable=False, verbose_name='entered')),
                    ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                    ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='places.place')),
                    ('region', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='places.region', verbose_name='region')),
                ],
                options={
                    'abstract': False,
                },
            ),
            migrations.CreateModel(
                name='RegionEvent',
                fields=[
                    ('pgh_id', models.AutoField(primary_key=True, serialize=False)),
                    ('pgh_created_at', models.DateTimeField(auto_now_add=True)),
                    ('pgh_label', models.TextField(help_text='The event label.')),
                    ('id', models.BigIntegerField()),
                    ('code', models.CharField(max_length=20, verbose_name='statistical code')),
                    ('name', models.CharField(max_length=80, verbose_name='name')),
                    ('name_en', models.CharField(blank=True, max_length=80, verbose_name='name in English')),
                    ('pinyin', models.CharField(blank=True, editable=False, max_length=250, verbose_name='pinyin')),
                    ('level', models.CharField(choices=[('city', 'City'), ('town', 'Town'), ('subdistrict', 'Sub-district'), ('zone', 'Zone'), ('community', 'Community'), ('village', 'Village'), ('grid', 'Grid')], max_length=12, verbose_name='level')),
                    ('centre', django.contrib.gis.db.models.fields.PointField(blank=True, geography=True, null=True, srid=4326, verbose_name='centre')),
                    ('population', models.PositiveIntegerField(blank=True, null=True, verbose_name='residents')),
                    ('is_sample', models.BooleanField(default=False, verbose_name='drawn for the sample city')),
                    ('valid_from', models.DateField(blank=True, null=True, verbose_name='valid from')),
                    ('valid_to', models.DateField(blank=True, null=True, verbose_name='valid to')),
                    ('parent', models.ForeignKey(blank=True, db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', related_query_name='+', to='places.region', verbose_name='part of')),
                    ('pgh_context', models.ForeignKey(db_constraint=False, null=True, on_delete=django.db.models.deletion.DO_NOTHING, related_name='+', to='pghistory.context')),
                    ('pgh_obj', models.ForeignKey(db_constraint=False, on_delete=django.db.models.deletion.DO_NOTHING, related_name='events', to='places.region')),
                ],
                options={
                    'abstract': False,
                },
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='hoursexceptionevent',
                trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='b7e88bd394875e6148dc742daeb8b62640457caf', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_5c21f', table='places_hoursexceptionevent', when='BEFORE')),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='hoursexception',
                trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "places_hoursexceptionevent" ("ends_on", "hours", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "place_id", "reason", "reason_en", "starts_on") VALUES (NEW."ends_on", NEW."hours", NEW."id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."place_id", NEW."reason", NEW."reason_en", NEW."starts_on"); RETURN NULL;', hash='108f040d882ec5b35a178148944e1b679d75d512', operation='INSERT', pgid='pgtrigger_insert_insert_c9348', table='places_hoursexception', when='AFTER')),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='hoursexception',
                trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "places_hoursexceptionevent" ("ends_on", "hours", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "place_id", "reason", "reason_en", "starts_on") VALUES (NEW."ends_on", NEW."hours", NEW."id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."place_id", NEW."reason", NEW."reason_en", NEW."starts_on"); RETURN NULL;', hash='1e964efcc0468ae369371e73bf1c9c60cc51d5f8', operation='UPDATE', pgid='pgtrigger_update_update_b9929', table='places_hoursexception', when='AFTER')),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='hoursexception',
                trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "places_hoursexceptionevent" ("ends_on", "hours", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "place_id", "reason", "reason_en", "starts_on") VALUES (OLD."ends_on", OLD."hours", OLD."id", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."place_id", OLD."reason", OLD."reason_en", OLD."starts_on"); RETURN NULL;', hash='28dd9e88cf641b378b101f556b9709c0d9dff096', operation='DELETE', pgid='pgtrigger_delete_delete_5f353', table='places_hoursexception', when='AFTER')),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='feedbackevent',
                trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='9c7b8ce3e992d584c48d685e775c8140539fb2cf', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_65136', table='places_feedbackevent', when='BEFORE')),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='feedback',
                trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "places_feedbackevent" ("answer", "answer_en", "answered_at", "answered_by_id", "created_at", "id", "may_publish", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "photo_id", "place_id", "state", "text", "token") VALUES (NEW."answer", NEW."answer_en", NEW."answered_at", NEW."answered_by_id", NEW."created_at", NEW."id", NEW."may_publish", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."photo_id", NEW."place_id", NEW."state", NEW."text", NEW."token"); RETURN NULL;', hash='76ffcc31c8c498c8a9530cd538405a28cc5b9cd4', operation='INSERT', pgid='pgtrigger_insert_insert_d1957', table='places_feedback', when='AFTER')),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='feedback',
                trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."answer" IS DISTINCT FROM (NEW."answer") OR OLD."answer_en" IS DISTINCT FROM (NEW."answer_en") OR OLD."answered_at" IS DISTINCT FROM (NEW."answered_at") OR OLD."answered_by_id" IS DISTINCT FROM (NEW."answered_by_id") OR OLD."created_at" IS DISTINCT FROM (NEW."created_at") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."may_publish" IS DISTINCT FROM (NEW."may_publish") OR OLD."photo_id" IS DISTINCT FROM (NEW."photo_id") OR OLD."place_id" IS DISTINCT FROM (NEW."place_id") OR OLD."state" IS DISTINCT FROM (NEW."state") OR OLD."text" IS DISTINCT FROM (NEW."text") OR OLD."token" IS DISTINCT FROM (NEW."token"))', func='INSERT INTO "places_feedbackevent" ("answer", "answer_en", "answered_at", "answered_by_id", "created_at", "id", "may_publish", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "photo_id", "place_id", "state", "text", "token") VALUES (NEW."answer", NEW."answer_en", NEW."answered_at", NEW."answered_by_id", NEW."created_at", NEW."id", NEW."may_publish", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."photo_id", NEW."place_id", NEW."state", NEW."text", NEW."token"); RETURN NULL;', hash='c8d53b4e3f186661d6c27500ae41e254f0a99ffe', operation='UPDATE', pgid='pgtrigger_update_update_930a7', table='places_feedback', when='AFTER')),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='feedback',
                trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "places_feedbackevent" ("answer", "answer_en", "answered_at", "answered_by_id", "created_at", "id", "may_publish", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "photo_id", "place_id", "state", "text", "token") VALUES (OLD."answer", OLD."answer_en", OLD."answered_at", OLD."answered_by_id", OLD."created_at", OLD."id", OLD."may_publish", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."photo_id", OLD."place_id", OLD."state", OLD."text", OLD."token"); RETURN NULL;', hash='43e1ff9d17a9b6b8efa6ae8e43aaddfa6f87feea', operation='DELETE', pgid='pgtrigger_delete_delete_2e290', table='places_feedback', when='AFTER')),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='entranceevent',
                trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='a2ee17682526c0cff078c34ca716cebb622719f8', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_85d7e', table='places_entranceevent', when='BEFORE')),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='entrance',
                trigger=pgtrigger.compiler.Trigger(name='access_of_place', sql=pgtrigger.compiler.UpsertTriggerSql(func="\n    UPDATE places_place SET point = point WHERE id = CASE WHEN TG_OP = 'DELETE' THEN OLD.place_id ELSE NEW.place_id END;\n    IF TG_OP = 'UPDATE' AND OLD.place_id <> NEW.place_id THEN\n        UPDATE places_place SET point = point WHERE id = OLD.place_id;\n    END IF;\n    RETURN NULL;\n", hash='1078c81057b508855a82e8470d53f37e79871a9d', operation='INSERT OR UPDATE OR DELETE', pgid='pgtrigger_access_of_place_e940f', table='places_entrance', when='AFTER')),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='entrance',
                trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "places_entranceevent" ("id", "is_step_free", "note", "note_en", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "place_id", "point") VALUES (NEW."id", NEW."is_step_free", NEW."note", NEW."note_en", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."place_id", NEW."point"); RETURN NULL;', hash='a5976b818fa1295f0382e39f4032ccd26549aa1c', operation='INSERT', pgid='pgtrigger_insert_insert_d2627', table='places_entrance', when='AFTER')),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='entrance',
                trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "places_entranceevent" ("id", "is_step_free", "note", "note_en", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "place_id", "point") VALUES (NEW."id", NEW."is_step_free", NEW."note", NEW."note_en", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."place_id", NEW."point"); RETURN NULL;', hash='b4150af79df77e47adeb1662e4fd42b52c8b52cb', operation='UPDATE', pgid='pgtrigger_update_update_ea606', table='places_entrance', when='AFTER')),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='entrance',
                trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "places_entranceevent" ("id", "is_step_free", "note", "note_en", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "place_id", "point") VALUES (OLD."id", OLD."is_step_free", OLD."note", OLD."note_en", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."place_id", OLD."point"); RETURN NULL;', hash='250cdde3f4ae2104175fae4d09cc91c3849deb6b', operation='DELETE', pgid='pgtrigger_delete_delete_c1b1c', table='places_entrance', when='AFTER')),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='placephoto',
                trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "places_placephotoevent" ("caption", "caption_en", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "photo_id", "place_id", "position", "role") VALUES (NEW."caption", NEW."caption_en", NEW."id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."photo_id", NEW."place_id", NEW."position", NEW."role"); RETURN NULL;', hash='b095df56cc94213057bb1f6051b74630725eeb98', operation='INSERT', pgid='pgtrigger_insert_insert_e15f1', table='places_placephoto', when='AFTER')),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='placephoto',
                trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD.* IS DISTINCT FROM NEW.*)', func='INSERT INTO "places_placephotoevent" ("caption", "caption_en", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "photo_id", "place_id", "position", "role") VALUES (NEW."caption", NEW."caption_en", NEW."id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."photo_id", NEW."place_id", NEW."position", NEW."role"); RETURN NULL;', hash='1b428fac6fdef7d8356edb21fc631de361c82c42', operation='UPDATE', pgid='pgtrigger_update_update_da7e6', table='places_placephoto', when='AFTER')),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='placephoto',
                trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "places_placephotoevent" ("caption", "caption_en", "id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "photo_id", "place_id", "position", "role") VALUES (OLD."caption", OLD."caption_en", OLD."id", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."photo_id", OLD."place_id", OLD."position", OLD."role"); RETURN NULL;', hash='1a93867ad588b074865b4ce92a3e954e4b7c2b1e', operation='DELETE', pgid='pgtrigger_delete_delete_51c56', table='places_placephoto', when='AFTER')),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='placephotoevent',
                trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='1b56d9ad14ea21bc6c26f0d966bc03917dc6ab8e', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_5eac7', table='places_placephotoevent', when='BEFORE')),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='region',
                trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "places_regionevent" ("centre", "code", "id", "is_sample", "level", "name", "name_en", "parent_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "pinyin", "population", "valid_from", "valid_to") VALUES (NEW."centre", NEW."code", NEW."id", NEW."is_sample", NEW."level", NEW."name", NEW."name_en", NEW."parent_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."pinyin", NEW."population", NEW."valid_from", NEW."valid_to"); RETURN NULL;', hash='c2f233552e26f2ecc168f7e66393330025ea7c14', operation='INSERT', pgid='pgtrigger_insert_insert_e878c', table='places_region', when='AFTER')),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='region',
                trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."centre" IS DISTINCT FROM (NEW."centre") OR OLD."code" IS DISTINCT FROM (NEW."code") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."is_sample" IS DISTINCT FROM (NEW."is_sample") OR OLD."level" IS DISTINCT FROM (NEW."level") OR OLD."name" IS DISTINCT FROM (NEW."name") OR OLD."name_en" IS DISTINCT FROM (NEW."name_en") OR OLD."parent_id" IS DISTINCT FROM (NEW."parent_id") OR OLD."pinyin" IS DISTINCT FROM (NEW."pinyin") OR OLD."population" IS DISTINCT FROM (NEW."population") OR OLD."valid_from" IS DISTINCT FROM (NEW."valid_from") OR OLD."valid_to" IS DISTINCT FROM (NEW."valid_to"))', func='INSERT INTO "places_regionevent" ("centre", "code", "id", "is_sample", "level", "name", "name_en", "parent_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "pinyin", "population", "valid_from", "valid_to") VALUES (NEW."centre", NEW."code", NEW."id", NEW."is_sample", NEW."level", NEW."name", NEW."name_en", NEW."parent_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."pinyin", NEW."population", NEW."valid_from", NEW."valid_to"); RETURN NULL;', hash='49f274dd837964dd3d0bde7de9f08f4c07b2c43b', operation='UPDATE', pgid='pgtrigger_update_update_53edb', table='places_region', when='AFTER')),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='region',
                trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "places_regionevent" ("centre", "code", "id", "is_sample", "level", "name", "name_en", "parent_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "pinyin", "population", "valid_from", "valid_to") VALUES (OLD."centre", OLD."code", OLD."id", OLD."is_sample", OLD."level", OLD."name", OLD."name_en", OLD."parent_id", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."pinyin", OLD."population", OLD."valid_from", OLD."valid_to"); RETURN NULL;', hash='5e6a99434556b88372defc24f91a6e66277b4bc3', operation='DELETE', pgid='pgtrigger_delete_delete_f58f0', table='places_region', when='AFTER')),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='placeevent',
                trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='5c52b0fb8a1094a52afe2a1eed70caac28446bdc', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_29da6', table='places_placeevent', when='BEFORE')),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='place',
                trigger=pgtrigger.compiler.Trigger(name='access_follows_point', sql=pgtrigger.compiler.UpsertTriggerSql(func='\n    NEW.access = COALESCE(\n        (SELECT ST_Collect(e.point::geometry)::geography FROM places_entrance e WHERE e.place_id = NEW.id),\n        ST_Multi(NEW.point::geometry)::geography\n    );\n    RETURN NEW;\n', hash='e5e9ff5329a0bbdb8eed5ace435364135edf9b61', operation='INSERT OR UPDATE OF "point"', pgid='pgtrigger_access_follows_point_5bad0', table='places_place', when='BEFORE')),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='place',
                trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "places_placeevent" ("address", "address_en", "created_at", "facilities", "hours", "id", "is_public", "is_sample", "kind", "name", "name_en", "operation", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "phone", "point", "region_id", "source", "summary", "summary_en", "updated_at") VALUES (NEW."address", NEW."address_en", NEW."created_at", NEW."facilities", NEW."hours", NEW."id", NEW."is_public", NEW."is_sample", NEW."kind", NEW."name", NEW."name_en", NEW."operation", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."phone", NEW."point", NEW."region_id", NEW."source", NEW."summary", NEW."summary_en", NEW."updated_at"); RETURN NULL;', hash='a491ee5f324076f8da37e19308cce8c72ba77685', operation='INSERT', pgid='pgtrigger_insert_insert_15623', table='places_place', when='AFTER')),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='place',
                trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."address" IS DISTINCT FROM (NEW."address") OR OLD."address_en" IS DISTINCT FROM (NEW."address_en") OR OLD."created_at" IS DISTINCT FROM (NEW."created_at") OR OLD."facilities" IS DISTINCT FROM (NEW."facilities") OR OLD."hours" IS DISTINCT FROM (NEW."hours") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."is_public" IS DISTINCT FROM (NEW."is_public") OR OLD."is_sample" IS DISTINCT FROM (NEW."is_sample") OR OLD."kind" IS DISTINCT FROM (NEW."kind") OR OLD."name" IS DISTINCT FROM (NEW."name") OR OLD."name_en" IS DISTINCT FROM (NEW."name_en") OR OLD."operation" IS DISTINCT FROM (NEW."operation") OR OLD."phone" IS DISTINCT FROM (NEW."phone") OR OLD."point" IS DISTINCT FROM (NEW."point") OR OLD."region_id" IS DISTINCT FROM (NEW."region_id") OR OLD."source" IS DISTINCT FROM (NEW."source") OR OLD."summary" IS DISTINCT FROM (NEW."summary") OR OLD."summary_en" IS DISTINCT FROM (NEW."summary_en") OR OLD."updated_at" IS DISTINCT FROM (NEW."updated_at"))', func='INSERT INTO "places_placeevent" ("address", "address_en", "created_at", "facilities", "hours", "id", "is_public", "is_sample", "kind", "name", "name_en", "operation", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "phone", "point", "region_id", "source", "summary", "summary_en", "updated_at") VALUES (NEW."address", NEW."address_en", NEW."created_at", NEW."facilities", NEW."hours", NEW."id", NEW."is_public", NEW."is_sample", NEW."kind", NEW."name", NEW."name_en", NEW."operation", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."phone", NEW."point", NEW."region_id", NEW."source", NEW."summary", NEW."summary_en", NEW."updated_at"); RETURN NULL;', hash='2349cd5aad606a85e5dc5561b44c2d402f13785a', operation='UPDATE', pgid='pgtrigger_update_update_cbec4', table='places_place', when='AFTER')),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='place',
                trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "places_placeevent" ("address", "address_en", "created_at", "facilities", "hours", "id", "is_public", "is_sample", "kind", "name", "name_en", "operation", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "phone", "point", "region_id", "source", "summary", "summary_en", "updated_at") VALUES (OLD."address", OLD."address_en", OLD."created_at", OLD."facilities", OLD."hours", OLD."id", OLD."is_public", OLD."is_sample", OLD."kind", OLD."name", OLD."name_en", OLD."operation", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."phone", OLD."point", OLD."region_id", OLD."source", OLD."summary", OLD."summary_en", OLD."updated_at"); RETURN NULL;', hash='cdfab99994956ca9d968b0a35d016e9d572cf536', operation='DELETE', pgid='pgtrigger_delete_delete_9579c', table='places_place', when='AFTER')),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='regionevent',
                trigger=pgtrigger.compiler.Trigger(name='append_only', sql=pgtrigger.compiler.UpsertTriggerSql(func="RAISE EXCEPTION 'pgtrigger: Cannot update or delete rows from % table', TG_TABLE_NAME;", hash='e1bc7e9d17fbdb03886798cb035634f15afd9e59', operation='UPDATE OR DELETE', pgid='pgtrigger_append_only_02ddc', table='places_regionevent', when='BEFORE')),
            ),
        ]),
    ]
