from pathlib import Path

import django.contrib.gis.db.models.fields
import pgtrigger.compiler
import pgtrigger.migrations
import places.validators
from django.db import migrations, models

from lib.together import Together

BESIDE = Path(__file__).parent
RULES = (BESIDE / "0006_regions_hold.sql").read_text(encoding="utf-8")
MENDED = (BESIDE / "0006_regions_mended.sql").read_text(encoding="utf-8")


class Migration(migrations.Migration):

    dependencies = [
        ('places', '0005_index_towns'),
    ]

    operations = [
        Together([
            pgtrigger.migrations.RemoveTrigger(
                model_name='region',
                name='insert_insert',
            ),
            pgtrigger.migrations.RemoveTrigger(
                model_name='region',
                name='update_update',
            ),
            pgtrigger.migrations.RemoveTrigger(
                model_name='region',
                name='delete_delete',
            ),
            migrations.AddField(
                model_name='region',
                name='shape_trace',
                field=models.CharField(blank=True, default='', editable=False, max_length=60, verbose_name='outline'),
            ),
            migrations.AddField(
                model_name='regionevent',
                name='shape_trace',
                field=models.CharField(blank=True, default='', editable=False, max_length=60, verbose_name='outline'),
            ),
            migrations.AlterField(
                model_name='region',
                name='outline',
                field=django.contrib.gis.db.models.fields.MultiPolygonField(blank=True, null=True, srid=4326, validators=[places.validators.validate_outline], verbose_name='outline'),
            ),
        ]),
        migrations.RunSQL(RULES, migrations.RunSQL.noop),
        Together([
            pgtrigger.migrations.AddTrigger(
                model_name='region',
                trigger=pgtrigger.compiler.Trigger(name='centre_follows_outline', sql=pgtrigger.compiler.UpsertTriggerSql(func="\n    IF NEW.outline IS NULL THEN\n        NEW.shape_trace = '';\n    ELSIF TG_OP = 'INSERT' OR NEW.outline IS DISTINCT FROM OLD.outline THEN\n        IF NEW.centre IS NULL OR NOT ST_Covers(NEW.outline, NEW.centre::geometry)\n           OR TG_OP = 'UPDATE' AND NEW.centre IS NOT DISTINCT FROM OLD.centre THEN\n            NEW.centre = ST_PointOnSurface(NEW.outline)::geography;\n        END IF;\n        NEW.shape_trace = places_shape_trace(NEW.outline);\n    END IF;\n    RETURN NEW;\n", hash='c57ece4e017e5c2cc12d293272bd671b731c8ea7', operation='INSERT OR UPDATE OF "outline"', pgid='pgtrigger_centre_follows_outline_cd267', table='places_region', when='BEFORE')),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='region',
                trigger=pgtrigger.compiler.Trigger(name='insert_insert', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "places_regionevent" ("centre", "code", "id", "is_sample", "level", "name", "name_en", "parent_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "pinyin", "population", "shape_trace", "valid_from", "valid_to") VALUES (NEW."centre", NEW."code", NEW."id", NEW."is_sample", NEW."level", NEW."name", NEW."name_en", NEW."parent_id", _pgh_attach_context(), NOW(), \'insert\', NEW."id", NEW."pinyin", NEW."population", NEW."shape_trace", NEW."valid_from", NEW."valid_to"); RETURN NULL;', hash='142a54cbbbba6c0406a08b3b68d2f3346606058a', operation='INSERT', pgid='pgtrigger_insert_insert_e878c', table='places_region', when='AFTER')),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='region',
                trigger=pgtrigger.compiler.Trigger(name='update_update', sql=pgtrigger.compiler.UpsertTriggerSql(condition='WHEN (OLD."centre" IS DISTINCT FROM (NEW."centre") OR OLD."code" IS DISTINCT FROM (NEW."code") OR OLD."id" IS DISTINCT FROM (NEW."id") OR OLD."is_sample" IS DISTINCT FROM (NEW."is_sample") OR OLD."level" IS DISTINCT FROM (NEW."level") OR OLD."name" IS DISTINCT FROM (NEW."name") OR OLD."name_en" IS DISTINCT FROM (NEW."name_en") OR OLD."parent_id" IS DISTINCT FROM (NEW."parent_id") OR OLD."pinyin" IS DISTINCT FROM (NEW."pinyin") OR OLD."population" IS DISTINCT FROM (NEW."population") OR OLD."shape_trace" IS DISTINCT FROM (NEW."shape_trace") OR OLD."valid_from" IS DISTINCT FROM (NEW."valid_from") OR OLD."valid_to" IS DISTINCT FROM (NEW."valid_to"))', func='INSERT INTO "places_regionevent" ("centre", "code", "id", "is_sample", "level", "name", "name_en", "parent_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "pinyin", "population", "shape_trace", "valid_from", "valid_to") VALUES (NEW."centre", NEW."code", NEW."id", NEW."is_sample", NEW."level", NEW."name", NEW."name_en", NEW."parent_id", _pgh_attach_context(), NOW(), \'update\', NEW."id", NEW."pinyin", NEW."population", NEW."shape_trace", NEW."valid_from", NEW."valid_to"); RETURN NULL;', hash='7534645521f0d129d02079a1bfd1a61cde1e7039', operation='UPDATE', pgid='pgtrigger_update_update_53edb', table='places_region', when='AFTER')),
            ),
            pgtrigger.migrations.AddTrigger(
                model_name='region',
                trigger=pgtrigger.compiler.Trigger(name='delete_delete', sql=pgtrigger.compiler.UpsertTriggerSql(func='INSERT INTO "places_regionevent" ("centre", "code", "id", "is_sample", "level", "name", "name_en", "parent_id", "pgh_context_id", "pgh_created_at", "pgh_label", "pgh_obj_id", "pinyin", "population", "shape_trace", "valid_from", "valid_to") VALUES (OLD."centre", OLD."code", OLD."id", OLD."is_sample", OLD."level", OLD."name", OLD."name_en", OLD."parent_id", _pgh_attach_context(), NOW(), \'delete\', OLD."id", OLD."pinyin", OLD."population", OLD."shape_trace", OLD."valid_from", OLD."valid_to"); RETURN NULL;', hash='39b1e4ff90d6d144cf2ff22a0bcefa6b5418e3b1', operation='DELETE', pgid='pgtrigger_delete_delete_f58f0', table='places_region', when='AFTER')),
            ),
        ]),
        migrations.RunSQL(MENDED, migrations.RunSQL.noop),
        Together([
            migrations.AddConstraint(
                model_name='place',
                constraint=models.CheckConstraint(condition=models.Q(('name__regex', '[^\\s\\u00a0\\u00ad\\u1680\\u180e\\u2000-\\u200f\\u2028-\\u202f\\u205f-\\u2064\\u3000\\ufeff]'), ('name_en__regex', '[^\\s\\u00a0\\u00ad\\u1680\\u180e\\u2000-\\u200f\\u2028-\\u202f\\u205f-\\u2064\\u3000\\ufeff]'), models.Q(('name__regex', '[\\u0001-\\u001f\\u007f-\\u009f]'), ('name_en__regex', '[\\u0001-\\u001f\\u007f-\\u009f]'), _connector='OR', _negated=True)), name='places_place_name_can_be_read', violation_error_message='A name is text that can be read.'),
            ),
            migrations.AddConstraint(
                model_name='region',
                constraint=models.CheckConstraint(condition=models.Q(('parent', models.F('pk')), _negated=True), name='places_region_not_in_itself', violation_error_message='A region is not part of itself.'),
            ),
            migrations.AddConstraint(
                model_name='region',
                constraint=models.CheckConstraint(condition=models.Q(('name__regex', '[^\\s\\u00a0\\u00ad\\u1680\\u180e\\u2000-\\u200f\\u2028-\\u202f\\u205f-\\u2064\\u3000\\ufeff]'), models.Q(('name__regex', '[\\u0001-\\u001f\\u007f-\\u009f]'), ('name_en__regex', '[\\u0001-\\u001f\\u007f-\\u009f]'), _connector='OR', _negated=True)), name='places_region_name_can_be_read', violation_error_message='A name is text that can be read.'),
            ),
        ]),
    ]
