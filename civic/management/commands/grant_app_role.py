from django.apps import apps
from django.conf import settings
from django.core.management.base import BaseCommand
from django.db import connection, models, transaction
from pghistory.models import Event

# Django's own bookkeeping of what the owner did.
OWNERS_TABLES = ("django_migrations",)


def is_append_only(model: type[models.Model]) -> bool:
    """Rows of this model are added and never changed: history, logs, ledgers."""
    return getattr(model, "append_only", False) or issubclass(model, Event)


def tables_kept_by_database() -> list[str]:
    """Tables that only the database's own functions write, such as totals."""
    kept = [model for model in apps.get_models() if getattr(model, "kept_by_database", False)]
    return [connection.ops.quote_name(model._meta.db_table) for model in kept]


class Command(BaseCommand):
    help = (
        "Give the application's database role what it needs and no more: rows yes, tables no, "
        "and no UPDATE or DELETE where rows are only ever added. Run as the owner, after migrate."
    )

    @transaction.atomic
    def handle(self, *args, **options):
        role = settings.APP_DATABASE_ROLE
        with connection.cursor() as cursor:
            cursor.execute("SELECT current_user, EXISTS (SELECT FROM pg_roles WHERE rolname = %s)", [role])
            owner, exists = cursor.fetchone()
            if owner == role or not exists:
                self.stdout.write(f"One database role ({owner}): nothing to grant. See docs/security.md.")
                return
            grantee = connection.ops.quote_name(role)
            cursor.execute(f"GRANT USAGE ON SCHEMA public TO {grantee}")
            cursor.execute(f"REVOKE CREATE ON SCHEMA public FROM {grantee}, PUBLIC")
            # Temporary tables could carry triggers; the application makes none.
            database = connection.ops.quote_name(connection.settings_dict["NAME"])
            cursor.execute(f"REVOKE TEMPORARY ON DATABASE {database} FROM {grantee}, PUBLIC")
            cursor.execute(f"GRANT SELECT, INSERT, UPDATE, DELETE ON ALL TABLES IN SCHEMA public TO {grantee}")
            cursor.execute(f"GRANT USAGE, SELECT ON ALL SEQUENCES IN SCHEMA public TO {grantee}")
            for table in OWNERS_TABLES:
                cursor.execute(f"REVOKE INSERT, UPDATE, DELETE ON {table} FROM {grantee}")
            protected = [model for model in apps.get_models() if is_append_only(model) and model._meta.managed]
            for model in protected:
                table = connection.ops.quote_name(model._meta.db_table)
                cursor.execute(f"REVOKE UPDATE, DELETE, TRUNCATE ON {table} FROM {grantee}")
            for table in tables_kept_by_database():
                cursor.execute(f"REVOKE INSERT, UPDATE, DELETE, TRUNCATE ON {table} FROM {grantee}")
        self.stdout.write(f"{role} may add to {len(protected)} protected tables, and change the others.")
