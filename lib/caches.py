"""The cache that forgives: a Redis that is away is a cache that holds nothing, never an error page."""

import logging

import redis
from django.core.cache.backends.redis import RedisCache

logger = logging.getLogger(__name__)


class ForgivingRedisCache(RedisCache):
    """Rate limits and remembered counts live here. While Redis is away reads miss and writes are dropped."""

    def _forgive(self, call, default):
        try:
            return call()
        except redis.RedisError as error:
            logger.warning("Redis is away: %s", error)
            return default

    def get(self, key, default=None, version=None):
        return self._forgive(lambda: super(ForgivingRedisCache, self).get(key, default, version), default)

    def get_many(self, keys, version=None):
        return self._forgive(lambda: super(ForgivingRedisCache, self).get_many(keys, version), {})

    def set(self, *args, **kwargs):
        return self._forgive(lambda: super(ForgivingRedisCache, self).set(*args, **kwargs), None)

    def add(self, *args, **kwargs):
        return self._forgive(lambda: super(ForgivingRedisCache, self).add(*args, **kwargs), True)

    def touch(self, *args, **kwargs):
        return self._forgive(lambda: super(ForgivingRedisCache, self).touch(*args, **kwargs), False)

    def delete(self, *args, **kwargs):
        return self._forgive(lambda: super(ForgivingRedisCache, self).delete(*args, **kwargs), False)
