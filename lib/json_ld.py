"""What a page is about, for search engines, in schema.org's words."""

import json

from django.utils.html import format_html
from django.utils.safestring import SafeString, mark_safe

# As Django's json_script does: nothing in a value can end the element.
ESCAPES = {ord(">"): "\\u003E", ord("<"): "\\u003C", ord("&"): "\\u0026"}


def json_ld(facts: dict) -> SafeString:
    """A data block, which a browser never runs: the Content-Security-Policy needs no nonce for it."""
    text = json.dumps({"@context": "https://schema.org", **facts}, ensure_ascii=False).translate(ESCAPES)
    return format_html('<script type="application/ld+json">{}</script>', mark_safe(text))
