from django.conf.urls.i18n import i18n_patterns
from django.contrib import admin
from django.urls import include, path

urlpatterns = [
    path("", include("civic.root_urls")),
    path("media/", include("photos.urls")),
    path("api/v1/", include("civic.api_urls")),
    *i18n_patterns(
        # First, since at eight o'clock everybody presses there: one address after the other is compared.
        path("volunteer/", include("volunteers.urls")),
        path("admin/", admin.site.urls),
        path("accounts/", include("accounts.urls")),
        path("me/", include("accounts.me_urls")),
        path("me/", include("civic.my_data_urls")),
        path("privacy/", include("accounts.privacy_urls")),
        path("notices/", include("office.notice_urls")),
        path("places/", include("places.urls")),
        path("parks/", include("parks.urls")),
        path("shop/", include("shop.urls")),
        path("office/", include("office.urls")),
        # Last, since each of their addresses is compared before the next floor is asked.
        path("", include("civic.pages_urls")),
        path("", include("office.personal_urls")),
        prefix_default_language=False,
    ),
]

handler400 = "civic.errors.bad_request"
handler403 = "civic.errors.forbidden"
handler404 = "civic.errors.not_found"
handler500 = "civic.errors.server_error"
