from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

CLASSES = (str.islower, str.isupper, str.isdigit)
NEEDED = 3


class ThreeClassesValidator:
    """Three of four: small letters, capital letters, digits, anything else."""

    def validate(self, password: str, user=None) -> None:
        kinds = {next((rule.__name__ for rule in CLASSES if rule(char)), "other") for char in password}
        if len(kinds) < NEEDED:
            raise ValidationError(self.get_help_text(), code="password_classes")

    def get_help_text(self) -> str:
        return _("Use at least three of: small letters, capital letters, digits, other signs.")
