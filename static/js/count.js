// Adds up while somebody types; the server adds up by itself.
(function () {
  "use strict";
  var form = document.querySelector("[data-count]");
  if (!form) return;
  var sum = form.querySelector("[data-sum]");
  var pieces = form.querySelectorAll("[data-fen]");
  var other = form.querySelector("[name=other_yuan]");

  function add() {
    var fen = Math.round((parseFloat(other.value) || 0) * 100);
    Array.prototype.forEach.call(pieces, function (piece) {
      fen += (parseInt(piece.value, 10) || 0) * Number(piece.getAttribute("data-fen"));
    });
    sum.textContent = (fen / 100).toFixed(2).replace(/\B(?=(\d{3})+(?=\.))/g, ",");
  }

  form.addEventListener("input", add);
  add();
})();
