import io
from datetime import UTC, date, datetime
from decimal import Decimal

import pytest
from django.utils import translation
from django.utils.translation import gettext_lazy
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import load_workbook

from lib.spreadsheets import Column, read_table, stream_csv, write_xlsx

COLUMNS = [Column("code", "编号"), Column("name", gettext_lazy("Name")), Column("area", "Area", text=False)]
FORMULAS = ["=1+1", "+86 138", "-2", "@SUM(A1)", "\t=1", "\r=1", "＝1", "'=1", "=cmd|' /C calc'!A0"]


def sheet_of(data):
    return load_workbook(io.BytesIO(data)).active


def csv_of(rows):
    return b"".join(stream_csv(COLUMNS, rows)).decode("utf-8-sig")


def test_text_columns_stay_text():
    sheet = sheet_of(write_xlsx(COLUMNS, [{"code": "007", "name": 320582190001011235, "area": Decimal("12.50")}]))
    assert [cell.value for cell in sheet[1]] == ["编号", "Name", "Area"]
    assert [cell.value for cell in sheet[2]] == ["007", "320582190001011235", 12.5]
    assert [cell.number_format for cell in sheet[2]] == ["@", "@", "General"]
    assert sheet.column_dimensions["A"].number_format == "@"


@pytest.mark.parametrize("text", FORMULAS)
@pytest.mark.parametrize("key", ["name", "area"])
def test_a_formula_is_defused_in_a_workbook(text, key):
    cell = sheet_of(write_xlsx(COLUMNS, [{key: text}]))[2][1 if key == "name" else 2]
    assert cell.value.startswith("'")
    assert cell.data_type == "s"


@pytest.mark.parametrize("text", FORMULAS)
def test_a_formula_is_defused_in_a_csv(text):
    assert text.replace("\r", "") not in csv_of([{"name": text}]).replace("\r", "").split(",")
    assert f",'{text[0]}" in csv_of([{"name": text}]).replace('"', "")


def test_a_negative_number_is_not_a_formula():
    assert csv_of([{"area": -2, "name": "a"}]).endswith(",a,-2\r\n")
    assert sheet_of(write_xlsx(COLUMNS, [{"area": -2}]))["C2"].value == -2


def test_an_error_code_is_only_text():
    assert sheet_of(write_xlsx(COLUMNS, [{"name": "#N/A"}]))["B2"].data_type == "s"


def test_control_characters_do_not_break_a_workbook():
    assert sheet_of(write_xlsx(COLUMNS, [{"name": "a\x00b\x0bc"}]))["B2"].value == "abc"


def test_moments_are_in_local_time():
    noon = datetime(2024, 5, 1, 4, 0, tzinfo=UTC)
    assert ",2024-05-01 12:00\r\n" in csv_of([{"area": noon}])
    assert sheet_of(write_xlsx(COLUMNS, [{"area": noon}]))["C2"].value == datetime(2024, 5, 1, 12)
    assert sheet_of(write_xlsx(COLUMNS, [{"name": date(2024, 5, 1)}]))["B2"].value == "2024-05-01"


def test_csv_is_streamed_and_opens_in_excel():
    chunks = list(stream_csv(COLUMNS, ({"name": "公园" * 50} for _ in range(2000))))
    assert len(chunks) > 2
    assert chunks[0].startswith("\ufeff编号,Name,Area\r\n".encode())
    assert b"".join(chunks).count(b"\r\n") == 2001


def test_csv_without_rows_has_its_headings():
    assert csv_of([]) == "编号,Name,Area\r\n"


TEXTS = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Zs", "Cf", "Cs"]), max_size=30)


@settings(deadline=None, max_examples=50)
@given(st.lists(TEXTS, min_size=1, max_size=5))
def test_what_is_written_is_read_back(texts):
    rows = [{"code": f"{number:04}", "name": text, "area": ""} for number, text in enumerate(texts)]
    assert read_table(io.BytesIO(write_xlsx(COLUMNS, rows)), columns=COLUMNS) == rows
    assert read_table(io.BytesIO(b"".join(stream_csv(COLUMNS, rows))), columns=COLUMNS) == rows


@pytest.mark.parametrize("text", ["=1+1", "'=1", "''-1", "'quoted", "+86 138"])
def test_a_defused_cell_is_read_back_as_it_was(text):
    rows = [{"code": "1", "name": text, "area": ""}]
    assert read_table(io.BytesIO(write_xlsx(COLUMNS, rows)), columns=COLUMNS) == rows
    assert read_table(io.BytesIO(b"".join(stream_csv(COLUMNS, rows))), columns=COLUMNS) == rows


def test_a_table_written_in_chinese_is_read_in_english():
    columns = [Column("language", gettext_lazy("Chinese"))]
    with translation.override("zh-hans"):
        written = write_xlsx(columns, [{"language": "a"}])
    with translation.override("en"):
        assert read_table(io.BytesIO(written), columns=columns) == [{"language": "a"}]
