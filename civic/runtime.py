"""Facts about the process that settings need before anything is configured."""

import base64
import hashlib
import sys

TESTING = "pytest" in sys.modules


def sample_secret(name: str, *, allowed: bool) -> str:
    """A fixed secret for development and tests; empty where it is not allowed, so that start-up checks refuse."""
    if not allowed:
        return ""
    digest = hashlib.sha256(f"civic harbour sample {name}".encode()).digest()
    encoded = base64.b64encode(digest).decode()
    return f"sample:{encoded}" if name == "SEAL_KEYS" else encoded
