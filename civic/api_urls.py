"""The versioned, read-only API."""

urlpatterns: list = []
