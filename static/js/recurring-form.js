// The form of a recurring payment: shows what the kind, the unit and the end ask for. The server decides.
(() => {
  "use strict";

  const form = document.querySelector("[data-recurring-form]");
  if (!form) return;
  const valueOf = (name) => new FormData(form).get(name) || "";

  function showFor(attribute, value) {
    for (const part of form.querySelectorAll(`[data-${attribute}]`)) {
      part.hidden = !part.getAttribute(`data-${attribute}`).split(" ").includes(value);
    }
  }

  function show() {
    showFor("for", form.dataset.kind || valueOf("kind"));
    showFor("unit", valueOf("unit"));
    showFor("place", valueOf("place"));
    showFor("ends", valueOf("ends"));
    const past = form.querySelector("[data-past]");
    if (past) past.hidden = !valueOf("starts_on") || valueOf("starts_on") >= form.dataset.today;
  }

  // The days are shown while the form is filled in.
  for (const button of form.querySelectorAll("[data-without-script]")) button.hidden = true;
  form.addEventListener("change", show);
  show();
})();
