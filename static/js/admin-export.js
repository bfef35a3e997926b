// "All columns" of the staff export ticks or clears every column of its table.
(() => {
  "use strict";

  document.addEventListener("change", (event) => {
    if (!event.target.matches("[data-select-all]")) return;
    const row = event.target.closest("[resource-index]");
    const columns = `[resource-index="${row.getAttribute("resource-index")}"] > input[type=checkbox]`;
    for (const column of document.querySelectorAll(columns)) column.checked = event.target.checked;
  });
})();
