/* The phone pages of volunteers and leaders: their forms, and the leader's code. Old WebViews read this. */
var VolunteerPhone = (function () {
  "use strict";

  var AGAIN = 20000;
  var OLD = 8 * 24 * 3600 * 1000;
  var store = VolunteerStore;
  var queue = VolunteerQueue;
  var words = queue.words;
  var pressed = null;

  /* --- forms */

  function tell(form, text) {
    var says = form.querySelector("[data-says]");
    says.hidden = !text;
    says.className = "notice notice--" + (text === words.kept ? "warn" : "bad");
    says.textContent = text || "";
  }

  function busy(form, is) {
    Array.prototype.forEach.call(form.querySelectorAll("button"), function (button) {
      button.disabled = is;
    });
  }

  function itemOf(form) {
    var title = form.parentNode.querySelector(".turn__title");
    var item = {
      id: form.elements.id && form.elements.id.value,
      kind: form.getAttribute("data-kind"),
      shift: Number(form.getAttribute("data-check")),
      title: title ? title.textContent : "",
    };
    if (form.hasAttribute("data-scanned")) {
      item.code = form.getAttribute("data-scanned");
      item.device_at = form.getAttribute("data-scanned-at") || undefined;
      return item;
    }
    var digits = form.elements.digits.value.replace(/[０-９]/g, function (digit) {
      return String.fromCharCode(digit.charCodeAt(0) - 0xfee0);
    });
    item.digits = digits.replace(/\s/g, "");
    return /^[0-9]{6}$/.test(item.digits) ? item : null;
  }

  function afterCheck(form, item, heard) {
    var answer = heard[item.id];
    if (answer && answer.state === "refused") {
      tell(form, answer.sentence);
      if (form.elements.id) {
        form.elements.id.value = "";
      }
      /* Said here and now, so it need not wait to be seen; but the page without a signal leaves as soon as there is
         one, with what it says, and so it stays in the list there until it is put away */
      return document.getElementById("shell") ? queue.draw() : store.remove("items", item.id).then(queue.draw);
    }
    if (answer && answer.state !== "later") {
      location.href = queue.page("check", item.shift);
      return null;
    }
    tell(form, (answer && answer.sentence) || words.kept);
    busy(form, true);
    /* The page without a signal shows the next step */
    document.dispatchEvent(new CustomEvent("kept"));
    return null;
  }

  /* Without a pass and without a store the form goes the plain way */
  function check(form) {
    var item = itemOf(form);
    if (!item) {
      tell(form, words.six);
      return;
    }
    busy(form, true);
    queue.keep([item])
      .then(function (heard) {
        busy(form, false);
        return afterCheck(form, item, heard);
      })
      .catch(function () {
        busy(form, false);
        if (form.hasAttribute("action") && navigator.onLine !== false) {
          form.submit();
        } else {
          tell(form, words.not_kept);
        }
      });
  }

  function here(form) {
    busy(form, true);
    navigator.geolocation.getCurrentPosition(
      function (position) {
        form.elements.lon.value = position.coords.longitude;
        form.elements.lat.value = position.coords.latitude;
        form.elements.accuracy.value = position.coords.accuracy;
        busy(form, false);
        form.submit();
      },
      function () {
        busy(form, false);
        tell(form, words.no_position);
      },
      { enableHighAccuracy: true, timeout: 15000, maximumAge: 0 }
    );
  }

  function tick(form) {
    var shift = Number(form.getAttribute("data-roster"));
    var boxes = Array.prototype.filter.call(form.querySelectorAll("[name=volunteers]"), function (box) {
      return box.checked;
    });
    if (!boxes.length) {
      tell(form, words.tick_first);
      return;
    }
    var items = boxes.map(function (box) {
      var name = box.parentNode.querySelector(".row__main > span");
      return {
        kind: "tick_" + (pressed || "in"),
        shift: shift,
        volunteer: Number(box.value),
        name: name ? name.textContent.trim().split(/\s{2,}/)[0] : "",
        title: form.getAttribute("data-title") || "",
      };
    });
    busy(form, true);
    queue.keep(items).then(
      function (heard) {
        busy(form, false);
        afterTicks(form, boxes, items, heard);
      },
      function () {
        busy(form, false);
        tell(form, words.not_kept);
      }
    );
  }

  function afterTicks(form, boxes, items, heard) {
    var refused = items.filter(function (item) {
      return heard[item.id] && heard[item.id].state === "refused";
    });
    var unsent = items.filter(function (item) {
      return !heard[item.id] || heard[item.id].state === "later";
    });
    boxes.forEach(function (box) {
      box.checked = false;
    });
    if (unsent.length) {
      tell(form, words.kept);
    } else if (!refused.length) {
      location.reload();
    }
  }

  /* Somebody who is on no list, by a number; the name comes with the roster once it was sent */
  function walkUp(form) {
    var who = form.elements.who.value.replace(/\s/g, "");
    if (!/^[0-9０-９+]{6,20}$/.test(who)) {
      tell(form, words.who_first);
      return;
    }
    var item = {
      kind: "walk_up",
      shift: Number(form.getAttribute("data-walk-up")),
      who: who,
      name: "…" + who.slice(-4),
      title: form.getAttribute("data-title") || "",
    };
    busy(form, true);
    queue.keep([item]).then(
      function (heard) {
        busy(form, false);
        afterWalkUp(form, item, heard[item.id]);
      },
      function () {
        busy(form, false);
        tell(form, words.not_kept);
      }
    );
  }

  function afterWalkUp(form, item, answer) {
    if (answer && answer.state === "refused") {
      tell(form, answer.sentence);
      return;
    }
    form.elements.who.value = "";
    if (answer && answer.state !== "later") {
      location.reload();
    } else {
      tell(form, words.kept);
    }
  }

  function actOf(form) {
    if (form.hasAttribute("data-check")) {
      return check;
    }
    if (form.hasAttribute("data-roster")) {
      return tick;
    }
    /* With a signal the page's own form goes the plain way: it takes names as well */
    if (form.hasAttribute("data-walk-up") && (navigator.onLine === false || !form.hasAttribute("action"))) {
      return walkUp;
    }
    return form.hasAttribute("data-here") ? here : null;
  }

  function onSubmit(event) {
    var form = event.target;
    var act = actOf(form);
    if (act) {
      event.preventDefault();
      act(form);
    }
  }

  function onClick(event) {
    var button = event.target.closest ? event.target.closest("button") : null;
    if (!button) {
      return;
    }
    if (button.hasAttribute("data-send")) {
      queue.takeAlong().then(queue.send);
    } else if (button.hasAttribute("data-away")) {
      queue.putAway(button.getAttribute("data-away"));
    } else if (button.hasAttribute("data-out")) {
      button.disabled = true;
      queue.tickOut(button.getAttribute("data-out"));
    } else if (button.name === "kind") {
      pressed = button.value;
    }
  }

  /* --- the leader's code */

  function picture(rows) {
    var space = "http://www.w3.org/2000/svg";
    var size = rows.length + 6;
    var svg = document.createElementNS(space, "svg");
    svg.setAttribute("viewBox", "-3 -3 " + size + " " + size);
    svg.setAttribute("class", "qr__picture");
    var path = document.createElementNS(space, "path");
    var steps = "";
    rows.forEach(function (row, r) {
      row.forEach(function (isDark, c) {
        steps += isDark ? "M" + c + " " + r + "h1v1h-1z" : "";
      });
    });
    path.setAttribute("d", steps);
    svg.appendChild(path);
    return svg;
  }

  /* `maker`: shift, secret, address; `ahead`: milliseconds that our clock is ahead of this one */
  function showCodes(maker, ahead) {
    var shown = null;
    function step() {
      var now = Date.now() + ahead;
      var slot = VolunteerCode.slotAt(now);
      var left = VolunteerCode.SECONDS - (Math.floor(now / 1000) % VolunteerCode.SECONDS);
      document.getElementById("code-next").textContent = queue.say("next_code", { n: left });
      if (slot === shown) {
        return;
      }
      shown = slot;
      var digits = VolunteerCode.digits(maker.secret, maker.shift, slot);
      document.getElementById("code-digits").textContent = digits.slice(0, 3) + " " + digits.slice(3);
      var code = VolunteerCode.code(maker.secret, maker.shift, slot);
      var rows = VolunteerQR(maker.address.replace("{code}", code));
      var box = document.getElementById("code-qr");
      box.textContent = "";
      if (rows) {
        box.appendChild(picture(rows));
      }
    }
    step();
    return setInterval(step, 1000);
  }

  function startCodes() {
    var maker = document.getElementById("code-maker");
    if (maker) {
      maker = JSON.parse(maker.textContent);
      showCodes(maker, Date.parse(maker.now) - Date.now());
    }
  }

  /* What was taken along is no use after its pass has run out. A phone that was at 1970 when it took it along, or is
     ahead by years now, cannot tell how old it is: the clock as it was measured and the clock as it stands must agree */
  function forgetOld(taken) {
    var age = taken ? Date.now() - Date.parse(taken.server_now) : 0;
    return taken && age > OLD && age + taken.ahead > OLD ? store.remove("taken", "phone") : null;
  }

  function start() {
    document.addEventListener("submit", onSubmit);
    document.addEventListener("click", onClick);
    window.addEventListener("online", function () {
      queue.takeAlong().then(queue.send);
    });
    window.addEventListener("offline", queue.draw);
    document.addEventListener("visibilitychange", function () {
      if (!document.hidden) {
        queue.send();
      }
    });
    setInterval(function () {
      store.all("items").then(function (items) {
        if (items.length && navigator.onLine !== false) {
          queue.send();
        }
      });
    }, AGAIN);
    Array.prototype.forEach.call(document.querySelectorAll("[data-here]"), function (form) {
      form.hidden = !navigator.geolocation;
    });
    startCodes();
    queue.draw();
    queue.taken().then(forgetOld).then(queue.takeAlong).then(queue.send);
  }

  start();
  return { showCodes: showCodes };
})();
