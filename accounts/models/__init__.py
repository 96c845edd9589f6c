from accounts.models.consents import Consent, PrivacyNotice, Purpose
from accounts.models.data_requests import DataRequest
from accounts.models.identities import GuardianRequest, Identity, IdentityAccess
from accounts.models.passwords import PasswordFromOffice
from accounts.models.tries import CodeTries
from accounts.models.users import AccountManager, User, random_username

__all__ = [
    "AccountManager",
    "CodeTries",
    "Consent",
    "DataRequest",
    "GuardianRequest",
    "Identity",
    "IdentityAccess",
    "PasswordFromOffice",
    "PrivacyNotice",
    "Purpose",
    "User",
    "random_username",
]
