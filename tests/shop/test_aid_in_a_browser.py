"""The whole path in a browser: a household, and five different people, each on their own phone."""

import pytest
from django.utils import timezone

from shop.actions import aid_decisions
from shop.models import AidCase, Entry
from shop.workflow import AidState
from tests.browser.conftest import *  # noqa: F403
from tests.shop.aid_cast import NUMBER, ago

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
PHONE = 360


@pytest.fixture
def walk_by(live_browser, site_identity, notice):
    """`walk_by(person, path)`: that person's phone, which fits and has no barriers."""

    def open_page(person, path: str):
        page = live_browser.open(path, user=person, width=PHONE)
        assert page.evaluate("document.documentElement.scrollWidth") <= PHONE, path
        assert live_browser.barriers(page) == [], path
        return page

    return open_page


def send(page, button: str) -> None:
    page.get_by_role("button", name=button, exact=True).first.click()
    page.wait_for_load_state("networkidle")


def declare(page, form: str) -> None:
    page.locator(f"form[action*='/step/{form}/'] input[name=unrelated]").check()


def apply(page) -> AidCase:
    """About ten minutes, the page says."""
    for name, value in {
        "name": "张小港", "document": NUMBER, "story": "父亲住院，花费很大。", "asked_yuan": "1500", "family_size": "3",
        "address": "样例路1号", "phone": "13800000001", "bank_name": "样例银行",
        "bank_account": "6222 0000 1111 2222",
    }.items():  # fmt: skip
        page.locator(f"[name={name}]").fill(value)
    page.locator("input[name=cause][value=illness]").check()
    page.locator("select[name=region]").select_option(index=1)
    page.locator("input[name=agree]").check()
    page.locator("input[name=consents]").check()
    send(page, "Send my application")
    return AidCase.objects.get()


def visit(page, words: str) -> None:
    page.locator("textarea[name=notes]").fill(words)
    declare(page, "visit")
    send(page, "Send my visit")


def speak(page, *, declares: bool = False) -> None:
    page.locator("input[name=agrees][value=yes]").check()
    if declares:
        declare(page, "speak")
    send(page, "This is what I say")


def test_five_people_walk_the_whole_path(
    walk_by, filled, yangshe, resident, handler, first, second, decider, payer, monkeypatch
):
    case = apply(walk_by(resident, "/shop/aid/my/apply/"))
    path = case.get_absolute_url()

    page = walk_by(handler, path)
    page.locator("select[name=visitor_a]").first.select_option(str(first.pk))
    page.locator("select[name=visitor_b]").first.select_option(str(second.pk))
    declare(page, "take_on")
    send(page, "I take it on")

    visit(walk_by(first, path), "住院属实。")
    visit(walk_by(second, path), "家中三口，收入很低。")

    page = walk_by(handler, path)
    page.locator("form[action*='/step/propose/'] input[name=yuan]").fill("900")
    send(page, "To the discussion")
    for person in (handler, first, second):
        speak(walk_by(person, path))

    # The days of the notice do not wait for a test: it begins forty days ago.
    put_on_notice = aid_decisions.notices.open_notice
    monkeypatch.setattr(
        aid_decisions.notices, "open_notice", lambda **values: put_on_notice(**{**values, "at": ago(40)})
    )
    send(walk_by(handler, path), "Put it on notice")

    page = walk_by(decider, path)
    declare(page, "approve")
    send(page, "I approve")

    page = walk_by(payer, path)
    page.locator("input[name=fields_wanted][value=bank_account]").check()
    page.locator("input[name=reason]").first.fill("付款")
    send(page, "Open, and log it")
    assert "6222000011112222" in page.content()
    declare(page, "pay")
    send(page, "I have paid it")

    send(walk_by(resident, case.get_household_url()), "The money has come")
    page = walk_by(second, path)
    page.locator("form[action*='/step/follow_up/'] textarea").fill("病情稳定，钱用在了医药费上。")
    send(page, "Close the application")

    case.refresh_from_db()
    assert case.state == AidState.FOLLOWED_UP
    assert len({case.handler_id, *case.visitors, case.approver_id, case.payer_id, case.applicant_id}) == 6
    assert (Entry.objects.get(kind="aid").day, case.approved_fen) == (timezone.localdate(), 90_000)


@pytest.mark.parametrize(("scheme", "width"), [("light", 360), ("dark", 1280)])
def test_pages_fit_and_have_no_barriers(
    live_browser, site_identity, applied, walk, filled, handler, household, scheme, width
):
    walk(applied, "paid")
    visits = [
        (applied.get_absolute_url(), handler), ("/shop/aid/work/", handler), ("/shop/aid/work/enter/", handler),
        (applied.get_household_url(), household), ("/shop/aid/my/", household), ("/shop/aid/", None),
        ("/shop/fund/meihao/aid/", None),
    ]  # fmt: skip
    for path, user in visits:
        page = live_browser.open(path, user=user, width=width, color_scheme=scheme)
        assert page.evaluate("document.documentElement.scrollWidth") <= width, path
        assert live_browser.barriers(page) == [], path
