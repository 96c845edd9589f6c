"""What a phone does with what waits in it, whatever the server answers: its own scripts, and a made-up server."""

import json

import pytest
from django.conf import settings

pytestmark = pytest.mark.browser
SCRIPTS = settings.BASE_DIR / "static" / "js"
PAGE = """
<div id="phone" data-person="2" data-data="/data" data-sync="/sync"></div>
<script type="application/json" id="phone-words">%s</script>
<div id="waiting" hidden><ul id="waiting-rows"></ul></div>
"""
WORDS = {
    name: name
    for name in ("sign_in", "not_taken", "unreadable", "unsent", "put_away", "tick_out", "walk_up", "in", "sure",
                 "sure_unsent")
}  # fmt: skip
# A store in memory, and a server that answers by what the batch holds: `bad` is what it cannot take, and how.
AROUND = """
var kept = {items: {}, taken: {}}, posted = [], bad = {}, dead = {};
var VolunteerStore = {
  put: function (store, value) { kept[store][value.id || value.key] = JSON.parse(JSON.stringify(value));
                                 return Promise.resolve(); },
  all: function (store) { return Promise.resolve(JSON.parse(JSON.stringify(Object.values(kept[store])))); },
  get: function (store, key) { return Promise.resolve(kept[store][key]); },
  remove: function (store, key) { delete kept[store][key]; return Promise.resolve(); },
};
function put(id, person, pass, more) {
  VolunteerStore.put("items", Object.assign({id: id, kind: "in", shift: 1, device_at: "2026-01-01T00:00:00Z",
                                             person: person, pass: pass}, more));
}
window.fetch = function (url, options) {
  var body = JSON.parse(options.body), ids = body.items.map(function (item) { return item.id; });
  posted.push(ids);
  var status = dead[body.pass] || ids.map(function (id) { return bad[id]; }).filter(Boolean)[0];
  if (status === "cut") { return Promise.reject(new Error("no network")); }
  if (status) { return Promise.resolve({ok: false, status: status}); }
  return Promise.resolve({ok: true, json: function () {
    return Promise.resolve({answers: ids.map(function (id) { return {id: id, state: "kept", sentence: ""}; })});
  }});
};
"""


@pytest.fixture
def phone(chromium):
    page = chromium.new_page()
    page.set_content(PAGE % json.dumps(WORDS))
    page.add_script_tag(content=AROUND)
    for name in ("volunteer-send.js", "volunteer-queue.js"):
        page.add_script_tag(content=(SCRIPTS / name).read_text())
    yield page
    page.close()


def send(phone) -> list[str]:
    """What is left in the phone."""
    phone.evaluate("VolunteerQueue.send()")
    return sorted(phone.evaluate("Object.keys(kept.items)"))


def test_a_dead_pass_of_another_person_holds_nobody_up(phone):
    phone.evaluate("put('a', 1, 'OLD'); put('b', 2, 'GOOD'); dead.OLD = 403")
    assert send(phone) == ["a"]
    assert phone.evaluate("kept.items.a.later") == "sign_in"
    assert phone.evaluate("posted.length") == 2


@pytest.mark.parametrize("status", [400, 413, 500])
def test_one_bad_item_does_not_hold_up_the_others(phone, status):
    phone.evaluate(
        """status => { for (var n = 0; n < 60; n += 1) { put("i" + n, 2, "GOOD"); } bad.i17 = status; }""", status
    )
    assert send(phone) == ["i17"]
    assert phone.evaluate("posted.length") <= 16
    item = phone.evaluate("kept.items.i17")
    assert item.get("refused" if status != 500 else "later") == ("not_taken" if status == 500 else "unreadable")


def test_what_the_server_cannot_read_stays_in_sight_until_it_is_put_away(phone):
    phone.evaluate("put('a', 2, 'GOOD'); bad.a = 400")
    assert send(phone) == ["a"]
    assert "unreadable" in phone.inner_text("#waiting-rows")
    phone.evaluate("posted = []")
    assert send(phone) == ["a"]
    assert phone.evaluate("posted") == []
    phone.once("dialog", lambda dialog: dialog.accept())
    phone.evaluate("VolunteerQueue.putAway('a')")
    assert phone.evaluate("Object.keys(kept.items)") == []


def test_a_server_that_is_away_is_not_asked_again_and_again(phone):
    phone.evaluate("""() => { for (var n = 0; n < 50; n += 1) { put("i" + n, 2, "GOOD"); } dead.GOOD = 503; }""")
    assert len(send(phone)) == 50
    assert phone.evaluate("posted.length") == 1
    phone.evaluate("() => { dead.GOOD = 500; posted = []; }")
    assert len(send(phone)) == 50
    assert phone.evaluate("posted.length") <= 35
    phone.evaluate("() => { dead.GOOD = 0; }")
    assert send(phone) == []


def test_without_a_network_the_sending_ends_at_once(phone):
    phone.evaluate("put('a', 1, 'OLD'); put('b', 2, 'GOOD'); dead.OLD = dead.GOOD = 'cut'")
    assert send(phone) == ["a", "b"]
    assert phone.evaluate("posted.length") == 1
    assert "put_away" not in phone.inner_text("#waiting-rows")


def test_what_failed_often_may_be_put_away(phone):
    phone.evaluate("put('a', 1, 'OLD'); dead.OLD = 403")
    for _sending in range(3):
        assert send(phone) == ["a"]
    assert "put_away" in phone.inner_text("#waiting-rows")
    said = []
    phone.once("dialog", lambda dialog: (said.append(dialog.message), dialog.dismiss()))
    phone.evaluate("VolunteerQueue.putAway('a')")
    assert said == ["sure_unsent"]
    assert send(phone) == ["a"]


def test_coming_along_is_sent_before_leaving_again(phone):
    phone.evaluate("""() => {
      put("out", 2, "GOOD", {kind: "tick_out", who: "32", device_at: "2026-01-01T00:00:00Z"});
      put("came", 2, "GOOD", {kind: "walk_up", who: "32", device_at: "2026-01-01T00:00:01Z"});
      bad.came = 500;
    }""")
    assert send(phone) == ["came", "out"]
    assert phone.evaluate("posted") == [["came"]]
    phone.evaluate("() => { delete bad.came; posted = []; }")
    assert send(phone) == []
    assert phone.evaluate("posted") == [["came"], ["out"]]


def test_who_came_along_is_ticked_out_from_what_waits(phone):
    phone.evaluate("put('came', 2, 'GOOD', {kind: 'walk_up', who: '32', name: '…32', title: 'T'}); dead.GOOD = 'cut'")
    phone.evaluate("VolunteerQueue.draw()")
    assert "tick_out" in phone.inner_text("#waiting-rows")
    phone.evaluate("VolunteerQueue.tickOut('came')")
    went = phone.evaluate("Object.values(kept.items).filter(item => item.kind === 'tick_out')[0]")
    assert (went["who"], went["shift"], went["name"], went["person"]) == ("32", 1, "…32", 2)
    assert not phone.query_selector("[data-out]")
