"""Sealed personal data: encrypted in the column, masked in every template, opened only by name.

A sealed value is `v1:<algorithm>:<key id>:<nonce>:<ciphertext>` with AES-256-GCM or SM4-GCM; the kind of the value
("phone", "document", …) is authenticated with it, so a value cannot be moved into a column of another kind.
Beside it stands a lookup column: HMAC (SHA-256 or SM3) under a separate key, for search and uniqueness.

Settings: `SEAL_KEYS` (the first seals, all open), `SEAL_ALGORITHM`, `LOOKUP_KEY`, `LOOKUP_DIGEST`. docs/security.md
says how each is changed; the last two are changed with the site stopped, since every lookup changes with them.
"""

import base64
import os
from functools import lru_cache
from typing import Any

from cryptography.exceptions import InvalidTag
from cryptography.hazmat.primitives import hashes, hmac
from cryptography.hazmat.primitives.ciphers import Cipher, algorithms, modes
from cryptography.hazmat.primitives.ciphers.aead import AESGCM
from cryptography.hazmat.primitives.kdf.hkdf import HKDF
from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import models
from django.db.models.query_utils import DeferredAttribute

from lib import masking

VERSION = "v1"
NONCE_BYTES = 12
TAG_BYTES = 16


class CannotOpen(Exception):
    """The key is not in the ring, or the value was changed."""


# --- ciphers


class Aes256Gcm:
    name = "aes-256-gcm"

    @staticmethod
    def seal(key: bytes, nonce: bytes, plain: bytes, kind: bytes) -> bytes:
        return AESGCM(key).encrypt(nonce, plain, kind)

    @staticmethod
    def open(key: bytes, nonce: bytes, sealed: bytes, kind: bytes) -> bytes:
        return AESGCM(key).decrypt(nonce, sealed, kind)


class Sm4Gcm:
    """GB/T 32907-2016 in GCM mode, under 128 bits derived from the ring's 256, so that no two ciphers share a key."""

    name = "sm4-gcm"

    @staticmethod
    def seal(key: bytes, nonce: bytes, plain: bytes, kind: bytes) -> bytes:
        encryptor = Cipher(algorithms.SM4(_sm4_key(key)), modes.GCM(nonce)).encryptor()
        encryptor.authenticate_additional_data(kind)
        return encryptor.update(plain) + encryptor.finalize() + encryptor.tag

    @staticmethod
    def open(key: bytes, nonce: bytes, sealed: bytes, kind: bytes) -> bytes:
        body, tag = sealed[:-TAG_BYTES], sealed[-TAG_BYTES:]
        decryptor = Cipher(algorithms.SM4(_sm4_key(key)), modes.GCM(nonce, tag)).decryptor()
        decryptor.authenticate_additional_data(kind)
        return decryptor.update(body) + decryptor.finalize()


@lru_cache(maxsize=8)
def _sm4_key(key: bytes) -> bytes:
    return HKDF(algorithm=hashes.SM3(), length=16, salt=None, info=b"civic sealed sm4-gcm").derive(key)


CIPHERS = {cipher.name: cipher for cipher in (Aes256Gcm, Sm4Gcm)}
DIGESTS = {"sha256": hashes.SHA256, "sm3": hashes.SM3}


@lru_cache(maxsize=8)
def _ring(keys: tuple[str, ...]) -> dict[str, bytes]:
    ring: dict[str, bytes] = {}
    for entry in keys:
        key_id, _, encoded = entry.strip().partition(":")
        try:
            key = base64.b64decode(encoded, validate=True)
        except ValueError:
            key = b""
        if not key_id or key_id in ring or len(key) != 32:
            raise ImproperlyConfigured(f"SEAL_KEYS: {key_id!r} must be a new name, a colon and 32 bytes in base64.")
        ring[key_id] = key
    return ring


def current_key_id() -> str:
    return settings.SEAL_KEYS[0].strip().partition(":")[0]


def current_prefix() -> str:
    """What every value sealed today begins with; anything else waits for `rotate_seals`."""
    return f"{VERSION}:{settings.SEAL_ALGORITHM}:{current_key_id()}:"


def seal(plain: str, *, kind: str) -> str:
    cipher = CIPHERS[settings.SEAL_ALGORITHM]
    nonce = os.urandom(NONCE_BYTES)
    key = _ring(tuple(settings.SEAL_KEYS))[current_key_id()]
    body = cipher.seal(key, nonce, plain.encode(), kind.encode())
    return current_prefix() + f"{_b64(nonce)}:{_b64(body)}"


def unseal(text: str, *, kind: str) -> str:
    """Raises CannotOpen for a missing key, a changed value or a value of another kind."""
    ring = _ring(tuple(settings.SEAL_KEYS))
    try:
        version, algorithm, key_id, nonce, body = text.split(":")
        if version != VERSION:
            raise CannotOpen(f"Unknown seal version {version!r}.")
        return CIPHERS[algorithm].open(ring[key_id], _unb64(nonce), _unb64(body), kind.encode()).decode()
    except (KeyError, ValueError, InvalidTag) as error:
        raise CannotOpen(f"A sealed {kind} cannot be opened.") from error


def reseal(text: str, *, kind: str) -> str:
    """The same value under the key and cipher of today."""
    return text if text.startswith(current_prefix()) else seal(unseal(text, kind=kind), kind=kind)


def lookup_of(plain: str, *, kind: str) -> str:
    """Hex HMAC of a normalised value: equal for equal values, useless without the key."""
    mac = hmac.HMAC(base64.b64decode(settings.LOOKUP_KEY), DIGESTS[settings.LOOKUP_DIGEST]())
    mac.update(f"{kind}:{plain}".encode())
    return mac.finalize().hex()


def _b64(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")


def _unb64(text: str) -> bytes:
    return base64.urlsafe_b64decode(text + "=" * (-len(text) % 4))


# --- fields

MASKS = {
    "name": lambda value: masking.mask_name(value, public=False),
    "phone": masking.mask_phone,
    "document": masking.mask_document,
    "email": masking.mask_email,
    "bank": masking.mask_bank,
}


class Sealed:
    """A value in its envelope. `str()` is the in-house mask; `.reveal()` opens it, and whoever calls it must log it."""

    __slots__ = ("_plain", "_sealed", "kind")

    def __init__(self, *, kind: str, sealed: str | None = None, plain: str | None = None):
        self.kind = kind
        self._sealed = sealed
        self._plain = plain

    def reveal(self) -> str:
        if self._plain is None:
            self._plain = unseal(self._sealed, kind=self.kind)
        return self._plain

    # A template that says {{ user.phone.reveal }} gets nothing.
    reveal.alters_data = True  # type: ignore[attr-defined]

    @property
    def sealed(self) -> str:
        if self._sealed is None:
            self._sealed = seal(self._plain, kind=self.kind)
        return self._sealed

    def __str__(self) -> str:
        return MASKS.get(self.kind, lambda value: "••••")(self.reveal())

    def __repr__(self) -> str:
        return f"<Sealed {self.kind}>"

    def __reduce__(self):
        """Copies and pickles, such as those in a cache, hold the sealed form only."""
        return _from_sealed, (self.kind, self.sealed)

    def __eq__(self, other: Any) -> bool:
        return isinstance(other, Sealed) and self.kind == other.kind and self.reveal() == other.reveal()

    def __hash__(self) -> int:
        return hash((self.kind, self.reveal()))

    def __bool__(self) -> bool:
        return bool(self._sealed or self._plain)


def _from_sealed(kind: str, sealed: str) -> Sealed:
    return Sealed(kind=kind, sealed=sealed)


class SealedAttribute(DeferredAttribute):
    """Plain text goes into its envelope when it is assigned, so that no unsaved row shows it by accident."""

    def __set__(self, instance, value):
        instance.__dict__[self.field.attname] = (
            value if hasattr(value, "resolve_expression") else self.field.to_python(value)
        )


class SealedField(models.TextField):
    """Text that is encrypted at rest. Assign a plain string; read back a `Sealed`.

    Write it by `save()` with its lookup column beside it in `update_fields`.
    """

    descriptor_class = SealedAttribute

    def __init__(self, *args, kind: str, **kwargs):
        self.kind = kind
        super().__init__(*args, **kwargs)

    def deconstruct(self):
        name, path, args, kwargs = super().deconstruct()
        return name, path, args, {**kwargs, "kind": self.kind}

    def to_python(self, value):
        if value is None or isinstance(value, Sealed):
            return value
        if value == "":
            return None
        return self._from_fixture(str(value)) or Sealed(kind=self.kind, plain=str(value))

    def _from_fixture(self, text: str) -> Sealed | None:
        """`dumpdata` writes the sealed form; what this ring opens is one, whatever else begins like it is not."""
        if not text.startswith(f"{VERSION}:"):
            return None
        try:
            return Sealed(kind=self.kind, sealed=text, plain=unseal(text, kind=self.kind))
        except CannotOpen:
            return None

    def from_db_value(self, value, expression, connection):
        return Sealed(kind=self.kind, sealed=value) if value else None

    def get_prep_value(self, value):
        value = self.to_python(value)
        return value.sealed if value is not None else None

    def value_to_string(self, obj):
        value = self.to_python(self.value_from_object(obj))
        return value.sealed if value is not None else ""

    def formfield(self, **kwargs):
        # A model form would show the mask and save it back. Declare a field of its own instead.
        return None

    def get_lookup(self, lookup_name):
        # Equal plaintexts have different ciphertexts, so a filter here would silently find nothing.
        if lookup_name != "isnull":
            raise TypeError(f"{self.name} is sealed: search by its lookup column.")
        return super().get_lookup(lookup_name)


class LookupField(models.CharField):
    """HMAC of the sealed field named by `source`, computed when the row is saved."""

    def __init__(self, *args, source: str, **kwargs):
        self.source = source
        kwargs.setdefault("max_length", 64)
        kwargs.setdefault("editable", False)
        kwargs.setdefault("null", True)
        super().__init__(*args, **kwargs)

    def deconstruct(self):
        name, path, args, kwargs = super().deconstruct()
        return name, path, args, {**kwargs, "source": self.source}

    def pre_save(self, model_instance, add):
        field = model_instance._meta.get_field(self.source)
        value = field.to_python(getattr(model_instance, self.source))
        lookup = lookup_of(value.reveal(), kind=field.kind) if value is not None else None
        setattr(model_instance, self.attname, lookup)
        return lookup
