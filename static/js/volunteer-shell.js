/* The page without a signal: drawn from what lies in the phone, for the address that was asked for. */
(function () {
  "use strict";

  var queue = VolunteerQueue;
  var words = queue.words;
  var element = queue.element;
  var place = document.getElementById("shell");
  var ticking = null;
  var leaving = false;

  /* The number in an address such as /volunteer/check/7/, or the code in /volunteer/c/…/ */
  function asked(name) {
    var parts = queue.address(name).split(queue.BLANK);
    var path = location.pathname;
    var inside = path.slice(parts[0].length, path.length - parts[1].length);
    var fits = path.indexOf(parts[0]) === 0 && path.slice(-parts[1].length) === parts[1] && inside.indexOf("/") < 0;
    return fits && inside ? inside : null;
  }

  function noted(shift, items, kind) {
    return items.filter(function (item) {
      return item.shift === shift.id && item.kind === kind && !item.refused;
    })[0];
  }

  function at(shift, items, kind) {
    var waiting = noted(shift, items, kind);
    return shift[kind] || (waiting && waiting.device_at) || null;
  }

  function pill(text, kind) {
    return element("span", { class: "pill pill--" + kind }, [text]);
  }

  function card(shift, children) {
    var head = [
      element("p", { class: "meta" }, [queue.clock(shift.starts_at) + "–" + queue.clock(shift.ends_at)]),
      element("p", { class: "turn__title serif" }, [shift.title]),
      element("p", {}, [shift.where]),
    ];
    var body = element("div", { class: "card__body stack" }, head.concat(children));
    return element("section", { class: "card card--next" }, [body]);
  }

  function marks(shift, items) {
    var came = at(shift, items, "in");
    var went = at(shift, items, "out");
    var pills = [];
    if (came) {
      pills.push(pill(queue.say("checked_in", { t: queue.clock(came) }), shift.in ? "done" : "waiting"), " ");
    }
    if (went) {
      pills.push(pill(queue.say("checked_out", { t: queue.clock(went) }), shift.out ? "done" : "waiting"));
    }
    return element("p", {}, pills);
  }

  function button(text) {
    return element("button", { class: "button button--big", type: "submit" }, [text]);
  }

  function says() {
    return element("p", { class: "notice notice--bad", role: "alert", "data-says": "", hidden: "" });
  }

  /* Six digits, or the code that was scanned; in, then out, as the phone knows it */
  function checkForm(shift, items, ahead, code) {
    if (at(shift, items, "out")) {
      return element("p", { class: "notice notice--good" }, [words.done]);
    }
    var kind = at(shift, items, "in") ? "out" : "in";
    var form = element("form", { class: "stack", "data-check": shift.id, "data-kind": kind, novalidate: "" });
    /* Said, not forbidden: without a signal no clock is sure */
    if (kind === "in" && Date.now() + ahead < Date.parse(shift.opens_at)) {
      form.appendChild(
        element("p", { class: "notice notice--info" }, [queue.say("too_early", { t: queue.clock(shift.opens_at) })])
      );
    }
    if (code) {
      form.setAttribute("data-scanned", code);
      form.setAttribute("data-scanned-at", new Date().toISOString());
      form.appendChild(element("p", {}, [words.scanned]));
    } else {
      var label = element("label", { class: "field__label", for: "digits-" + shift.id }, [words.type_code]);
      var field = element("input", {
        id: "digits-" + shift.id, name: "digits", class: "digits", type: "text", inputmode: "numeric",
        maxlength: 20, autocomplete: "off",
      });
      form.appendChild(element("div", { class: "field" }, [label, field]));
    }
    form.appendChild(says());
    form.appendChild(button(words[kind]));
    return form;
  }

  function link(name, shift, text, isQuiet) {
    return element(
      "a",
      { class: "button button--big" + (isQuiet ? " button--quiet" : ""), href: queue.page(name, shift.id) },
      [text]
    );
  }

  function drawToday(taken, items) {
    if (!taken.shifts.length) {
      place.appendChild(element("p", { class: "notice notice--info" }, [words.none_today]));
    }
    taken.shifts.forEach(function (shift) {
      var children = [marks(shift, items)];
      if (shift.secret) {
        children.push(link("code", shift, words.show_code), link("roster", shift, words.roster, true));
      }
      if (shift.has_place) {
        children.push(checkForm(shift, items, taken.ahead));
      }
      place.appendChild(card(shift, children));
    });
  }

  function drawCode(shift, taken) {
    var box = element("section", { class: "card card--next code", id: "code" }, [
      element("div", { class: "card__body stack" }, [
        element("p", { class: "turn__title serif" }, [shift.title]),
        element("p", { class: "code__digits", id: "code-digits" }),
        element("div", { class: "qr", id: "code-qr" }),
        element("p", { class: "meta", id: "code-next" }),
        link("roster", shift, words.roster, true),
      ]),
    ]);
    place.appendChild(box);
    var maker = { shift: shift.id, secret: shift.secret, address: shift.address };
    ticking = VolunteerPhone.showCodes(maker, taken.ahead);
  }

  function rosterRow(person) {
    var word = person.out
      ? queue.say("checked_out", { t: queue.clock(person.out) })
      : person.in
        ? queue.say("checked_in", { t: queue.clock(person.in) })
        : words.not_there;
    var box = element("input", { type: "checkbox", name: "volunteers", value: person.volunteer });
    box.disabled = Boolean(person.out);
    return element("li", { class: "row" }, [
      element("label", { class: "roster__label" }, [
        box,
        element("span", { class: "row__main" }, [
          element("span", {}, [person.name]),
          element("span", { class: "meta roster__meta" }, [person.number]),
        ]),
      ]),
      element("span", { class: "row__aside roster__state", "data-state": person.volunteer }, [
        pill(word, person.in ? "open" : "unknown"),
      ]),
    ]);
  }

  function walkUpForm(shift) {
    var label = element("label", { class: "field__label", for: "who" }, [words.who]);
    var field = element("input", {
      id: "who", name: "who", type: "text", inputmode: "numeric", maxlength: 20, autocomplete: "off",
    });
    var form = element("form", { class: "stack", "data-walk-up": shift.id, "data-title": shift.title, novalidate: "" }, [
      element("div", { class: "field" }, [label, field, element("p", { class: "meta" }, [words.who_hint])]),
      says(),
      element("button", { class: "button button--quiet", type: "submit" }, [words.enter]),
    ]);
    var body = [element("h2", {}, [words.came_along])];
    if (shift.risks) {
      body.push(element("p", { class: "notice notice--warn" }, [queue.say("tell_risks", { t: shift.risks })]));
    }
    return element("section", { class: "card" }, [element("div", { class: "card__body stack" }, body.concat(form))]);
  }

  function drawRoster(shift, taken) {
    function act(kind, isQuiet) {
      return element(
        "button",
        { class: "button button--big" + (isQuiet ? " button--quiet" : ""), type: "submit", name: "kind", value: kind },
        [words["tick_" + kind]]
      );
    }
    var form = element("form", { class: "stack", "data-roster": shift.id, "data-title": shift.title }, [
      element("p", { class: "meta" }, [queue.say("as_of", { t: queue.clock(taken.server_now) })]),
      says(),
      element("ul", { class: "card rows roster" }, shift.roster.map(rosterRow)),
      element("div", { class: "roster__buttons" }, [act("in"), act("out", true)]),
    ]);
    place.appendChild(element("h2", {}, [words.roster + " · " + shift.title]));
    place.appendChild(form);
    place.appendChild(walkUpForm(shift));
    place.appendChild(link("code", shift, words.show_code, true));
  }

  function find(taken, id) {
    return taken.shifts.filter(function (shift) {
      return shift.id === Number(id);
    })[0];
  }

  function drawAsked(taken, items) {
    var code = asked("scan");
    var check = asked("check");
    var shown = asked("code");
    var roster = asked("roster");
    var shift = find(taken, code ? code.split("-")[0] : check || shown || roster);
    if (shift && shown && shift.secret) {
      drawCode(shift, taken);
    } else if (shift && roster && shift.roster) {
      drawRoster(shift, taken);
    } else if (shift && shift.has_place && (code || check)) {
      place.appendChild(card(shift, [marks(shift, items), checkForm(shift, items, taken.ahead, code)]));
    } else {
      drawToday(taken, items);
    }
  }

  function drawShell(note) {
    return Promise.all([queue.taken(), VolunteerStore.all("items")]).then(function (found) {
      if (!found[0]) {
        return null;
      }
      clearInterval(ticking);
      place.textContent = "";
      if (note) {
        place.appendChild(element("p", { class: "notice notice--warn", role: "status" }, [note]));
      }
      drawAsked(found[0], found[1]);
      return queue.draw();
    });
  }

  /* Once there is a signal and nothing waits, the page itself is asked for again; what was refused stands there, too */
  function leave() {
    VolunteerStore.all("items").then(function (items) {
      var waits = items.some(function (item) {
        return !item.refused;
      });
      if (!waits && !leaving && location.pathname !== queue.address("shell")) {
        leaving = true;
        location.reload();
      }
    });
  }

  window.addEventListener("online", function () {
    queue.send().then(leave);
  });
  /* The first sending after that may still have found no network, and a later one does it */
  document.addEventListener("sent", leave);
  document.addEventListener("kept", function () {
    drawShell(words.kept);
  });
  drawShell();
})();
