import io
import struct
from datetime import date, datetime
from zipfile import ZIP_DEFLATED, ZIP_LZMA, ZipFile

import pytest
from django.utils import translation
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from lib.refusals import Invalid
from lib.spreadsheets import Column, TableRefused, read_table, reading, workbooks

COLUMNS = [
    Column("code", "编号"),
    Column("name", "Name", aliases=("名称",)),
    Column("area", "Area", required=False, text=False),
]
HEADINGS = ["编号", "Name", "Area"]


def xlsx(*rows, change=None):
    workbook = Workbook()
    for row in rows:
        workbook.active.append(row)
    if change:
        change(workbook)
    written = io.BytesIO()
    workbook.save(written)
    return written


def csv_file(text, encoding="utf-8"):
    return io.BytesIO(text.encode(encoding))


def refused(file, **limits):
    with pytest.raises(TableRefused) as refusal, translation.override("en"):
        read_table(file, columns=COLUMNS, **limits)
    assert str(refusal.value).endswith(".")
    return refusal.value


def repacked(file, change, compression=ZIP_DEFLATED):
    """The same archive with one part changed or added."""
    packed = io.BytesIO()
    with ZipFile(file) as old, ZipFile(packed, "w", compression) as new:
        for part in old.namelist():
            new.writestr(part, change(part, old.read(part)))
    return packed


def test_a_workbook_is_rows_of_text():
    file = xlsx(HEADINGS, ["007", "新市河公园", 1234.5], [], [8, date(2021, 12, 31), 0.1 + 0.2])
    rows = read_table(file, columns=COLUMNS)
    assert rows == [
        {"code": "007", "name": "新市河公园", "area": "1234.5"},
        {"code": "8", "name": "2021-12-31", "area": "0.3"},
    ]
    assert [row.number for row in rows] == [2, 4]


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
@pytest.mark.parametrize("delimiter", [",", ";", "\t"])
def test_a_csv_is_rows_of_text(encoding, delimiter):
    text = "编号,Name,Area\r\n007,新市河公园,12\r\n".replace(",", delimiter)
    rows = read_table(csv_file(text, encoding), columns=COLUMNS)
    assert rows == [{"code": "007", "name": "新市河公园", "area": "12"}]


def test_headings_come_in_any_order_width_case_and_alias():
    rows = read_table(csv_file("名称,ＣＯＤＥ *\n新市河,007\n"), columns=COLUMNS)
    assert rows == [{"code": "007", "name": "新市河", "area": ""}]


def test_a_cell_keeps_its_lines_and_loses_control_characters():
    rows = read_table(csv_file('编号,Name\n1," a\r\nb\x07 "\n'), columns=COLUMNS)
    assert rows[0]["name"] == "a\nb"


def test_a_moment_is_read_as_iso():
    file = xlsx(HEADINGS[:2], ["1", datetime(2024, 5, 1, 9, 30)])
    assert read_table(file, columns=COLUMNS)[0]["name"] == "2024-05-01 09:30"


def test_the_first_visible_sheet_is_read():
    def hide(workbook):
        workbook.create_sheet("notes", 0).append(["not this"])
        workbook["notes"].sheet_state = "hidden"

    file = xlsx(HEADINGS[:2], ["1", "a"], change=hide)
    assert read_table(file, columns=COLUMNS)[0]["code"] == "1"


def test_a_refusal_is_a_bad_request():
    refusal = refused(csv_file(""))
    assert isinstance(refusal, Invalid)
    assert isinstance(refusal, ValueError)
    assert refusal.status == 400


def merge(area):
    return lambda workbook: workbook.active.merge_cells(area)


@pytest.mark.parametrize(
    ("file", "row", "column", "says"),
    [
        (xlsx(["Parks"], HEADINGS, change=merge("A1:C1")), 1, "A", "A1:C1 are merged"),
        (xlsx(HEADINGS, ["1", "a"], ["2", "b"], change=merge("B2:B3")), 2, "B", "B2:B3 are merged"),
        (xlsx(["编号", "Area"], ["1", 2]), 1, None, "missing: Name"),
        (xlsx([*HEADINGS, "Colour"], ["1"]), 1, "D", "“Colour” in column D is not known"),
        (xlsx(["编号", "Name", "名称"], ["1"]), 1, "C", "“Name” stands twice"),
        (xlsx(HEADINGS, ["1", "a", None, "x"]), 2, "D", "column D, which has no heading"),
        (xlsx(HEADINGS, ["1", "a", "=B2*2"]), 2, "C", "Cell C2 holds a formula"),
        (xlsx(HEADINGS, ["1", "#REF!", 1]), 2, "B", "Cell B2 shows an error"),
        (xlsx(HEADINGS, [320582190001011235, "a"]), 2, "A", "Cell A2 is stored as a number"),
        (xlsx(HEADINGS), 1, None, "no row below the headings"),
        (xlsx(), None, None, "file is empty"),
        (csv_file("编号,Name\n1,=1+1\n"), 2, "B", "Cell B2 holds a formula"),
        (csv_file('编号,Name\n1,"a\n'), 2, None, "Row 2 cannot be read"),
        (csv_file("编号,Name\n1,a,b\n"), 2, "C", "column C, which has no heading"),
        (csv_file("编号,Name\n"), 1, None, "no row below the headings"),
        (csv_file("\n\n,\n"), None, None, "file is empty"),
    ],
)
def test_a_wrong_table_is_refused_with_its_place(file, row, column, says):
    refusal = refused(file)
    assert (refusal.row, refusal.column) == (row, column)
    assert says in str(refusal)


@pytest.mark.parametrize(
    ("data", "says"),
    [
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + b"\0" * 600, "old Excel file"),
        (b"<html><table><tr><td>1</td></tr></table></html>", "web page"),
        (b"\xef\xbb\xbf  <?xml version='1.0'?><Workbook/>", "web page"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "neither"),
        ("编号,Name".encode("utf-16"), "neither"),
        (b"\xff\xff\xff\xff", "neither"),
        (b"PK\x03\x04 and nothing more", "damaged"),
        (b"x" * (reading.LARGEST_FILE + 1), "larger than 5 MB"),
    ],
)
def test_what_is_not_a_table_is_refused(data, says):
    assert says in str(refused(io.BytesIO(data)))


def test_more_rows_than_allowed_are_refused():
    file = csv_file("编号,Name\n1,a\n2,b\n3,c\n")
    assert len(read_table(file, columns=COLUMNS, max_rows=3)) == 3
    assert refused(file, max_rows=2).row == 4


def test_an_archive_of_another_kind_is_refused():
    packed = io.BytesIO()
    with ZipFile(packed, "w") as archive:
        archive.writestr("word/document.xml", "<w/>")
    assert "damaged" in str(refused(packed))


def test_a_zip_bomb_is_refused_before_it_unpacks():
    bomb = io.BytesIO()
    with ZipFile(bomb, "w", ZIP_DEFLATED) as archive:
        archive.writestr("xl/worksheets/sheet1.xml", b" " * (workbooks.MOST_UNPACKED + 1))
    assert len(bomb.getvalue()) < 100_000
    assert "holds too much" in str(refused(bomb))


def test_a_zip_bomb_that_lies_about_its_size_is_refused():
    size = workbooks.MOST_UNPACKED + 7
    bomb = io.BytesIO()
    with ZipFile(bomb, "w", ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", b" " * size)
    lie = bomb.getvalue().replace(struct.pack("<L", size), struct.pack("<L", 10))
    assert "damaged" in str(refused(io.BytesIO(lie)))


def test_another_compression_is_refused():
    file = repacked(xlsx(HEADINGS, ["1", "a"]), lambda part, old: old, compression=ZIP_LZMA)
    assert "damaged" in str(refused(file))


@pytest.mark.parametrize("encoding", ["utf-8", "utf-16"])
def test_declared_entities_are_refused(encoding):
    def declare(part, old):
        if "sheet1" not in part:
            return old
        laughs = '<!DOCTYPE worksheet [<!ENTITY a "ha">]><worksheet'
        return old.decode().replace("<worksheet", laughs).encode(encoding)

    assert "damaged" in str(refused(repacked(xlsx(HEADINGS, ["1", "a"]), declare)))


def test_a_row_number_beyond_excel_does_not_keep_us_busy():
    def far(part, old):
        return old.replace(b'<row r="2"', b'<row r="99999999999"') if "sheet1" in part else old

    assert "no row below" in str(refused(repacked(xlsx(HEADINGS, ["1", "a"]), far)))


WORKBOOK = xlsx(HEADINGS, ["007", "新市河公园", 12.5]).getvalue()


@settings(deadline=None, max_examples=60)
@given(st.data())
def test_a_broken_workbook_is_read_or_refused(data):
    broken = bytearray(WORKBOOK)
    for _ in range(data.draw(st.integers(1, 8))):
        broken[data.draw(st.integers(4, len(broken) - 1))] = data.draw(st.integers(0, 255))
    try:
        rows = read_table(io.BytesIO(bytes(broken)), columns=COLUMNS)
    except TableRefused:
        return
    assert rows[0].number == 2


@settings(deadline=None, max_examples=60)
@given(st.binary(max_size=300))
def test_any_bytes_are_read_or_refused(data):
    with pytest.raises(TableRefused):
        read_table(io.BytesIO(data), columns=COLUMNS)


@pytest.mark.filterwarnings("ignore::UserWarning:openpyxl")
@settings(deadline=None, max_examples=60)
@given(st.sampled_from(["xl/workbook.xml", "xl/worksheets/sheet1.xml", "xl/styles.xml"]), st.data())
def test_broken_xml_is_read_or_refused(broken_part, data):
    def damage(part, old):
        if part != broken_part:
            return old
        start = data.draw(st.integers(0, len(old) - 1))
        middle = data.draw(st.binary(max_size=6))
        return old[:start] + middle + old[start + data.draw(st.integers(0, 6)) :]

    file = repacked(io.BytesIO(WORKBOOK), damage)
    try:
        assert len(read_table(file, columns=COLUMNS)) == 1
    except TableRefused as refusal:
        assert refusal.sentence  # noqa: PT017 - either outcome is right
