// Keys. [data-shortcut="n"] or "g d" on what they click or focus; rows are [data-row], with [data-row-edit] inside.
(() => {
  "use strict";

  const SEQUENCE_MS = 1200;
  const TYPING = "input:not([type=checkbox], [type=radio], [type=button], [type=submit]), textarea, select, [contenteditable]";
  const OPEN_LAYER = "dialog[open], .offcanvas-lg.show, .dropdown-menu.show, .modal.show";
  const help = document.getElementById("shortcuts");
  const onSwitch = document.querySelector("[data-shortcuts-switch]");
  let before = "";
  let timer = 0;

  function isOn() {
    return onSwitch?.checked ?? true;
  }

  function recallSwitch() {
    try {
      onSwitch.checked = window.localStorage.getItem("shortcuts") !== "off";
    } catch {
      onSwitch.checked = true;
    }
  }

  function rememberSwitch() {
    try {
      window.localStorage.setItem("shortcuts", onSwitch.checked ? "on" : "off");
    } catch {
      // The choice holds for this page.
    }
  }

  const rows = () => [...document.querySelectorAll("[data-row]")];
  const currentRow = () => document.activeElement?.closest("[data-row]");

  function focusRow(row) {
    if (!row) return;
    (row.querySelector(".entry-title a, a") || row).focus();
    row.scrollIntoView({ block: "nearest" });
  }

  function moveBy(step) {
    const all = rows();
    const at = all.indexOf(currentRow());
    focusRow(at < 0 ? all[step > 0 ? 0 : all.length - 1] : all[at + step]);
  }

  const ROW_KEYS = {
    j: () => moveBy(1),
    k: () => moveBy(-1),
    x: () => currentRow()?.querySelector("input[type=checkbox]")?.click(),
    e: () => currentRow()?.querySelector("[data-row-edit]")?.click(),
  };

  function follow(target) {
    if (target.matches("input, textarea, select")) {
      target.focus();
      target.select?.();
    } else {
      target.click();
    }
  }

  // Returns whether the key (after the one before it) meant something here.
  function press(key) {
    const keys = before ? `${before} ${key}` : key;
    before = "";
    const target = document.querySelector(`[data-shortcut="${CSS.escape(keys)}"]`);
    if (target) follow(target);
    else if (key === "?") help?.showModal();
    else if (keys === "g") waitForSecond(key);
    else if (ROW_KEYS[keys]) ROW_KEYS[keys]();
    else return false;
    return true;
  }

  function waitForSecond(key) {
    before = key;
    window.clearTimeout(timer);
    timer = window.setTimeout(() => {
      before = "";
    }, SEQUENCE_MS);
  }

  function isOurs(event) {
    if (event.defaultPrevented || event.isComposing || event.ctrlKey || event.metaKey || event.altKey) return false;
    return !event.target.closest?.(TYPING) && !document.querySelector(OPEN_LAYER);
  }

  document.addEventListener("keydown", (event) => {
    if (event.key === "Escape" && event.target.matches?.(TYPING) && !document.querySelector(OPEN_LAYER)) event.target.blur();
    if (event.key.length === 1 && isOn() && isOurs(event) && press(event.key)) event.preventDefault();
  });

  if (onSwitch) {
    recallSwitch();
    onSwitch.addEventListener("change", rememberSwitch);
  }
})();
