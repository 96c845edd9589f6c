"""The pages that compose several rooms."""

from django.urls import path

from civic.views import about, api_page, figures, home, modes, search

urlpatterns = [
    path("", home.home, name="home"),
    path("search/", search.search, name="search"),
    path("figures/", figures.figures, name="figures"),
    path("mode/", modes.switch, name="mode"),
    path("api/v1/", api_page.api_page, name="api_page"),
    path("health/", about.health, name="health"),
    path("site-map/", about.site_map, name="site_map"),
    path("styleguide/", about.styleguide, name="styleguide"),
    path("offline/", about.offline, name="offline"),
    path("manifest.webmanifest", about.manifest, name="manifest"),
]
