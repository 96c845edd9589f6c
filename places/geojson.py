"""GeoJSON (RFC 7946), built by the database in one statement: Python only carries the text through."""

import json
from datetime import date

from django.db import connection
from django.urls import NoReverseMatch, reverse
from django.utils.translation import override

from places.boxes import Box
from places.models import Kind

MOST_FEATURES = 2000
MEDIA_TYPE = "application/geo+json"

# Five decimals are a metre. What is not named here never leaves: the list of properties is the whitelist.
PLACES = """
    WITH found AS (
        SELECT id, kind, name, name_en, point
        FROM places_place
        WHERE point::geometry(POINT, 4326) && ST_MakeEnvelope(%(west)s, %(south)s, %(east)s, %(north)s, 4326)
          AND is_public AND operation <> 'closed' AND kind = ANY(%(kinds)s)
        ORDER BY id
        LIMIT %(most)s + 1
    ), shown AS (
        SELECT * FROM found ORDER BY id LIMIT %(most)s
    )
    SELECT json_build_object(
        'type', 'FeatureCollection',
        'truncated', (SELECT count(*) FROM found) > %(most)s,
        'features', COALESCE(json_agg(json_build_object(
            'type', 'Feature',
            'id', id,
            'geometry', ST_AsGeoJSON(point, 5)::json,
            'properties', json_build_object(
                'name', CASE WHEN %(english)s AND name_en <> '' THEN name_en ELSE name END,
                'kind', kind,
                'url', replace(%(addresses)s::jsonb ->> kind, '/0/', '/' || id || '/')
            )
        ) ORDER BY id), '[]')
    )::text
    FROM shown
"""

OUTLINES = """
    SELECT json_build_object(
        'type', 'FeatureCollection',
        'features', COALESCE(json_agg(json_build_object(
            'type', 'Feature',
            'id', code,
            'geometry', ST_AsGeoJSON(ST_SimplifyPreserveTopology(outline, 0.0005), 4)::json,
            'properties', json_build_object(
                'name', CASE WHEN %(english)s AND name_en <> '' THEN name_en ELSE name END,
                'level', level,
                'sample', is_sample
            )
        ) ORDER BY code), '[]')
    )::text
    FROM places_region
    WHERE outline IS NOT NULL AND level = ANY(%(levels)s)
      AND (valid_from IS NULL OR valid_from <= %(today)s) AND (valid_to IS NULL OR valid_to > %(today)s)
"""


def places_in_box(box: Box, *, kinds: list[str], language: str) -> str:
    west, south, east, north = box
    return _text(
        PLACES,
        west=west, south=south, east=east, north=north,
        kinds=kinds or Kind.values,
        most=MOST_FEATURES,
        english=language == "en",
        addresses=json.dumps(addresses(language)),
    )  # fmt: skip


def outlines(*, levels: list[str], today: date, language: str) -> str:
    return _text(OUTLINES, levels=levels, today=today, english=language == "en")


def addresses(language: str) -> dict[str, str]:
    """For every kind the address of its page, with 0 where the place's number goes."""
    with override(language):
        return {kind: _address(kind) for kind in Kind.values}


def _address(kind: str) -> str:
    try:
        return reverse(f"{kind}_detail", args=[0])
    except NoReverseMatch:
        return reverse("place_detail", args=[0])


def _text(sql: str, **values) -> str:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        return cursor.fetchone()[0]
