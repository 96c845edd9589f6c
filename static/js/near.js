/* "Near me": asks the device where it is, on a tap only, and goes to the list with that point in its address. */
(function () {
  "use strict";

  var buttons = document.querySelectorAll("[data-near]");
  var line = document.querySelector("[data-near-says]");

  function say(name) {
    if (line) {
      line.textContent = line.getAttribute(name);
    }
  }

  function addressOf(base, lon, lat) {
    var params = new URLSearchParams(base === location.pathname ? location.search : "");
    ["datum", "q", "page"].forEach(function (name) { params.delete(name); });
    params.set("lon", lon.toFixed(4));
    params.set("lat", lat.toFixed(4));
    return base + "?" + params.toString();
  }

  function ask(button) {
    button.disabled = true;
    say("data-waiting");
    navigator.geolocation.getCurrentPosition(function (position) {
      button.disabled = false;
      location.assign(addressOf(button.getAttribute("data-near"), position.coords.longitude, position.coords.latitude));
    }, function () {
      button.disabled = false;
      say("data-refused");
    }, { enableHighAccuracy: true, timeout: 15000, maximumAge: 60000 });
  }

  if (!navigator.geolocation) {
    return;
  }
  Array.prototype.forEach.call(buttons, function (button) {
    button.hidden = false;
    button.addEventListener("click", function () { ask(button); });
  });
})();
