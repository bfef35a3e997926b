// The period picker closes as a menu does: by a click beside it, by Escape.
(() => {
  "use strict";

  const picker = document.querySelector("[data-picker]");
  if (!picker) return;

  document.addEventListener("click", (event) => {
    if (!picker.contains(event.target)) picker.open = false;
  });

  picker.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !picker.open) return;
    picker.open = false;
    picker.querySelector("summary").focus();
  });
})();
