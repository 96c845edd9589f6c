from datetime import date
from decimal import Decimal

import pytest
from django.utils import translation

from office.models import ReferenceFigure


@pytest.fixture(autouse=True)
def first_language():
    """A request leaves its language behind in the thread; `reverse` in a test starts from Chinese."""
    with translation.override("zh-hans"):
        yield


@pytest.fixture
def figure(db):
    return ReferenceFigure.objects.create(
        key="pocket_park_area_m2", title="口袋公园面积", title_en="Area of pocket parks", definition="总面积",
        definition_en="All in all", value=Decimal(43000), unit="平方米", unit_en="m²", as_of=date(2021, 12, 31),
        source="报道", source_en="A report", on_home_page=True,
    )  # fmt: skip


@pytest.fixture
def volunteers_figure(db):
    return ReferenceFigure.objects.create(
        key="parent_stations", title="注册志愿者", title_en="Registered volunteers", definition="人数",
        definition_en="Registered", value=Decimal(230000), unit="人", unit_en="people", as_of=date(2022, 9, 2),
        source="报道", source_en="A report", on_home_page=True,
    )  # fmt: skip
