// Shows the suggested price in the empty field of a price; the server takes it by itself.
(function () {
  "use strict";
  var data = document.getElementById("guide");
  if (!data) return;
  var guide = JSON.parse(data.textContent);

  Array.prototype.forEach.call(document.querySelectorAll("[data-piece]"), function (piece) {
    var category = piece.querySelector("[name$=-category]");
    var condition = piece.querySelector("[name$=-condition]");
    var price = piece.querySelector("[name$=-yuan]");

    function suggest() {
      var yuan = guide[category.value + " " + condition.value];
      price.placeholder = yuan === undefined ? "" : String(yuan);
    }

    piece.addEventListener("change", suggest);
    suggest();
  });
})();
