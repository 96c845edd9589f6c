"""The cast: a treasurer who enters, a director who approves, a fund and its accounts."""

import uuid
from datetime import date

import pytest
from django.utils import timezone

from accounts.models import User
from shop.actions import ledger
from shop.models import Entry, Fund
from shop.vocabulary import DocumentKind, EntryKind


@pytest.fixture
def treasurer(db):
    return User.objects.create_user("treasurer", display_name="钱账", is_staff=True)


@pytest.fixture
def director(db):
    return User.objects.create_user("director", display_name="冯批", is_staff=True)


def fund_values(code: str = "meihao", **values) -> dict:
    return {
        "code": code, "name": "美好基金", "name_en": "Kindness Fund", "purpose": "帮助困难家庭",
        "purpose_en": "Help for families in hardship", "causes": ["illness", "study"],
        "custodian": "市慈善总会（样例）", "custodian_en": "City Charity (sample)", "licence_no": "L-1",
        "filing_no": "F-1", "plan_from": date(2024, 1, 1), "plan_to": date(2030, 12, 31), **values,
    }  # fmt: skip


@pytest.fixture
def fund(db) -> Fund:
    return ledger.open_fund(**fund_values())


@pytest.fixture
def post(fund, treasurer, director):
    """`post("box", Box=500, Takings=-500)`: an entry of today, in fen."""

    def make(kind: str, *, of: Fund | None = None, day: date | None = None, **values) -> Entry:
        sides = {name.replace("_", "-"): fen for name, fen in values.items() if isinstance(fen, int)}
        rest = {name: value for name, value in values.items() if not isinstance(value, int)}
        return ledger.post(
            **{
                "fund": of or fund, "kind": EntryKind(kind), "day": day or timezone.localdate(), "sides": sides,
                "narration": "清点捐款箱", "document_kind": DocumentKind.COUNT, "document_no": "清点 1",
                "made_by": treasurer, "approved_by": director, "token": uuid.uuid4(), **rest,
            }
        )  # fmt: skip

    return make


@pytest.fixture
def filled(post):
    """1,000 yuan from the box, in the bank."""
    post("box", Box=100_000, Takings=-100_000)
    post("deposit", Bank=100_000, Box=-100_000)
