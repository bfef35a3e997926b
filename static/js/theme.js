// Light or dark, before the first paint. A signed-in person's saved choice (<html data-theme>) wins over this browser's.
(() => {
  "use strict";

  const root = document.documentElement;
  const system = window.matchMedia("(prefers-color-scheme: dark)");
  let isPrinting = false;
  let choice = root.dataset.theme || recall() || "auto";

  // Storage may be forbidden: the theme is then chosen anew on each page.
  function recall() {
    try {
      return window.localStorage.getItem("theme");
    } catch {
      return null;
    }
  }

  function remember() {
    try {
      window.localStorage.setItem("theme", choice);
    } catch {
      // The choice holds for this page.
    }
  }

  function apply() {
    const isDark = choice === "dark" || (choice === "auto" && system.matches);
    const theme = isDark && !isPrinting ? "dark" : "light";
    const color = document.querySelector('meta[name="theme-color"]');
    if (color) color.content = color.dataset[theme];
    if (root.dataset.bsTheme === theme) return;
    root.dataset.bsTheme = theme;
    document.dispatchEvent(new CustomEvent("themechange", { detail: { theme } }));
  }

  function choose(theme) {
    choice = theme;
    remember();
    apply();
    press();
  }

  function press() {
    for (const button of document.querySelectorAll("[data-theme-form] button")) {
      button.setAttribute("aria-pressed", String(button.value === choice));
    }
  }

  function save(form, theme) {
    if (!form.getAttribute("action")) return;
    const body = new FormData(form);
    body.set("theme", theme);
    fetch(form.action, { method: "POST", body, headers: { "X-Requested-With": "fetch" } }).catch(() => {
      // The browser remembers it; the next choice is sent again.
    });
  }

  if (root.dataset.theme) remember();
  apply();
  system.addEventListener("change", apply);
  // Paper is white.
  for (const event of ["beforeprint", "afterprint"]) {
    window.addEventListener(event, () => {
      isPrinting = event === "beforeprint";
      apply();
    });
  }
  document.addEventListener("DOMContentLoaded", press);
  document.addEventListener("submit", (event) => {
    if (!event.target.matches("[data-theme-form]")) return;
    event.preventDefault();
    const theme = event.submitter?.value || "auto";
    choose(theme);
    save(event.target, theme);
  });
  window.addEventListener("storage", (event) => {
    if (event.key === "theme" && event.newValue) choose(event.newValue);
  });
})();
