"""How often somebody may do something. Counted in the cache; while that is away, everybody may."""

import hashlib

import redis
from django.core.cache import cache
from django.utils.translation import gettext_lazy as _

from lib.refusals import TooMany


def count_or_refuse(*, what: str, who: str, limit: int, seconds: int) -> None:
    """Raises TooMany from the `limit` + 1st time within `seconds`, with how long to wait in `retry_after`.

    `who` (an address, a number) is kept only as its digest.
    """
    digest = hashlib.blake2b(who.encode(), digest_size=16).hexdigest()
    key = f"rate:{what}:{digest}"
    try:
        cache.add(key, 0, timeout=seconds)
        times = cache.incr(key)
    except (ValueError, redis.RedisError):
        # It ran out between the two calls, or Redis is away.
        return
    if times > limit:
        raise TooMany(_("That was very often in a short time. Please try again in a few minutes."), retry_after=seconds)
