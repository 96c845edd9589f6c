from decimal import Decimal

import pytest
from django.utils import translation
from hypothesis import given
from hypothesis import strategies as st

from lib.text import clean_search, half_width, one_line, pinyin, wan, written


def test_half_width_leaves_chinese_punctuation():
    assert half_width("ＡＢＣ　１２３－张（三），。") == "ABC 123-张(三),。"


@pytest.mark.parametrize(
    ("name", "searchable"),
    [
        ("新市河", "xinshihe xsh"),
        ("长江公园", "changjianggongyuan cjgy"),
        ("绿地", "lvdi ld"),
        ("24小时图书馆", "24xiaoshitushuguan 24xstsg"),
        ("ＡＢＣ·Park", "abcpark"),
        ("", ""),
    ],
)
def test_pinyin(name, searchable):
    assert pinyin(name) == searchable


@pytest.mark.parametrize(
    ("typed", "searched"),
    [
        ("  口袋\x00公园\n ", "口袋 公园"),
        ("ｐａｒｋ　１", "park 1"),
        ("公\u200b园", "公园"),
        ("\ud800park", "park"),
        ("\U00031350", "\U00031350"),
        ("x" * 10_000, "x" * 100),
        ("\ufdfa" * 100, clean_search("\ufdfa" * 10)),
        ("\x00", ""),
    ],
)
def test_clean_search(typed, searched):
    assert clean_search(typed) == searched


def test_clean_search_is_cut_where_told():
    assert clean_search("ab cd", limit=3) == "ab"


@given(st.text(alphabet=st.characters(), max_size=600))
def test_any_search_can_be_stored_and_is_clean_already(typed):
    searched = clean_search(typed)
    searched.encode()
    assert "\x00" not in searched
    assert len(searched) <= 100
    assert searched == searched.strip()


@pytest.mark.parametrize(
    ("number", "chinese", "english"),
    [
        (0, "0", "0"),
        (1_051, "1,051", "1,051"),
        (9_999, "9,999", "9,999"),
        (10_000, "1万", "10,000"),
        (43_000, "4.3万", "43,000"),
        (230_000, "23万", "230,000"),
        (6_150_000, "615万", "6,150,000"),
        (12_350, "1.2万", "12,350"),
        (12_500, "1.3万", "12,500"),
        (99_999_500, "1亿", "99,999,500"),
        (123_000_000, "1.2亿", "123,000,000"),
        (-43_000, "-4.3万", "-43,000"),
        (Decimal("1234.50"), "1,234.50", "1,234.50"),
    ],
)
def test_wan(number, chinese, english):
    assert wan(number, "zh-hans") == chinese
    assert wan(number, "en") == english


def test_wan_follows_the_reader():
    with translation.override("zh-hans"):
        assert wan(230_000) == "23万"
    with translation.override("en"):
        assert wan(230_000) == "230,000"


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        (" 新市河\u3000 小游园\n", "新市河 小游园"),
        ("a\x0b\u200bb\x7f", "a b"),
        ("\u200b\u2060\x00", ""),
        ("\ud800x\ufffe", "x"),
        ("张家港", "张家港"),
    ],
)
def test_one_line(typed, kept):
    assert one_line(typed) == kept


@pytest.mark.parametrize(
    ("typed", "kept"),
    [("一\r\n\t二\n\n三", "一\r\n\t二\n\n三"), ("a\x0bb\u200bc\x00", "a bc "), ("\ud800\uffff", "")],
)
def test_written_keeps_its_lines(typed, kept):
    assert written(typed) == kept
