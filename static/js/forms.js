// A form that changes something is sent once, however often the button is pressed. [data-resubmit] lifts it (downloads).
(() => {
  "use strict";

  const RELEASED_AFTER_MS = 15000;

  const isGuarded = (form) => form.method === "post" && !("resubmit" in form.dataset);
  const isHeld = (form) => form.getAttribute("aria-busy") === "true";
  const buttonsOf = (form) => [...form.elements].filter((field) => field.type === "submit" && !field.disabled);

  function hold(form) {
    form.setAttribute("aria-busy", "true");
    const buttons = buttonsOf(form);
    // Later than the browser reads the form: a disabled button would not be sent with it.
    window.setTimeout(() => isHeld(form) && buttons.forEach((button) => setHeld(button, true)));
    window.setTimeout(() => release(form), RELEASED_AFTER_MS);
  }

  function setHeld(button, held) {
    button.disabled = held;
    button.toggleAttribute("data-held", held);
  }

  function release(form) {
    form.removeAttribute("aria-busy");
    form.querySelectorAll("[data-held]").forEach((button) => setHeld(button, false));
  }

  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (event.defaultPrevented || !isGuarded(form)) return;
    if (isHeld(form)) event.preventDefault();
    else hold(form);
  });

  document.addEventListener("htmx:beforeRequest", (event) => {
    const form = event.detail.elt;
    if (!form.matches("form") || event.detail.requestConfig.verb === "get") return;
    if (isHeld(form)) event.preventDefault();
    else hold(form);
  });

  document.addEventListener("htmx:afterRequest", (event) => event.detail.elt.matches("form") && release(event.detail.elt));
  // The page comes back out of the browser's cache as it was left: held.
  window.addEventListener("pageshow", (event) => event.persisted && document.querySelectorAll("form[aria-busy]").forEach(release));
})();
