/* Sends what waits in the phone, so that one bad item, one dead pass or one fault of the server costs the others
   nothing. Old WebViews read this. */
var VolunteerSend = (function () {
  "use strict";

  var AT_ONCE = 50;
  var MOST_FAILURES = 16;
  var PATIENCE = 15000;
  var store = VolunteerStore;

  function ask(url, options) {
    return new Promise(function (resolve, reject) {
      var late = setTimeout(function () {
        reject(new Error("no answer"));
      }, PATIENCE);
      fetch(url, options).then(
        function (response) {
          clearTimeout(late);
          resolve(response);
        },
        function (error) {
          clearTimeout(late);
          reject(error);
        }
      );
    });
  }

  /* To this address, with these words for what went wrong: a function of whose phone it is, that resolves with the
     answers, by id */
  function to(url, words) {
    function post(pass, items) {
      var body = {
        pass: pass,
        device_now: new Date().toISOString(),
        items: items.map(function (item) {
          var sent = { id: item.id, kind: item.kind, shift: item.shift, device_at: item.device_at };
          ["digits", "code", "volunteer", "who"].forEach(function (name) {
            if (item[name]) {
              sent[name] = item[name];
            }
          });
          return sent;
        }),
      };
      return ask(url, {
        method: "POST",
        credentials: "omit",
        headers: { "Content-Type": "application/json", Accept: "application/json" },
        body: JSON.stringify(body),
      }).then(function (response) {
        if (response.ok) {
          return response.json();
        }
        var error = new Error(response.status);
        error.status = response.status;
        throw error;
      });
    }

    function noteAnswers(items, answers) {
      var heard = {};
      answers.forEach(function (answer) {
        heard[answer.id] = answer;
      });
      return Promise.all(
        items.map(function (item) {
          var answer = heard[item.id];
          if (!answer) {
            return null;
          }
          if (answer.state === "refused" || answer.state === "later") {
            item[answer.state] = answer.sentence;
            item.failed = 0;
            return store.put("items", item);
          }
          return store.remove("items", item.id);
        })
      ).then(function () {
        return heard;
      });
    }

    /* Ticked out by a number before their coming along was sent: the server would not know them yet */
    function waitsForWalkUp(item, items) {
      return (
        item.kind === "tick_out" &&
        Boolean(item.who) &&
        items.some(function (other) {
          return (
            other.kind === "walk_up" && other.who === item.who && other.shift === item.shift && !other.refused
          );
        })
      );
    }

    /* What goes next: of one pass, at most 50, what failed before after the rest */
    function nextOf(items, tried) {
      var ready = items.filter(function (item) {
        return !item.refused && item.pass && !tried[item.id] && !waitsForWalkUp(item, items);
      });
      ready.sort(function (a, b) {
        return (a.failed || 0) - (b.failed || 0) || (a.device_at < b.device_at ? -1 : 1);
      });
      return ready
        .filter(function (item) {
          return item.pass === ready[0].pass;
        })
        .slice(0, AT_ONCE);
    }

    /* One of the items may be what the server cannot take: halves are sent, until it stands alone. Not when the server is
       away as a whole (502 and the like), and not without end */
    function mayBeOne(status) {
      return status === 400 || status === 413 || status === 500;
    }

    function deliver(some, spared) {
      return post(some[0].pass, some).then(
        function (result) {
          return noteAnswers(some, result.answers);
        },
        function (error) {
          spared.left -= 1;
          if (some.length > 1 && mayBeOne(error.status) && spared.left > 0) {
            var half = Math.ceil(some.length / 2);
            return deliver(some.slice(0, half), spared).then(function (heard) {
              return deliver(some.slice(half), spared).then(merge(heard));
            });
          }
          spared.isCut = spared.isCut || !error.status;
          return noteFailure(some, error.status);
        }
      );
    }

    /* Nothing is dropped. What can never be sent as it is may be put away by whoever holds the phone */
    function noteFailure(some, status) {
      return Promise.all(
        some.map(function (item) {
          item.later = status === 403 ? words.sign_in : status ? words.not_taken : "";
          item.failed = status ? (item.failed || 0) + 1 : item.failed;
          if (some.length === 1 && (status === 400 || status === 413)) {
            item.refused = words.unreadable;
          }
          return store.put("items", item);
        })
      ).then(function () {
        return {};
      });
    }

    function merge(first) {
      return function (second) {
        Object.keys(first).forEach(function (id) {
          second[id] = first[id];
        });
        return second;
      };
    }

    /* Everybody's, each with their own pass: what one of them is refused for costs the others nothing. What waits is read
       anew for each batch, since one may make way for the next */
    function sendAll(holder, tried, heard) {
      return store.all("items").then(function (items) {
        items.forEach(function (item) {
          if (holder && holder.person === item.person) {
            item.pass = holder.pass;
          }
        });
        var some = nextOf(items, tried);
        if (!some.length) {
          return heard;
        }
        some.forEach(function (item) {
          tried[item.id] = true;
        });
        var spared = { left: MOST_FAILURES, isCut: false };
        return deliver(some, spared).then(function (more) {
          heard = merge(heard)(more);
          return spared.isCut ? heard : sendAll(holder, tried, heard);
        });
      });
    }

    return function (holder) {
      return sendAll(holder, {}, {});
    };
  }

  return { ask: ask, to: to };
})();
