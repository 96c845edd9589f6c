from django.test import RequestFactory
from django.utils import translation

from lib import drawing
from office.models import SiteIdentity
from shop.models import Fund


def draws_of(call) -> int:
    before = len(drawing.drawings)
    call()
    return len(drawing.drawings) - before


def pill(**inputs):
    return drawing.draw("components/pill.html", **inputs)


def test_same_inputs_are_drawn_once():
    assert draws_of(lambda: pill(state="open", word="现在开放")) == 1
    assert draws_of(lambda: pill(state="open", word="现在开放")) == 0
    assert "现在开放" in pill(state="open", word="现在开放")


def test_other_inputs_are_another_fragment():
    pill(state="open", word="a")
    assert "b" in pill(state="open", word="b")


def test_languages_are_kept_apart():
    with translation.override("zh-hans"):
        pill(state="open", word="a")
    with translation.override("en"):
        assert draws_of(lambda: pill(state="open", word="a")) == 1


def test_model_with_a_changed_field_is_drawn_anew():
    site = SiteIdentity(name="旧名")
    assert draws_of(lambda: pill(state="open", word=site)) == 1
    assert "旧名" in pill(state="open", word=site)
    site.name = "新名"
    assert "新名" in pill(state="open", word=site)


def test_model_with_a_list_is_an_input_like_any_other():
    fund = Fund(code="a", name="基金", causes=["illness"])
    assert draws_of(lambda: pill(state="open", word=fund)) == 1
    assert draws_of(lambda: pill(state="open", word=fund)) == 0
    fund.causes = ["study"]
    assert draws_of(lambda: pill(state="open", word=fund)) == 1


def test_request_counts_by_its_address():
    get = RequestFactory().get
    pill(state="open", word=get("/a/"))
    assert draws_of(lambda: pill(state="open", word=get("/a/"))) == 0
    assert draws_of(lambda: pill(state="open", word=get("/a/?page=2"))) == 1


def test_store_is_bounded(monkeypatch):
    size = len(pill(state="open", word="0"))
    monkeypatch.setattr(drawing.drawings, "most", 3 * size)
    for number in range(10):
        pill(state="open", word=str(number))
    assert len(drawing.drawings) == 3


def test_each_of_many_is_drawn_once_and_in_order():
    def each(*words):
        return drawing.draw_each("components/pill.html", "word", words, state="open")

    assert draws_of(lambda: each("a", "b", "a")) == 2
    assert draws_of(lambda: each("b", "c")) == 1
    assert each("c", "a") == pill(state="open", word="c") + pill(state="open", word="a")


def test_values_are_escaped():
    assert "<script>" not in pill(state="open", word="<script>")
