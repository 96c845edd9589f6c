"""The Content-Security-Policy of public pages: they carry no nonce, so it is the same for all of them."""

from functools import lru_cache

from csp.constants import HEADER
from csp.utils import build_policy


class PlainPolicyMiddleware:
    """As django-csp's, for answers that ask for nothing of their own. Theirs builds the policy for each answer."""

    def __init__(self, get_response):
        self.get_response = get_response

    def __call__(self, request):
        response = self.get_response(request)
        response.headers[HEADER] = _plain_policy()
        return response


@lru_cache(maxsize=1)
def _plain_policy() -> str:
    return build_policy()
