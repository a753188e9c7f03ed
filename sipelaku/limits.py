"""Limits on attempts: how often one address, number or person may try something, over all processes.

A limit counts in fixed windows, in the default cache, which every process shares. Keys are
stored as keyed hashes, so that the cache holds no address, number or name.
"""

import time
from functools import lru_cache
from ipaddress import IPv4Network, IPv6Address, IPv6Network, ip_address, ip_network

from django.conf import settings
from django.core.cache import caches
from django.core.cache.backends.base import BaseCache
from django.core.cache.backends.db import DatabaseCache
from django.db import connections, router, transaction
from django.http import HttpRequest
from django.utils.crypto import salted_hmac

IPV6_SUBSCRIBER_PREFIX = 64
WRONG_TOKENS_PER_ADDRESS = 30
WRONG_TOKENS_WINDOW = 10 * 60  # seconds


def allow(action: str, key: str, *, amount: int, seconds: int) -> bool:
    """Count one attempt at `action` by `key` and say whether it is within `amount` per `seconds`.

    Exact with Redis (an atomic increment) and with the database cache (the row of the counter is
    locked while it is counted; an attempt inside a transaction counts when that commits, and
    not at all when it is rolled back). A window is fixed, so around its edge up to twice `amount`
    can pass within `seconds`. Refused attempts count too.
    """
    # Twice the window: a counter never ends within the window it counts.
    return _count(_counter(action, key, seconds), lifetime=2 * seconds) <= amount


def is_spent(action: str, key: str, *, amount: int, seconds: int) -> bool:
    """Say whether `key` has used up its `amount` of `action` in this window, without counting an attempt."""
    attempts: int = caches["default"].get(_counter(action, key, seconds), 0)
    return attempts >= amount


def may_try_token(request: HttpRequest) -> bool:
    """Tell whether the request's address has wrong tokens left; writes nothing, so that a right one costs nothing."""
    address = client_address(request)
    return not is_spent("wrong-token", address, amount=WRONG_TOKENS_PER_ADDRESS, seconds=WRONG_TOKENS_WINDOW)


def count_wrong_token(request: HttpRequest) -> None:
    """Count one token that opened nothing."""
    allow("wrong-token", client_address(request), amount=WRONG_TOKENS_PER_ADDRESS, seconds=WRONG_TOKENS_WINDOW)


def client_address(request: HttpRequest) -> str:
    """The address the request comes from, "" when the server doesn't tell.

    X-Forwarded-For is believed only as far as the proxies of TRUSTED_PROXIES wrote it. Of an
    IPv6 address the subscriber's network is returned, because one subscriber has 2**64 addresses.
    """
    hops = [*request.META.get("HTTP_X_FORWARDED_FOR", "").split(","), request.META.get("REMOTE_ADDR", "")]
    address = ""
    for hop in reversed(hops):
        try:
            parsed = ip_address(hop.strip())
        except ValueError:
            return address
        if isinstance(parsed, IPv6Address):
            parsed = parsed.ipv4_mapped or parsed
        address = str(parsed)
        if isinstance(parsed, IPv6Address):
            address = str(ip_network((int(parsed), IPV6_SUBSCRIBER_PREFIX), strict=False).network_address)
        if not any(parsed in network for network in trusted_networks()):
            return address
    return address


def trusted_networks() -> list[IPv4Network | IPv6Network]:
    """The networks of the office's own proxies, from TRUSTED_PROXIES."""
    return _networks(tuple(settings.TRUSTED_PROXIES))


@lru_cache
def _networks(texts: tuple[str, ...]) -> list[IPv4Network | IPv6Network]:
    return [ip_network(network, strict=False) for network in texts]


def _counter(action: str, key: str, seconds: int) -> str:
    window = int(time.time() // seconds)
    digest = salted_hmac("sipelaku.limits", f"{action}\n{key}", algorithm="sha256").hexdigest()
    return f"limit:{digest}:{window}"


def _count(key: str, *, lifetime: int) -> int:
    cache = caches["default"]
    cache.add(key, 0, lifetime)
    if isinstance(cache, DatabaseCache):
        return _count_in_database(cache, key, lifetime=lifetime)
    return cache.incr(key)


def _count_in_database(cache: DatabaseCache, key: str, *, lifetime: int) -> int:
    """Read and write the counter under a lock: the database cache's own increment loses counts."""
    alias = router.db_for_write(cache.cache_model_class)
    connection = connections[alias]
    with transaction.atomic(using=alias):
        if connection.features.has_select_for_update:
            table = connection.ops.quote_name(str(settings.CACHES["default"]["LOCATION"]))
            with connection.cursor() as cursor:
                cursor.execute(f"SELECT 1 FROM {table} WHERE cache_key = %s FOR UPDATE", [_stored_key(cache, key)])
        count: int = cache.get(key, 0) + 1
        cache.set(key, count, lifetime)
    return count


def _stored_key(cache: BaseCache, key: str) -> str:
    return cache.make_and_validate_key(key)
