"""Database time of the portal's statements against the plainest SQL that answers the same question.

Runs in a process of its own with the bench database: `python -m bench.queries`.
"""

import gzip
import os
import statistics
import sys
import time

ROUNDS = 60
# The twenty nearest and nothing else: what the list's other columns and its total cost on top is in the last row.
NEAREST = """
    SELECT id, name, ST_Distance(access, ST_SetSRID(ST_MakePoint(120.6, 31.87), 4326)::geography) AS distance
    FROM places_place
    WHERE is_public AND operation <> 'closed'
    ORDER BY access <-> ST_SetSRID(ST_MakePoint(120.6, 31.87), 4326)::geography
    LIMIT 20
"""
# What the page shows: the same rows with region, hours that hold, picture, and how many there are in all.
NEAR = """
    SELECT p.id, p.kind, p.name, p.name_en, p.operation, p.hours, p.facilities, r.name, r.name_en,
        ST_X(p.point::geometry), ST_Y(p.point::geometry),
        (SELECT jsonb_build_object('starts_on', e.starts_on, 'hours', e.hours) FROM places_hoursexception e
         WHERE e.place_id = p.id AND e.ends_on >= current_date ORDER BY e.starts_on LIMIT 1),
        (SELECT f.photo_id FROM places_placephoto f JOIN photos_photo o ON o.id = f.photo_id
         WHERE f.place_id = p.id AND o.state = 'ready' AND f.role <> 'before' ORDER BY f.position, f.id LIMIT 1),
        p.access <-> ST_SetSRID(ST_MakePoint(120.6, 31.87), 4326)::geography AS metres,
        (SELECT count(*) FROM places_place WHERE is_public AND operation <> 'closed')
    FROM places_place p JOIN places_region r ON r.id = p.region_id
    WHERE p.is_public AND p.operation <> 'closed'
    ORDER BY metres
    LIMIT 20
"""
BOX = (120.5, 31.8, 120.66, 31.91)
IN_BOX = """
    SELECT json_build_object('type', 'FeatureCollection', 'features', json_agg(json_build_object(
        'type', 'Feature', 'id', id, 'geometry', ST_AsGeoJSON(point, 6)::json,
        'properties', json_build_object('name', name, 'kind', kind))))
    FROM (
        SELECT id, point, name, kind FROM places_place
        WHERE is_public AND operation <> 'closed'
          AND point && ST_MakeEnvelope(120.5, 31.8, 120.66, 31.91, 4326)::geography
        LIMIT 2000
    ) AS places
"""


def median_ms(cursor, sql: str, params=None) -> float:
    times = []
    for _round in range(ROUNDS):
        begun = time.perf_counter()
        cursor.execute(sql, params)
        cursor.fetchall()
        times.append(time.perf_counter() - begun)
    return statistics.median(times) * 1000


def statements_of(path: str) -> tuple[list[str], object]:
    """What the portal asks the database for one request, made anew."""
    from django.db import connection
    from django.test import Client
    from django.test.utils import CaptureQueriesContext

    joint = "&" if "?" in path else "?"
    client = Client()
    client.get(f"{path}{joint}warm=1")
    with CaptureQueriesContext(connection) as queries:
        answer = client.get(f"{path}{joint}bench=1")
    assert answer.status_code == 200, answer.content[:300]
    return [query["sql"] for query in queries if "places_place" in query["sql"]], answer


def compare(name: str, asked: tuple[list[str], object], plain: str) -> str:
    from django.db import connection

    ours, answer = asked
    with connection.cursor() as cursor:
        raw = cursor.cursor
        theirs = median_ms(raw, plain)
        mine = sum(median_ms(raw, sql) for sql in ours)
    size = len(gzip.compress(answer.content, 6)) / 1024
    return f"| {name} | {len(ours)} | {mine:.2f} ms | {theirs:.2f} ms | {mine / theirs:.2f}× | {size:.1f} KB |"


def rows() -> list[str]:
    box = ",".join(str(side) for side in BOX)
    # Asked for once: the next time the statement would be executed by its plan's name.
    near = statements_of("/places/?lon=120.6&lat=31.87")
    return [
        compare("near me, 5,000 places", near, NEAR),
        compare("the same, against its twenty nearest alone", near, NEAREST),
        compare("GeoJSON of a box", statements_of(f"/places.geojson?bbox={box}"), IN_BOX),
    ]


if __name__ == "__main__":
    from bench import ground

    if "inside" in sys.argv:
        os.environ.setdefault("DJANGO_SETTINGS_MODULE", "civic.settings")
        import django

        django.setup()
        print("\n".join(rows()))  # noqa: T201
    else:
        import subprocess

        with ground.city(places=5000):
            subprocess.run(
                [sys.executable, "-m", "bench.queries", "inside"],
                cwd=ground.ROOT, env=ground.environment(), check=True,
            )  # fmt: skip
