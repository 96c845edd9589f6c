from datetime import datetime

from django.db import models

from lib.people_numbers import DocumentType
from lib.sealed import lookup_of


class UserQuerySet(models.QuerySet):
    def with_phone(self, phone: str) -> "UserQuerySet":
        """`phone` as `clean_mobile` writes it. Nothing is unsealed: the lookup columns are compared."""
        return self.filter(phone_lookup=lookup_of(phone, kind="phone"))


class IdentityQuerySet(models.QuerySet):
    def with_document(self, document_type: DocumentType | str, number: str) -> "IdentityQuerySet":
        return self.filter(document_type=document_type, document_lookup=lookup_of(number, kind="document"))


class GuardianRequestQuerySet(models.QuerySet):
    def waiting(self) -> "GuardianRequestQuerySet":
        return self.filter(state="asked")

    def waiting_for(self, user) -> "GuardianRequestQuerySet":
        """Requests that name the number which this person has proved to hold."""
        if not user.phone_lookup or not user.phone_verified_at:
            return self.none()
        return self.waiting().filter(phone_lookup=user.phone_lookup).exclude(ward=user).select_related("ward")


class PrivacyNoticeQuerySet(models.QuerySet):
    def newest(self):
        return self.order_by("-version").first()


class ConsentQuerySet(models.QuerySet):
    def standing(self) -> "ConsentQuerySet":
        return self.filter(withdrawn_at__isnull=True)

    def of_guardian_for(self, ward) -> "ConsentQuerySet":
        return self.standing().filter(purpose="guardian", ward=ward)


class DataRequestQuerySet(models.QuerySet):
    def open(self) -> "DataRequestQuerySet":
        return self.filter(state="open")

    def of(self, user) -> "DataRequestQuerySet":
        return self.filter(user=user).order_by("-created_at", "-pk")


class CodeTriesQuerySet(models.QuerySet):
    def begun_before(self, moment: datetime) -> "CodeTriesQuerySet":
        return self.filter(begun_at__lt=moment)
