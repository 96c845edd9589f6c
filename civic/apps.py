from django.apps import AppConfig
from django.contrib.admin.apps import AdminConfig


class CivicConfig(AppConfig):
    name = "civic"
    verbose_name = "Civic Harbour"

    def ready(self) -> None:
        from civic import checks  # noqa: F401  (registers the system checks)


class CivicAdminConfig(AdminConfig):
    default_site = "civic.admin_site.CivicAdminSite"
