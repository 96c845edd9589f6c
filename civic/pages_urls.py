"""The pages that compose several rooms."""

urlpatterns: list = []
