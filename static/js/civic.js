/* What every page can do beyond plain links. Old WebViews read this: var, function, no modules. */
(function () {
  "use strict";

  function each(selector, act) {
    Array.prototype.forEach.call(document.querySelectorAll(selector), act);
  }

  /* Pages that were seen open without a signal; then they say so. */
  function registerWorker() {
    var path = document.body.getAttribute("data-sw");
    if (path && "serviceWorker" in navigator) {
      navigator.serviceWorker.register(path).catch(function () {});
    }
  }

  function showSignal() {
    var note = document.getElementById("no-signal");
    if (note) {
      note.hidden = navigator.onLine !== false;
    }
  }

  /* <a data-locate href="/places/">: asks the device where it is, once, on this tap. */
  function locate(event) {
    var link = event.target.closest("[data-locate]");
    if (!link) {
      return;
    }
    var says = document.getElementById(link.getAttribute("aria-describedby"));
    if (!navigator.geolocation) {
      return;
    }
    event.preventDefault();
    says.textContent = link.getAttribute("data-waiting");
    navigator.geolocation.getCurrentPosition(
      function (position) {
        var at = position.coords;
        var joint = link.href.indexOf("?") < 0 ? "?" : "&";
        location.href = link.href + joint + "lon=" + at.longitude.toFixed(4) + "&lat=" + at.latitude.toFixed(4);
      },
      function () {
        says.textContent = link.getAttribute("data-refused");
      },
      { enableHighAccuracy: true, timeout: 10000, maximumAge: 60000 }
    );
  }

  /* <button data-share hidden>, <button data-print hidden>: shown only where they can work. */
  function share(event) {
    var button = event.currentTarget;
    if (navigator.share) {
      navigator.share({ title: document.title, url: location.href }).catch(function () {});
    } else {
      navigator.clipboard.writeText(location.href).then(function () {
        button.textContent = button.getAttribute("data-done");
      });
    }
  }

  /* On the document, since htmx replaces what is in it. */
  document.addEventListener("click", locate);
  each("[data-share]", function (button) {
    if (navigator.share || navigator.clipboard) {
      button.hidden = false;
      button.addEventListener("click", share);
    }
  });
  each("[data-print]", function (button) {
    button.hidden = false;
    button.addEventListener("click", function () {
      window.print();
    });
  });

  window.addEventListener("online", showSignal);
  window.addEventListener("offline", showSignal);
  window.addEventListener("load", registerWorker);
  showSignal();
})();
