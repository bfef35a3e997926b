// What htmx needs to know about us: a session that ended, and answers that are errors.
(() => {
  "use strict";

  const SENTENCES = {
    400: "The server could not read that. Reload the page and try again.",
    403: "This page has grown old, or it is not yours to change. Reload it and try again.",
    404: "That is gone. Reload the page to see what is there.",
    413: "That is too big. Send a smaller file.",
    429: "Too many tries. Wait a few minutes, then try again.",
    503: "The database cannot be reached. Try again in a minute.",
  };

  const say = (text) => document.dispatchEvent(new CustomEvent("toast", { detail: { text } }));

  function isSignIn(xhr) {
    const path = xhr.responseURL && new URL(xhr.responseURL).pathname;
    return path === document.body.dataset.loginUrl;
  }

  document.addEventListener("htmx:beforeSwap", (event) => {
    if (!isSignIn(event.detail.xhr)) return;
    event.detail.shouldSwap = false;
    window.location.reload();
  });

  document.addEventListener("htmx:responseError", (event) => {
    say(SENTENCES[event.detail.xhr.status] || "Something went wrong on the server. Reload the page and try again.");
  });

  document.addEventListener("htmx:sendError", () => say("No connection to the server. Check the network, then try again."));
  document.addEventListener("htmx:timeout", () => say("The server takes too long to answer. Try again in a minute."));
})();
