"""The Content-Security-Policy: the same for every answer that asks for nothing of its own, so it is built once."""

from functools import lru_cache

from csp.constants import HEADER
from csp.middleware import CheckableLazyObject, CSPMiddleware
from csp.utils import build_policy
from django.conf import settings
from django.http import HttpRequest, HttpResponse

# Where DEBUG is on, Django draws these itself, with styles of their own.
DRAWN_BY_DJANGO = (404, 500)


class PolicyMiddleware(CSPMiddleware):
    """As django-csp's, which builds the policy anew for each answer, twice."""

    def process_response(self, request: HttpRequest, response: HttpResponse) -> HttpResponse:
        has_nonce = getattr(request, "_csp_nonce", None) is not None
        has_own = HEADER in response or any(name.startswith("_csp_") for name in vars(response))
        if has_nonce or has_own or (settings.DEBUG and response.status_code in DRAWN_BY_DJANGO):
            return super().process_response(request, response)
        response.headers[HEADER] = _plain_policy()
        # Too late for a nonce from now on, as theirs has it.
        request.csp_nonce = CheckableLazyObject(self._csp_nonce_post_response)
        return response


class PlainPolicyMiddleware:
    """On the short ways, where no answer may ask for anything of its own."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        response.headers[HEADER] = _plain_policy()
        return response


@lru_cache(maxsize=1)
def _plain_policy() -> str:
    return build_policy()
