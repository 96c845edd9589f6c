import pytest
from django.db import connection, migrations, models
from django.db.migrations.state import ProjectState
from django.db.migrations.writer import MigrationWriter

from lib.together import Together


def benches() -> Together:
    """A table that is created and then given a field, a check and an index, beside another that points to it."""
    return Together(
        [
            migrations.CreateModel("Bench", [("id", models.BigAutoField(primary_key=True))]),
            migrations.CreateModel(
                "Repair",
                [
                    ("id", models.BigAutoField(primary_key=True)),
                    ("bench", models.ForeignKey("parks.Bench", models.CASCADE)),
                ],
            ),
            migrations.AddField("Bench", "seats", models.IntegerField(default=2)),
            migrations.AddConstraint(
                "Bench", models.CheckConstraint(condition=models.Q(seats__gt=0), name="parks_bench_seats")
            ),
            migrations.AddIndex("Bench", models.Index(fields=["seats"], name="parks_bench_seats_idx")),
        ]
    )


def run(operation, state: ProjectState) -> ProjectState:
    before, after = state, state.clone()
    operation.state_forwards("parks", after)
    with connection.schema_editor() as editor:
        operation.database_forwards("parks", editor, before, after)
    return after


def columns(table: str) -> set[str]:
    with connection.cursor() as cursor:
        return {column.name for column in connection.introspection.get_table_description(cursor, table)}


@pytest.fixture
def standing(transactional_db):
    """The tables of `benches`, and the states before and after them; gone in the end."""
    before, operation = ProjectState(), benches()
    after = run(operation, before)
    yield before, after
    with connection.schema_editor() as editor:
        operation.database_backwards("parks", editor, after, before)
    assert {"parks_bench", "parks_repair"}.isdisjoint(connection.introspection.table_names())


def test_a_table_is_created_with_all_that_it_is_given(standing):
    assert columns("parks_bench") == {"id", "seats"}
    assert columns("parks_repair") == {"id", "bench_id"}
    with connection.cursor() as cursor:
        told = connection.introspection.get_constraints(cursor, "parks_bench")
    assert told["parks_bench_seats"]["check"]
    assert told["parks_bench_seats_idx"]["index"]


def test_a_table_that_stood_before_is_changed(standing):
    more = Together(
        [
            migrations.AddField("Bench", "backed", models.BooleanField(default=True)),
            migrations.RemoveConstraint("Bench", "parks_bench_seats"),
        ]
    )
    run(more, standing[1])
    assert columns("parks_bench") == {"id", "seats", "backed"}
    with connection.cursor() as cursor:
        assert "parks_bench_seats" not in connection.introspection.get_constraints(cursor, "parks_bench")


def test_models_are_not_drawn_before_somebody_asks(standing):
    _, after = standing
    assert "apps" in after.__dict__
    benches().state_forwards("parks", fresh := ProjectState())
    assert "apps" not in fresh.__dict__
    assert fresh.apps.get_model("parks", "Bench")._meta.get_field("seats").default == 2


def test_it_can_be_written_down():
    migration = type("Migration", (migrations.Migration,), {"operations": [benches()]})("0001_benches", "parks")
    text = MigrationWriter(migration).as_string()
    assert "lib.together.Together(" in text
    assert "name='Repair'" in text
