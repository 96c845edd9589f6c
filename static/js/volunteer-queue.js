/* What waits in the phone: written there first and then sent, so that a lost signal, a closed page or a second press
   loses nothing and doubles nothing. Old WebViews read this. */
var VolunteerQueue = (function () {
  "use strict";

  var BLANK = "999999999";
  var FAILED_OFTEN = 2;
  var store = VolunteerStore;
  var about = document.getElementById("phone");
  var words = JSON.parse(document.getElementById("phone-words").textContent);
  var deliver = VolunteerSend.to(address("sync"), words);
  var sending = null;
  var known = null;
  var drawing = 0;

  function address(name) {
    return about.getAttribute("data-" + name);
  }

  /* The address of a page about one shift: the server wrote it for a number that stands for any */
  function page(name, number) {
    return address(name).replace(BLANK, number);
  }

  function say(word, values) {
    return Object.keys(values || {}).reduce(function (text, key) {
      return text.split("{" + key + "}").join(values[key]);
    }, words[word]);
  }

  function element(tag, attributes, children) {
    var made = document.createElement(tag);
    Object.keys(attributes || {}).forEach(function (name) {
      made.setAttribute(name, attributes[name]);
    });
    (children || []).forEach(function (child) {
      made.appendChild(typeof child === "string" ? document.createTextNode(child) : child);
    });
    return made;
  }

  function clock(time) {
    var at = new Date(time);
    return ("0" + at.getHours()).slice(-2) + ":" + ("0" + at.getMinutes()).slice(-2);
  }

  function randomId() {
    var bytes = new Uint8Array(16);
    window.crypto.getRandomValues(bytes);
    bytes[6] = (bytes[6] & 15) | 64;
    bytes[8] = (bytes[8] & 63) | 128;
    var hex = Array.prototype.map.call(bytes, function (byte) {
      return ("0" + byte.toString(16)).slice(-2);
    });
    return hex.join("").replace(/^(.{8})(.{4})(.{4})(.{4})/, "$1-$2-$3-$4-");
  }

  /* --- the network */

  /* What was taken along; what this page has read of it once is good while it is open */
  function taken() {
    return store.get("taken", "phone").then(function (found) {
      known = found || known;
      return known;
    });
  }

  /* What the phone takes along; kept as it is until there is a signal again */
  function takeAlong() {
    if (!address("person")) {
      return taken();
    }
    return VolunteerSend.ask(address("data"), { credentials: "same-origin", headers: { Accept: "application/json" } })
      .then(function (response) {
        return response.ok ? response.json() : Promise.reject(new Error(response.status));
      })
      .then(function (answer) {
        answer.key = "phone";
        answer.ahead = Date.parse(answer.server_now) - Date.now();
        known = answer;
        return store.put("taken", answer).then(
          function () {
            return answer;
          },
          function () {
            return answer;
          }
        );
      })
      .catch(taken);
  }

  /* --- what waits */

  /* One sending at a time: whoever asks in the middle of it hears of that one, and it is over once for all of them */
  function send() {
    sending =
      sending ||
      taken()
        .then(deliver)
        .catch(function () {
          return {};
        })
        .then(function (heard) {
          sending = null;
          return draw().then(function () {
            if (Object.keys(heard).length) {
              document.dispatchEvent(new CustomEvent("sent"));
            }
            return heard;
          });
        });
    return sending;
  }

  /* Into the phone first, then out. Resolves with the answers, by id; without a signal with none. It is whose page it
     is, then whose phone; rejects what is nobody's, since nobody could ever send it. */
  function keep(items) {
    return taken().then(function (holder) {
      var person = Number(address("person")) || (holder && holder.person);
      if (!person) {
        return Promise.reject(new Error("nobody's phone"));
      }
      return Promise.all(
        items.map(function (item) {
          item.id = item.id || randomId();
          item.device_at = item.device_at || new Date().toISOString();
          item.person = person;
          item.pass = holder && holder.person === person ? holder.pass : "";
          return store.put("items", item);
        })
      )
        .then(function () {
          return sending;
        })
        .then(send);
    });
  }

  /* Of several that look at once the last one is shown */
  function draw() {
    drawing += 1;
    var mine = drawing;
    return store.all("items").then(function (items) {
      if (mine !== drawing) {
        return items;
      }
      var box = document.getElementById("waiting");
      var rows = document.getElementById("waiting-rows");
      var pill = document.getElementById("waiting-pill");
      box.hidden = items.length === 0;
      rows.textContent = "";
      items.sort(function (a, b) {
        return a.device_at < b.device_at ? -1 : 1;
      });
      items.forEach(function (item) {
        rows.appendChild(row(item, items));
        markOnRoster(item);
      });
      if (pill) {
        var isOff = navigator.onLine === false;
        var parts = (isOff ? [words.offline] : []).concat(items.length ? [say("count", { n: items.length })] : []);
        pill.hidden = parts.length === 0;
        pill.textContent = parts.join(" · ");
      }
      return items;
    });
  }

  function button(name, value, text) {
    var made = element("button", { class: "button button--quiet", type: "button" }, [text]);
    made.setAttribute("data-" + name, value);
    return made;
  }

  function row(item, items) {
    var aside = [];
    if (!item.refused) {
      aside.push(element("span", { class: "pill pill--waiting" }, [words.unsent]));
    }
    if (item.refused || item.failed > FAILED_OFTEN) {
      aside.push(button("away", item.id, words.put_away));
    }
    if (mayGo(item, items)) {
      aside.push(button("out", item.id, words.tick_out));
    }
    var main = element("div", { class: "row__main" }, [
      element("p", {}, [words[item.kind] + " · " + (item.title || "")]),
      element("p", { class: "meta" }, [clock(item.device_at) + (item.name ? " · " + item.name : "")]),
    ]);
    if (item.refused || item.later) {
      main.appendChild(element("p", { class: item.refused ? "field__error" : "meta" }, [item.refused || item.later]));
    }
    return element("li", { class: "row" }, [main, element("div", { class: "row__aside" }, aside)]);
  }

  /* Who came along and is not sent yet stands on no roster: they are ticked out here */
  function mayGo(item, items) {
    return (
      item.kind === "walk_up" &&
      !item.refused &&
      !items.some(function (other) {
        return other.kind === "tick_out" && other.who === item.who && other.shift === item.shift && !other.refused;
      })
    );
  }

  function tickOut(id) {
    return store.get("items", id).then(function (item) {
      return item && keep([{ kind: "tick_out", shift: item.shift, who: item.who, name: item.name, title: item.title }]);
    });
  }

  function markOnRoster(item) {
    var state = item.volunteer && document.querySelector('[data-state="' + item.volunteer + '"]');
    if (state && !item.refused) {
      state.textContent = "";
      state.appendChild(element("span", { class: "pill pill--waiting" }, [words.in_phone]));
    }
  }

  function putAway(id) {
    return store.get("items", id).then(function (item) {
      if (item && window.confirm(item.refused ? words.sure : words.sure_unsent)) {
        return store.remove("items", id).then(draw);
      }
      return null;
    });
  }

  return {
    BLANK: BLANK,
    address: address,
    clock: clock,
    draw: draw,
    element: element,
    keep: keep,
    page: page,
    putAway: putAway,
    say: say,
    send: send,
    takeAlong: takeAlong,
    taken: taken,
    tickOut: tickOut,
    words: words,
  };
})();
