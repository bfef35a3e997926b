// Messages that say what happened. Plain ones leave by themselves, errors stay, all wait while they are looked at.
// A script or an HX-Trigger header adds one with the event "toast" and detail {text, level}.
(() => {
  "use strict";

  const SECONDS = { plain: 6, withAction: 30 };
  const toasts = document.getElementById("toasts");
  if (!toasts) return;

  function wait(toast) {
    const seconds = toast.querySelector("form, a") ? SECONDS.withAction : SECONDS.plain;
    let timer = 0;
    const stop = () => window.clearTimeout(timer);
    const start = () => {
      stop();
      timer = window.setTimeout(() => toast.remove(), seconds * 1000);
    };
    toast.addEventListener("mouseenter", stop);
    toast.addEventListener("mouseleave", start);
    toast.addEventListener("focusin", stop);
    toast.addEventListener("focusout", start);
    start();
  }

  function show(toast) {
    if (toast.dataset.shown) return;
    toast.dataset.shown = "yes";
    if (toast.dataset.toast !== "error") wait(toast);
  }

  function add({ text, level = "error" }) {
    const toast = document.getElementById("toast").content.firstElementChild.cloneNode(true);
    toast.className = `toast toast-${level} show`;
    toast.dataset.toast = level;
    toast.querySelector(".toast-text").textContent = text;
    toasts.append(toast);
  }

  new MutationObserver(() => toasts.querySelectorAll("[data-toast]").forEach(show)).observe(toasts, { childList: true });

  // What stood in the page from the start is put in again: screen readers announce only what is added.
  const first = [...toasts.querySelectorAll("[data-toast]")];
  window.setTimeout(() => toasts.append(...first), 100);

  toasts.addEventListener("click", (event) => event.target.closest("[data-toast-close]")?.closest("[data-toast]").remove());
  document.addEventListener("toast", (event) => add(event.detail));
})();
