"""The yardstick: a Django project with one view and nothing else, served by the same server in the same run."""

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from django.http import HttpResponse
from django.urls import path

settings.configure(
    DEBUG=False,
    SECRET_KEY="bench only",
    ALLOWED_HOSTS=["*"],
    ROOT_URLCONF=__name__,
    MIDDLEWARE=[],
    INSTALLED_APPS=[],
)


def bare(request):
    return HttpResponse("港", content_type="text/plain; charset=utf-8")


urlpatterns = [path("", bare)]
application = get_wsgi_application()
