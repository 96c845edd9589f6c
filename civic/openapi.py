"""The OpenAPI document, made from the code once per language and process."""

from functools import lru_cache

from django.utils.translation import override
from drf_spectacular.generators import SchemaGenerator


@lru_cache(maxsize=4)
def document(language: str) -> dict:
    with override(language):
        return SchemaGenerator().get_schema(request=None, public=True)
