/* Before and after: lays the later picture over the earlier one, and a range input moves the line between them. */
(function () {
  "use strict";

  function enhance(box) {
    var pictures = box.querySelectorAll("figure > img");
    if (pictures.length !== 2 || box.querySelector("input")) {
      return;
    }
    var range = document.createElement("input");
    range.type = "range";
    range.min = 0;
    range.max = 100;
    range.value = 50;
    range.className = "compare__range";
    range.setAttribute("aria-label", box.getAttribute("data-label"));

    function move() {
      box.style.setProperty("--split", range.value + "%");
      range.setAttribute("aria-valuetext", range.value + "%");
    }

    range.addEventListener("input", move);
    range.addEventListener("change", move);
    box.classList.add("compare--sliding");
    box.appendChild(range);
    move();
  }

  Array.prototype.forEach.call(document.querySelectorAll("[data-compare]"), enhance);
})();
