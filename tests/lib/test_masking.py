import pytest
from hypothesis import given
from hypothesis import strategies as st

from lib import masking


@pytest.mark.parametrize(
    ("name", "in_house", "in_public"),
    [
        ("张三", "张*", "张*"),
        ("张小明", "张*明", "张**"),
        ("张李小明", "张**明", "张***"),
        ("欧阳修", "欧阳*", "欧阳*"),
        ("欧阳娜娜", "欧阳**", "欧阳**"),
        ("欧阳", "欧*", "欧*"),
        ("阿依古丽·买买提", "阿***", "阿***"),
        ("John Smith", "J*** S***", "J***"),
        ("Иван", "И***", "И***"),
        ("𠮷小明", "𠮷*明", "𠮷**"),
        ("葛\U000e0100小明", "葛*明", "葛**"),
        ("张小明（样例）", "张*明", "张**"),
        ("张 (样例)", "*", "*"),
        ("（样例）", "（***", "（***"),
        ("张", "*", "*"),
        ("", "", ""),
    ],
)
def test_name(name, in_house, in_public):
    assert masking.mask_name(name, public=False) == in_house
    assert masking.mask_name(name, public=True) == in_public


@pytest.mark.parametrize(
    ("phone", "shown"),
    [
        ("13800138000", "138****8000"),
        ("+86 138-0013-8000", "138****8000"),
        ("0512-58123456", "0512-****3456"),
        ("01062345678", "010-****5678"),
        ("0512-58123456-801", "0512-****3456"),
        ("58123456", "****"),
        ("12345", "****"),
        ("", ""),
    ],
)
def test_phone(phone, shown):
    assert masking.mask_phone(phone) == shown


@pytest.mark.parametrize(
    ("number", "shown"),
    [
        ("32058219000101123X", "3205**********123X"),
        ("E12345678", "E******78"),
        ("01234567", "0*****67"),
        ("12345", "*****"),
        ("", ""),
    ],
)
def test_document(number, shown):
    assert masking.mask_document(number) == shown


@pytest.mark.parametrize(
    ("address", "shown"),
    [
        ("zhang.san@example.org", "z***@example.org"),
        ("@example.org", "***"),
        ("zhang", "***"),
        ("", ""),
    ],
)
def test_email(address, shown):
    assert masking.mask_email(address) == shown


@pytest.mark.parametrize(("account", "shown"), [("6222 0211 0200 1234 567", "**** 4567"), ("1234", "****"), ("", "")])
def test_bank(account, shown):
    assert masking.mask_bank(account) == shown


@given(st.text(alphabet=st.characters(exclude_categories=["Zs", "Cc"], exclude_characters="*"), min_size=2))
def test_no_value_comes_through_whole(value):
    masks = (
        lambda text: masking.mask_name(text, public=True),
        lambda text: masking.mask_name(text, public=False),
        masking.mask_phone,
        masking.mask_document,
        masking.mask_email,
        masking.mask_bank,
    )
    assert all(value not in mask(value) for mask in masks)
