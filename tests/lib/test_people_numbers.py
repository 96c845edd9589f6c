from datetime import date

import pytest
from django.core.exceptions import ValidationError
from hypothesis import given
from hypothesis import strategies as st

from lib.people_numbers import (
    DocumentType,
    Sex,
    checksum_fits,
    clean_contact_phone,
    clean_landline,
    clean_mobile,
    clean_real_name,
    parse_document,
    validate_contact_phone,
)
from tests.documents import parse_resident_id

BORN_1900 = "320582190001011235"
TODAY = date(2026, 3, 1)


def with_check(body):
    return next(body + char for char in "0123456789X" if checksum_fits(body + char))


def refused_code(call, *args, **kwargs):
    with pytest.raises(ValidationError) as refusal:
        call(*args, **kwargs)
    return refusal.value.code


def test_resident_id_says_birth_and_sex():
    document = parse_resident_id("11010519491231002x")
    assert document.number == "11010519491231002X"
    assert document.born_on == date(1949, 12, 31)
    assert document.sex == Sex.FEMALE
    assert parse_resident_id(BORN_1900).sex == Sex.MALE


@pytest.mark.parametrize(
    "typed",
    [
        "３２０５８２１９０００１０１１２３５",
        " 320582 19000101 1235 ",
        "320582-19000101-1235",
        "\u202d320582190001011235\u202c",
    ],
)
def test_resident_id_is_read_however_it_was_typed(typed):
    assert parse_resident_id(typed).number == BORN_1900


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("", "length"),
        ("32058219000101123", "length"),
        ("32058219000101123A", "shape"),
        ("٣20582190001011235", "shape"),
        ("320582190001011236", "checksum"),
        ("320582190001012135", "checksum"),
        (with_check("32058219990230123"), "birth_date"),
        (with_check("32058200000101123"), "birth_date"),
        (with_check("32058220260302123"), "future"),
        (with_check("81000019900101123"), "prefix"),
        (with_check("99058219900101123"), "prefix"),
        ("3" * 10_000, "too_long"),
    ],
)
def test_resident_id_refuses(typed, code):
    assert refused_code(parse_resident_id, typed, today=TODAY) == code


def test_someone_born_today_has_a_number():
    assert parse_resident_id(with_check("32058220260301123"), today=TODAY).born_on == TODAY


@given(st.dates(date(1900, 1, 1), date(2025, 12, 31)), st.integers(0, 999), st.integers(0, 16))
def test_one_wrong_digit_never_passes(born_on, sequence, place):
    number = with_check(f"320582{born_on:%Y%m%d}{sequence:03}")
    assert parse_resident_id(number, today=TODAY).born_on == born_on
    wrong = number[:place] + str((int(number[place]) + 1) % 10) + number[place + 1 :]
    assert not checksum_fits(wrong)


@given(st.text(max_size=300))
def test_any_text_is_a_document_or_a_refusal(text):
    for document_type in DocumentType:
        try:
            assert parse_document(document_type, text).number.isascii()
        except ValidationError as refusal:
            assert refusal.code  # noqa: PT017 - either outcome is right


def test_a_document_does_not_print_its_number():
    assert BORN_1900 not in repr(parse_resident_id(BORN_1900))
    assert "1900" not in repr(parse_resident_id(BORN_1900))


PERMIT = with_check("81000019900307123")
FOREIGNER = with_check("93214419850612004")


@pytest.mark.parametrize(
    ("document_type", "typed", "number"),
    [
        (DocumentType.PASSPORT, "e 1234 5678", "E12345678"),
        (DocumentType.HK_MACAO_PASS, "h12345678", "H12345678"),
        (DocumentType.HK_MACAO_PASS, "M1234567801", "M12345678"),
        (DocumentType.TAIWAN_PASS, "01234567", "01234567"),
        (DocumentType.TAIWAN_PASS, "0123456701(B)", "01234567"),
        (DocumentType.RESIDENCE_PERMIT, PERMIT, PERMIT),
        (DocumentType.FOREIGN_PERMANENT_RESIDENT, FOREIGNER, FOREIGNER),
        (DocumentType.FOREIGN_PERMANENT_RESIDENT, "usa320085061201", "USA320085061201"),
    ],
)
def test_other_documents(document_type, typed, number):
    assert parse_document(document_type, typed).number == number


@pytest.mark.parametrize(
    ("document_type", "typed", "code"),
    [
        (DocumentType.PASSPORT, "PASSPORT", "shape"),
        (DocumentType.PASSPORT, BORN_1900, "shape"),
        (DocumentType.PASSPORT, "E1234<b>", "shape"),
        (DocumentType.HK_MACAO_PASS, "C12345678", "shape"),
        (DocumentType.TAIWAN_PASS, "1234567", "shape"),
        (DocumentType.RESIDENCE_PERMIT, BORN_1900, "prefix"),
        (DocumentType.RESIDENCE_PERMIT, PERMIT[:-1] + "0", "checksum"),
        (DocumentType.FOREIGN_PERMANENT_RESIDENT, "USA32008506120", "length"),
    ],
)
def test_other_documents_refuse(document_type, typed, code):
    assert refused_code(parse_document, document_type, typed) == code


def test_a_residence_permit_says_birth_and_sex():
    document = parse_document(DocumentType.RESIDENCE_PERMIT, PERMIT)
    assert (document.born_on, document.sex) == (date(1990, 3, 7), Sex.MALE)


@pytest.mark.parametrize(
    ("typed", "name"),
    [
        (" 张三 ", "张三"),
        ("张　三", "张三"),
        ("欧阳娜娜", "欧阳娜娜"),
        ("阿依古丽·买买提", "阿依古丽·买买提"),
        ("阿依古丽•买买提", "阿依古丽·买买提"),
        ("阿依古丽 ‧ 买买提", "阿依古丽·买买提"),
        ("阿依古丽・买买提", "阿依古丽·买买提"),
        ("阿依古丽.买买提", "阿依古丽·买买提"),
        ("王〇", "王〇"),
        ("王\U00020bb7", "王\U00020bb7"),  # 𠮷, extension B
        ("李\U00031350", "李\U00031350"),  # extension H, unknown to Python 3.11
        ("John  O’Neil Jr.", "John O’Neil Jr."),
        ("ＪＯＨＮ Smith-Jones", "JOHN Smith-Jones"),
        ("Rene\u0301 Dupont", "René Dupont"),
        ("张\u200b三", "张三"),
    ],
)
def test_real_name_has_one_spelling(typed, name):
    assert clean_real_name(typed) == name
    assert clean_real_name(name) == name


@pytest.mark.parametrize(
    ("typed", "code"),
    [
        ("", "too_short"),
        ("张", "too_short"),
        ("张3", "characters"),
        ("张３", "characters"),
        ("张三①", "characters"),
        ("张三😀", "characters"),
        ("<b>张三</b>", "characters"),
        ("张·", "characters"),
        ("张··三", "characters"),
        ("\ue863张", "characters"),
        ("张" * 65, "too_long"),
        ("张" * 10_000, "too_long"),
    ],
)
def test_real_name_refuses(typed, code):
    assert refused_code(clean_real_name, typed) == code


def test_a_control_character_does_not_survive_in_a_name():
    assert clean_real_name("张\x00三\n") == "张三"


def test_the_longest_name_fits():
    assert len(clean_real_name("买" * 64)) == 64


@pytest.mark.parametrize(
    "typed",
    [
        "13800138000",
        "+86 138-0013-8000",
        "＋８６ １３８００１３８０００",
        "0086 138 0013 8000",
        "8613800138000",
        "(+86)13800138000",
        "138–0013–8000",
        "\u202d13800138000\u202c",
    ],
)
def test_mobile_has_one_spelling(typed):
    assert clean_mobile(typed) == "13800138000"


@pytest.mark.parametrize(
    "typed",
    [
        "",
        "1380013800",
        "138001380000",
        "12800138000",
        "+1 13800138000",
        "١٣٨٠٠١٣٨٠٠٠",
        "1380013800a",
        "+86",
    ],
)
def test_mobile_refuses(typed):
    assert refused_code(clean_mobile, typed) == "mobile"


@given(st.from_regex(r"1[3-9][0-9]{9}", fullmatch=True), st.sampled_from(["", "+86", "0086", "86"]))
def test_every_mobile_is_found_again_behind_its_prefix(mobile, prefix):
    assert clean_mobile(f"{prefix} {mobile[:3]}-{mobile[3:7]} {mobile[7:]}") == mobile


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("0512-58123456", "0512-58123456"),
        ("（0512）5812 3456", "0512-58123456"),
        ("051258123456", "0512-58123456"),
        ("+86 512 5812 3456", "0512-58123456"),
        ("+86-512-58123456", "0512-58123456"),
        ("010 62345678 转 801", "010-62345678-801"),
        ("0991-2345678", "0991-2345678"),
    ],
)
def test_landline_has_one_spelling(typed, stored):
    assert clean_landline(typed) == stored
    assert clean_landline(stored) == stored


@pytest.mark.parametrize("typed", ["", "58123456", "0512-5812", "0512-581234567", "0112-58123456", "13800138000"])
def test_landline_refuses(typed):
    assert refused_code(clean_landline, typed) == "landline"


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("12345", "12345"),
        ("110", "110"),
        ("96889", "96889"),
        ("400 820 8820", "400-820-8820"),
        ("+86 138 0013 8000", "13800138000"),
        ("0512 58123456", "0512-58123456"),
    ],
)
def test_contact_phone_has_one_spelling(typed, stored):
    assert clean_contact_phone(typed) == stored
    assert clean_contact_phone(stored) == stored


@pytest.mark.parametrize("typed", ["", "1", "58123456", "javascript:alert(1)", "99999"])
def test_contact_phone_refuses(typed):
    assert refused_code(clean_contact_phone, typed) == "contact_phone"
    assert refused_code(validate_contact_phone, typed) == "contact_phone"
