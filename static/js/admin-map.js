/* Maps of the desk: the towns' outlines lie under what is drawn, whether there is a base map or not. */
(function () {
  "use strict";

  function draw(map, sketch) {
    var layer = L.geoJSON(sketch, {
      interactive: false,
      style: { className: "desk-sketch" }
    });
    layer.addTo(map);
    layer.bringToBack();
  }

  window.addEventListener("map:init", function (event) {
    var meta = document.querySelector('meta[name="desk-sketch"]');
    if (!meta || !window.fetch) {
      return;
    }
    fetch(meta.content, { credentials: "same-origin" })
      .then(function (response) {
        return response.ok ? response.json() : null;
      })
      .then(function (sketch) {
        if (sketch) {
          draw(event.detail.map, sketch);
        }
      });
  });
})();
