from io import BytesIO

import qrcode
from allauth.mfa.adapter import DefaultMFAAdapter
from django.conf import settings
from qrcode.image.svg import SvgPathFillImage

from lib.sealed import seal, unseal

KIND = "totp"


class MFAAdapter(DefaultMFAAdapter):
    """Secrets of authenticator apps are sealed like personal data."""

    def encrypt(self, text: str) -> str:
        return seal(text, kind=KIND)

    def decrypt(self, encrypted_text: str) -> str:
        return unseal(encrypted_text, kind=KIND)

    def get_totp_issuer(self) -> str:
        return "Civic Harbour"

    def build_totp_svg(self, url: str) -> str:
        """On white: cameras cannot read dark on dark."""
        out = BytesIO()
        qrcode.make(url, image_factory=SvgPathFillImage).save(out)
        return out.getvalue().decode()

    def can_delete_authenticator(self, authenticator) -> bool:
        return not (settings.STAFF_SECOND_FACTOR and authenticator.user.is_staff)
