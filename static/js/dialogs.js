// Native dialogs: [data-dialog-open="#id"], [data-dialog-close], and a question before [data-confirm] or hx-confirm.
(() => {
  "use strict";

  const confirmDialog = document.getElementById("confirm");

  // Calls `go` if the person agrees. `action` names the button: what will happen, not "OK".
  function ask(question, action, go) {
    confirmDialog.querySelector("#confirm-text").textContent = question;
    confirmDialog.querySelector("[data-confirm-yes]").textContent = action || "Continue";
    confirmDialog.returnValue = "";
    confirmDialog.addEventListener("close", () => confirmDialog.returnValue === "yes" && go(), { once: true });
    confirmDialog.showModal();
  }

  function isOutside(dialog, event) {
    const box = dialog.getBoundingClientRect();
    return event.clientX < box.left || event.clientX > box.right || event.clientY < box.top || event.clientY > box.bottom;
  }

  document.addEventListener("click", (event) => {
    const opener = event.target.closest("[data-dialog-open]");
    if (opener) document.querySelector(opener.dataset.dialogOpen)?.showModal();
    if (event.target.closest("[data-dialog-close]")) event.target.closest("dialog")?.close();
    // A click by keyboard has no place; it must not count as one outside.
    if (event.target.matches("dialog") && event.detail > 0 && isOutside(event.target, event)) event.target.close();
  });

  document.addEventListener(
    "click",
    (event) => {
      const link = event.target.closest("a[data-confirm]");
      if (!link) return;
      event.preventDefault();
      event.stopPropagation();
      ask(link.dataset.confirm, link.dataset.confirmAction, () => window.location.assign(link.href));
    },
    true,
  );

  // Caught on the way down, before htmx or the guard against double submission see it.
  document.addEventListener(
    "submit",
    (event) => {
      const form = event.target;
      const asker = event.submitter?.dataset.confirm ? event.submitter : form;
      if (!asker.dataset.confirm || form.dataset.confirmed) return;
      event.preventDefault();
      event.stopPropagation();
      ask(asker.dataset.confirm, asker.dataset.confirmAction, () => {
        form.dataset.confirmed = "yes";
        form.requestSubmit(event.submitter);
        delete form.dataset.confirmed;
      });
    },
    true,
  );

  document.addEventListener("htmx:confirm", (event) => {
    if (!event.detail.question) return;
    event.preventDefault();
    ask(event.detail.question, event.detail.elt.dataset.confirmAction, () => event.detail.issueRequest(true));
  });

  document.addEventListener("htmx:afterSwap", (event) => {
    const dialog = event.target.closest?.("dialog");
    if (dialog && !dialog.open) dialog.showModal();
  });
})();
