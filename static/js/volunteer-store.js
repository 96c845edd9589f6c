/* What lies in the phone: items that wait to be sent, and what was taken along for the time without a signal.
   Every answer is a promise. Where the browser keeps nothing (a private window), `put` fails and says so. */
var VolunteerStore = (function () {
  "use strict";

  var NAME = "volunteer";
  var opened = null;

  function open() {
    opened =
      opened ||
      new Promise(function (resolve, reject) {
        if (!window.indexedDB) {
          reject(new Error("no indexedDB"));
          return;
        }
        var request = indexedDB.open(NAME, 1);
        request.onupgradeneeded = function () {
          request.result.createObjectStore("items", { keyPath: "id" });
          request.result.createObjectStore("taken", { keyPath: "key" });
        };
        request.onsuccess = function () {
          request.result.onversionchange = function () {
            request.result.close();
            opened = null;
          };
          resolve(request.result);
        };
        request.onerror = function () {
          reject(request.error);
        };
      });
    return opened;
  }

  /* Resolves when it is safely written, not merely asked for */
  function run(store, mode, act) {
    return open().then(function (database) {
      return new Promise(function (resolve, reject) {
        var transaction = database.transaction(store, mode);
        var request = act(transaction.objectStore(store));
        transaction.oncomplete = function () {
          resolve(request.result);
        };
        transaction.onabort = transaction.onerror = function () {
          reject(transaction.error || request.error);
        };
      });
    });
  }

  function put(store, value) {
    return run(store, "readwrite", function (objects) {
      return objects.put(value);
    });
  }

  function all(store) {
    return run(store, "readonly", function (objects) {
      return objects.getAll();
    }).catch(function () {
      return [];
    });
  }

  function get(store, key) {
    return run(store, "readonly", function (objects) {
      return objects.get(key);
    }).catch(function () {
      return undefined;
    });
  }

  function remove(store, key) {
    return run(store, "readwrite", function (objects) {
      return objects.delete(key);
    });
  }

  function empty() {
    return Promise.all(
      ["items", "taken"].map(function (store) {
        return run(store, "readwrite", function (objects) {
          return objects.clear();
        });
      })
    ).catch(function () {});
  }

  return { put: put, all: all, get: get, remove: remove, empty: empty };
})();
