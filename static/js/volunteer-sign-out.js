/* Signing out empties the phone of what a volunteer took along; what still waits is said first. */
(function () {
  "use strict";

  function leave(form) {
    VolunteerStore.empty().then(function () {
      form.submit();
    });
  }

  document.addEventListener("submit", function (event) {
    var form = event.target;
    if (!form.hasAttribute("data-sign-out")) {
      return;
    }
    event.preventDefault();
    VolunteerStore.all("items").then(function (items) {
      var question = form.getAttribute("data-sign-out").replace("{n}", items.length);
      if (!items.length || window.confirm(question)) {
        leave(form);
      }
    });
  });
})();
