"""The portal, with a park edited before each request: nothing that read parks or places can come from a store."""

from civic.wsgi import application as portal
from lib.pages import store

EDITED = ("parks_park", "places_place")


def application(environ, start_response):
    store.mark(EDITED)
    return portal(environ, start_response)
