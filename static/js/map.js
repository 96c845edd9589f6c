/* The map beside the list: the same places, a reach, and a tap that chooses a point.
   Leaflet is fetched only when the map comes into view, since on a phone it lies below the list. */
function drawMap(element) {
  "use strict";

  var L = window.L;
  var say = element.dataset;
  var glyphs = JSON.parse(say.glyphs || "{}");
  var centre = say.centre.split(",").map(Number).reverse();
  var reach = Number(say.reach);
  var STEP = 0.02; // boxes are rounded outwards to this many degrees, so that neighbours share an answer
  var asked = 0;

  var map = L.map(element, {
    center: centre,
    zoom: 13,
    minZoom: 9,
    maxZoom: 18,
    zoomControl: false,
    scrollWheelZoom: false, // a wheel over the map scrolls the page
    attributionControl: Boolean(say.tiles)
  });
  L.control.zoom({ zoomInTitle: say.wordsZoomIn, zoomOutTitle: say.wordsZoomOut }).addTo(map);
  var others = L.layerGroup().addTo(map);
  var listed = L.layerGroup().addTo(map);

  function getJson(url) {
    return fetch(url, { credentials: "omit" }).then(function (response) {
      if (!response.ok) {
        throw new Error(response.status);
      }
      return response.json();
    });
  }

  function ignore() { /* the list stands for the map */ }

  function pin(lat, lon, kind, name, isListed) {
    var size = isListed ? 34 : 14;
    var marker = L.marker([lat, lon], {
      icon: L.divIcon({
        className: "pin pin--" + kind + (isListed ? "" : " pin--small"),
        html: isListed ? glyphs[kind] || "" : "",
        iconSize: [size, size]
      }),
      keyboard: isListed,
      zIndexOffset: isListed ? 1000 : 0,
      title: name
    });
    marker.on("add", function () {
      marker.getElement().setAttribute("aria-label", name);
    });
    return marker;
  }

  function linkTo(url, text) {
    var link = document.createElement("a");
    link.href = url;
    link.textContent = text;
    return link;
  }

  function drawListed() {
    listed.clearLayers();
    var rows = document.querySelectorAll("#results [data-lon]");
    Array.prototype.forEach.call(rows, function (row) {
      var link = row.querySelector("a");
      var marker = pin(Number(row.dataset.lat), Number(row.dataset.lon), row.dataset.kind, link.textContent, true);
      marker.bindPopup(linkTo(link.href, link.textContent)).addTo(listed);
    });
  }

  function boxOf(bounds) {
    return [
      Math.floor(bounds.getWest() / STEP) * STEP,
      Math.floor(bounds.getSouth() / STEP) * STEP,
      Math.ceil(bounds.getEast() / STEP) * STEP,
      Math.ceil(bounds.getNorth() / STEP) * STEP
    ].map(function (degrees) { return degrees.toFixed(2); }).join(",");
  }

  function drawOthers() {
    var results = document.getElementById("results");
    var number = ++asked;
    if (!results || results.dataset.onlyListed) {
      others.clearLayers();
      return;
    }
    var kinds = results.dataset.kinds;
    var url = say.geojson + "?bbox=" + boxOf(map.getBounds()) + (kinds ? "&kind=" + kinds : "") + "&lang=" + say.language;
    getJson(url).then(function (collection) {
      if (number !== asked) {
        return;
      }
      others.clearLayers();
      collection.features.forEach(function (feature) {
        var at = feature.geometry.coordinates;
        var about = feature.properties;
        pin(at[1], at[0], about.kind, about.name, false).bindPopup(linkTo(about.url, about.name)).addTo(others);
      });
    }).catch(ignore);
  }

  function drawOutlines(collection) {
    L.geoJSON(collection, {
      interactive: false,
      style: function (feature) {
        return { className: "outline outline--" + feature.properties.level };
      },
      onEachFeature: function (feature, layer) {
        if (feature.properties.level !== "city") {
          L.marker(layer.getBounds().getCenter(), {
            icon: L.divIcon({ className: "town-name", html: "", iconSize: null }),
            interactive: false,
            keyboard: false
          }).on("add", function (event) {
            event.target.getElement().textContent = feature.properties.name;
          }).addTo(map);
        }
      }
    }).addTo(map).bringToBack();
  }

  function drawBase() {
    if (say.tiles) {
      map.attributionControl.setPrefix(false);
      L.tileLayer(say.tiles, { attribution: (say.attribution + " " + say.reviewNo).trim() }).addTo(map);
    } else {
      getJson(say.outlines + "?lang=" + say.language).then(drawOutlines).catch(ignore);
    }
  }

  function look() {
    if (!say.chosen) {
      var points = listed.getLayers().map(function (marker) { return marker.getLatLng(); });
      if (points.length) {
        map.fitBounds(L.latLngBounds(points).pad(0.15), { maxZoom: 15, animate: false });
      }
      return;
    }
    L.marker(centre, {
      icon: L.divIcon({ className: "pin pin--here", html: "", iconSize: [18, 18] }),
      title: say.wordsPoint,
      interactive: false,
      keyboard: false
    }).addTo(map);
    if (reach) {
      var circle = L.circle(centre, { radius: reach, className: "reach", interactive: false }).addTo(map);
      map.fitBounds(circle.getBounds(), { animate: false });
    }
  }

  function addressOf(point) {
    var params = new URLSearchParams(location.search);
    ["datum", "q", "page"].forEach(function (name) { params.delete(name); });
    params.set("lon", point.lng.toFixed(4));
    params.set("lat", point.lat.toFixed(4));
    return location.pathname + "?" + params.toString();
  }

  map.on("click", function (event) {
    L.popup().setLatLng(event.latlng).setContent(linkTo(addressOf(event.latlng), say.wordsHere)).openOn(map);
  });
  map.on("popupopen", function (event) {
    var close = event.popup.getElement().querySelector(".leaflet-popup-close-button");
    if (close) {
      close.setAttribute("aria-label", say.wordsClose);
    }
  });

  drawBase();
  drawListed();
  look();
  // What the list does not show is asked for when somebody looks around.
  map.on("moveend", drawOthers);
  document.addEventListener("htmx:afterSwap", function () {
    drawListed();
    drawOthers();
  });
}

(function () {
  "use strict";

  var element = document.getElementById("map");

  function start() {
    if (window.L) {
      drawMap(element);
      return;
    }
    var script = document.createElement("script");
    script.src = element.dataset.leaflet;
    script.onload = function () { drawMap(element); };
    document.head.appendChild(script);
  }

  if (element && window.IntersectionObserver) {
    new IntersectionObserver(function (entries, observer) {
      if (entries.some(function (entry) { return entry.isIntersecting; })) {
        observer.disconnect();
        start();
      }
    }, { rootMargin: "200px" }).observe(element);
  } else if (element) {
    start();
  }
})();
