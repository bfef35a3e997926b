// What is printed are the numbers: the tables behind charts are opened for the printer and closed again.
(() => {
  "use strict";

  let opened = [];

  window.addEventListener("beforeprint", () => {
    opened = [...document.querySelectorAll("details.panel:not([open])")];
    opened.forEach((panel) => {
      panel.open = true;
    });
  });

  window.addEventListener("afterprint", () => {
    opened.forEach((panel) => {
      panel.open = false;
    });
  });
})();
