"""A shift in a real browser at 360 px, with the network switched off in the middle of it."""

import re
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils import timezone
from playwright.sync_api import expect

from tests.browser.conftest import live_browser  # noqa: F401
from tests.volunteers.conftest import sign_up
from volunteers import codes
from volunteers.actions import recording
from volunteers.models import Proof, ServiceRecord

pytestmark = [
    pytest.mark.browser,
    pytest.mark.django_db(transaction=True),
    pytest.mark.usefixtures("site_identity", "notice"),
]
MINUTE = timedelta(minutes=1)


@pytest.fixture
def shift(make_shift, leader):
    return make_shift(in_hours=-1, hours=3, shown_by=leader.user, shown_at=timezone.now())


@pytest.fixture
def signed(shift, volunteer):
    return sign_up(shift, volunteer)


@pytest.fixture
def phone(live_browser):  # noqa: F811
    """`phone(user)` is Today on a phone that has been there before, so that its worker stands."""

    def phone(user):
        page = live_browser.open(reverse("today"), user=user, width=360, height=740)
        page.evaluate("navigator.serviceWorker.ready.then(() => true)")
        page.reload()
        page.wait_for_function("() => VolunteerStore.get('taken', 'phone').then(taken => Boolean(taken))")
        return page

    yield phone
    # What a browser says about a lost network is no complaint of ours.
    live_browser.complaints[:] = [text for text in live_browser.complaints if "ERR_INTERNET_DISCONNECTED" not in text]


def digits(shift):
    return codes.digits_of(shift.secret.reveal(), shift.pk, codes.slot_at(timezone.now()))


def lose_signal(page):
    page.context.set_offline(True)
    page.reload()


def some_time_ago(minutes):
    """What was noted just now was noted a while ago."""
    for proof in Proof.objects.all():
        Proof.objects.filter(pk=proof.pk).update(at=proof.at - minutes * MINUTE)


def test_volunteer_checks_in_without_a_signal_and_it_is_sent_once(phone, signed, volunteer):
    page = phone(volunteer.user)
    lose_signal(page)
    expect(page.locator("#waiting-pill")).to_contain_text("No signal")
    page.get_by_label("The leader's six digits").fill(digits(signed.shift))
    page.get_by_role("button", name="Check in").click()
    expect(page.locator("#waiting-rows")).to_contain_text("周末书屋整理")
    expect(page.locator("#shell [role=status]")).to_contain_text("Kept in this phone")
    page.reload()
    expect(page.locator("#waiting-rows .row")).to_have_count(1)
    expect(page.locator("#shell")).to_contain_text("Checked in at")
    assert not Proof.objects.exists()
    page.context.set_offline(False)
    expect(page.locator("#waiting")).to_be_hidden(timeout=40_000)
    # The page itself is asked for again, which a busy machine answers when it can.
    expect(page.get_by_role("link", name="Check out")).to_be_visible(timeout=40_000)
    proof = Proof.objects.get()
    assert (proof.kind, proof.way, proof.clock_offset) == ("in", "code", 0)
    assert proof.device_at is not None


def test_the_page_comes_back_when_only_a_later_sending_gets_through(phone, signed, volunteer):
    """The browser says that there is a network before there is one."""
    page = phone(volunteer.user)
    lose_signal(page)
    page.get_by_label("The leader's six digits").fill(digits(signed.shift))
    page.get_by_role("button", name="Check in").click()
    expect(page.locator("#waiting-rows .row")).to_have_count(1)
    page.evaluate(
        """() => {
          const real = window.fetch;
          window.cut = true;
          window.tried = 0;
          window.fetch = (url, options) => {
            window.tried += 1;
            return window.cut ? Promise.reject(new Error("not yet")) : real(url, options);
          };
        }"""
    )
    page.context.set_offline(False)
    page.wait_for_function("() => window.tried >= 2")
    expect(page.locator("#waiting-rows .row")).to_have_count(1)
    page.evaluate("() => { window.cut = false; }")
    page.evaluate("() => { VolunteerQueue.send(); }")
    expect(page.get_by_role("link", name="Check out")).to_be_visible(timeout=40_000)
    assert Proof.objects.get().sign_up == signed


def test_two_phones_end_with_one_confirmed_record_each(phone, signed, shift, volunteer, leader, deputy):
    theirs = sign_up(shift, leader)
    leaders, volunteers = phone(leader.user), phone(volunteer.user)
    leaders.get_by_role("link", name="Show the code").click()
    leaders.context.set_offline(True)
    shown = leaders.locator("#code-digits").inner_text().replace(" ", "")

    volunteers.get_by_role("link", name="Check in").click()
    volunteers.get_by_label("The leader's six digits").fill(shown)
    volunteers.get_by_role("button", name="Check in").click()
    expect(volunteers.get_by_role("button", name="Check out")).to_be_visible(timeout=40_000)

    leaders.goto(reverse("lead_roster", args=[shift.pk]))
    leaders.get_by_role("checkbox").nth(1).check()
    leaders.get_by_role("button", name="Tick in").click()
    expect(leaders.locator("#waiting-rows .row")).to_have_count(1)
    leaders.context.set_offline(False)
    expect(leaders.locator("#waiting")).to_be_hidden(timeout=40_000)
    expect(leaders.locator(".roster")).to_contain_text("in since", timeout=40_000)
    assert Proof.objects.count() == 2

    some_time_ago(40)
    lose_signal(volunteers)
    leaders.goto(reverse("lead_code", args=[shift.pk]))
    volunteers.get_by_label("The leader's six digits").fill(
        leaders.locator("#code-digits").inner_text().replace(" ", "")
    )
    volunteers.get_by_role("button", name="Check out").click()
    expect(volunteers.locator("#waiting-rows .row")).to_have_count(1)
    volunteers.context.set_offline(False)
    expect(volunteers.locator("#waiting")).to_be_hidden(timeout=40_000)
    leaders.goto(reverse("lead_roster", args=[shift.pk]))
    leaders.get_by_role("checkbox").first.check()
    leaders.get_by_role("button", name="Tick out").click()
    expect(leaders.locator(".roster")).to_contain_text("Waiting for confirmation", timeout=40_000)
    # Nobody confirms their own: the deputy does.
    recording.decide(record=ServiceRecord.objects.get(sign_up=theirs), by=deputy.user, verdict="confirm")
    records = ServiceRecord.objects.order_by("source").values_list("volunteer", "source", "state")
    assert list(records) == [(volunteer.pk, "code", "confirmed"), (leader.pk, "roster", "confirmed")]


def test_the_leaders_code_without_a_signal_is_the_one_the_server_expects(phone, shift, leader):
    page = phone(leader.user)
    page.context.set_offline(True)
    page.goto(reverse("lead_code", args=[shift.pk]))
    now = timezone.now()
    shown = page.locator("#code-digits").inner_text().replace(" ", "")
    assert shown in {codes.digits_of(shift.secret.reveal(), shift.pk, codes.slot_at(now) + step) for step in (-1, 0, 1)}
    expect(page.locator("#code-qr svg")).to_be_visible()
    expect(page.locator("#code-next")).to_contain_text(re.compile(r"New code in \d+ s"))


def test_the_same_code_stands_on_the_page_with_and_without_a_signal(phone, shift, leader):
    page = phone(leader.user)
    page.goto(reverse("lead_code", args=[shift.pk]))
    path = "document.querySelector('#code-qr path').getAttribute('d')"
    page.wait_for_function("() => document.querySelector('#code-qr svg').getAttribute('viewBox').indexOf('-3') === 0")
    assert page.evaluate(path)
    assert page.evaluate("document.documentElement.scrollWidth") <= 360


def test_a_phone_with_a_wrong_clock_is_corrected(phone, signed, volunteer):
    page = phone(volunteer.user)
    page.clock.install(time=timezone.now() - timedelta(hours=3))
    page.context.set_offline(True)
    page.goto(reverse("check", args=[signed.shift_id]))
    page.get_by_label("The leader's six digits").fill(digits(signed.shift))
    page.get_by_role("button", name="Check in").click()
    expect(page.locator("#waiting-rows .row")).to_have_count(1)
    page.context.set_offline(False)
    page.evaluate("VolunteerQueue.send()")
    expect(page.locator("#waiting")).to_be_hidden(timeout=40_000)
    proof = Proof.objects.get()
    assert abs(proof.clock_offset - 3 * 3600) < 60
    assert abs(timezone.now() - proof.at) < MINUTE


def test_a_phone_that_took_it_along_in_1970_does_not_forget_it(phone, signed, volunteer):
    page = phone(volunteer.user)
    page.wait_for_load_state("networkidle")
    page.evaluate(
        """() => VolunteerStore.get("taken", "phone").then(taken => {
          taken.ahead = Date.parse(taken.server_now);
          return VolunteerStore.put("taken", taken);
        })"""
    )
    lose_signal(page)
    page.get_by_label("The leader's six digits").fill(digits(signed.shift))
    # Another page of the same phone may empty what was taken along meanwhile: what this one shows is still somebody's.
    page.evaluate("VolunteerStore.remove('taken', 'phone')")
    page.get_by_role("button", name="Check in").click()
    expect(page.locator("#waiting-rows .row")).to_have_count(1)
    page.context.set_offline(False)
    expect(page.locator("#waiting")).to_be_hidden(timeout=40_000)
    assert Proof.objects.get().sign_up == signed


def test_what_was_refused_stays_until_it_is_put_away(phone, signed, volunteer):
    page = phone(volunteer.user)
    lose_signal(page)
    wrong = f"{(int(digits(signed.shift)) + 1) % 10**6:06}"
    page.get_by_label("The leader's six digits").fill(wrong)
    page.get_by_role("button", name="Check in").click()
    page.context.set_offline(False)
    expect(page.locator("#waiting-rows")).to_contain_text("does not fit or is over")
    page.goto(reverse("today"))
    expect(page.locator("#waiting-rows")).to_contain_text("does not fit or is over")
    page.once("dialog", lambda dialog: dialog.accept())
    page.get_by_role("button", name="Put away").click()
    expect(page.locator("#waiting")).to_be_hidden(timeout=40_000)


def test_a_scanned_code_opens_without_a_signal(phone, signed, volunteer):
    page = phone(volunteer.user)
    page.context.set_offline(True)
    code = codes.code_of(signed.shift.secret.reveal(), signed.shift_id, codes.slot_at(timezone.now()))
    page.goto(reverse("scan", args=[str(code)]))
    page.get_by_role("button", name="Check in").click()
    expect(page.locator("#waiting-rows .row")).to_have_count(1)
    page.context.set_offline(False)
    expect(page.locator("#waiting")).to_be_hidden(timeout=40_000)
    assert Proof.objects.get().slot == code.slot


def test_the_session_may_run_out_while_it_waits(phone, signed, volunteer):
    page = phone(volunteer.user)
    lose_signal(page)
    page.get_by_label("The leader's six digits").fill(digits(signed.shift))
    page.get_by_role("button", name="Check in").click()
    expect(page.locator("#waiting-rows .row")).to_have_count(1)
    page.context.clear_cookies()
    page.context.set_offline(False)
    page.wait_for_url("**/accounts/login/**")
    assert Proof.objects.get().sign_up == signed


def test_pages_fit_the_phone_and_are_accessible(live_browser, signed, shift, volunteer, leader):  # noqa: F811
    sign_up(shift, leader)
    for person, names in ((volunteer, ["today", "check"]), (leader, ["today", "lead_code", "lead_roster"])):
        for language in ("", "/en"):
            for mode in ("plain.light", "elder.dark"):
                page = live_browser.open("about:blank", user=person.user, width=360, service_workers="block")
                page.context.add_cookies([{"name": "mode", "value": mode, "url": live_browser.url}])
                for name in names:
                    page.goto(live_browser.url + language + reverse(name, args=[shift.pk] if name != "today" else []))
                    assert page.evaluate("document.documentElement.scrollWidth") <= 360, name
                    assert live_browser.barriers(page) == [], name
