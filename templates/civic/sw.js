/* Pages come from the network; without it, as they were last seen, or the offline page. Nothing personal is kept. */
"use strict";

var SHELL = "shell-{{ version }}";
var PAGES = "pages-{{ version }}";
var MOST_PAGES = 40;
var STATIC = "{{ static|escapejs }}";
var OFFLINE = "{{ offline.0|escapejs }}";
var OFFLINE_ENGLISH = "{{ offline.1|escapejs }}";
var ENGLISH = "{{ english|escapejs }}";
var PHONE = ["{{ phone.0|escapejs }}", "{{ phone.1|escapejs }}"];
/* Pages of volunteers and leaders that their own shell draws without a signal, from what lies in the phone */
var DRAWN = /^(today|offline|check\/\d+|c\/[^/]+|lead\/shifts\/\d+\/(code|roster))\/$/;
var FILES = [OFFLINE, OFFLINE_ENGLISH, PHONE[0], PHONE[1]{% for path in shell %}, "{{ path|escapejs }}"{% endfor %}];
var HASHED = /\.[0-9a-f]{12}\./;

self.addEventListener("install", function (event) {
  event.waitUntil(
    caches
      .open(SHELL)
      .then(function (cache) {
        return cache.addAll(FILES);
      })
      .then(function () {
        return self.skipWaiting();
      })
  );
});

self.addEventListener("activate", function (event) {
  event.waitUntil(
    caches
      .keys()
      .then(function (names) {
        return Promise.all(
          names.map(function (name) {
            var isOld = /^(shell|pages)-/.test(name) && name !== SHELL && name !== PAGES;
            return isOld ? caches.delete(name) : null;
          })
        );
      })
      .then(function () {
        return self.clients.claim();
      })
  );
});

/* Only what the server calls public is the same for everyone; all else (my page, sign-in, the desk) stays uncached. */
function isPublic(response) {
  return response.ok && !response.redirected && /(^|[ ,])public\b/.test(response.headers.get("Cache-Control") || "");
}

function keepPage(request, response) {
  return caches.open(PAGES).then(function (cache) {
    return cache.put(request, response).then(function () {
      return cache.keys().then(function (kept) {
        return Promise.all(
          kept.slice(0, Math.max(0, kept.length - MOST_PAGES)).map(function (old) {
            return cache.delete(old);
          })
        );
      });
    });
  });
}

function shellOf(path) {
  return PHONE.filter(function (shell) {
    var base = shell.replace(/offline\/$/, "");
    return path.indexOf(base) === 0 && DRAWN.test(path.slice(base.length));
  })[0];
}

function page(event) {
  var request = event.request;
  return fetch(request).then(
    function (response) {
      if (isPublic(response)) {
        event.waitUntil(keepPage(request, response.clone()));
      }
      return response;
    },
    function () {
      var path = new URL(request.url).pathname;
      var shell = shellOf(path);
      if (shell) {
        return caches.match(shell, { ignoreVary: true });
      }
      return caches.match(request, { ignoreVary: true }).then(function (kept) {
        var isEnglish = path.indexOf(ENGLISH) === 0;
        return kept || caches.match(isEnglish ? OFFLINE_ENGLISH : OFFLINE, { ignoreVary: true });
      });
    }
  );
}

function file(event) {
  var request = event.request;
  return caches.match(request, { ignoreVary: true }).then(function (kept) {
    if (kept && HASHED.test(request.url)) {
      return kept;
    }
    return fetch(request).then(
      function (response) {
        if (response.ok && HASHED.test(request.url)) {
          var copy = response.clone();
          event.waitUntil(
            caches.open(SHELL).then(function (cache) {
              return cache.put(request, copy);
            })
          );
        }
        return response;
      },
      function (error) {
        if (kept) {
          return kept;
        }
        throw error;
      }
    );
  });
}

self.addEventListener("fetch", function (event) {
  var request = event.request;
  var url = new URL(request.url);
  if (request.method !== "GET" || url.origin !== self.location.origin) {
    return;
  }
  if (url.pathname.indexOf(STATIC) === 0) {
    event.respondWith(file(event));
  } else if (request.mode === "navigate") {
    event.respondWith(page(event));
  }
});
