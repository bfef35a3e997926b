// Turns push on and off for this browser. [data-push] has the key of the installation and the marks of known browsers.
(() => {
  "use strict";

  const place = document.querySelector("[data-push]");
  if (!place) return;
  const form = place.querySelector("[data-push-form]");
  const button = place.querySelector("[data-push-on]");
  const says = place.querySelector("[data-push-says]");
  const known = new Set(place.dataset.known.split(" ").filter(Boolean));

  const say = (text) => {
    says.textContent = text;
  };

  async function fingerprint(subscription) {
    const digest = await window.crypto.subtle.digest("SHA-256", new TextEncoder().encode(subscription.endpoint));
    return [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, "0")).join("");
  }

  function fromBase64(text) {
    const padded = text.replaceAll("-", "+").replaceAll("_", "/") + "=".repeat((4 - (text.length % 4)) % 4);
    return Uint8Array.from(window.atob(padded), (letter) => letter.charCodeAt(0));
  }

  function send(subscription) {
    const { endpoint, keys } = subscription.toJSON();
    form.elements.endpoint.value = endpoint;
    form.elements.public_key.value = keys.p256dh;
    form.elements.auth_secret.value = keys.auth;
    form.requestSubmit();
  }

  async function turnOn() {
    if ((await window.Notification.requestPermission()) !== "granted") {
      say("The browser does not allow it. Allow notifications for this site in its settings, then try again.");
      return;
    }
    await navigator.serviceWorker.register(place.dataset.worker);
    const { pushManager } = await navigator.serviceWorker.ready;
    // One that is not known here may be another person's of this browser: it ends, so that nobody reads what is theirs.
    await (await pushManager.getSubscription())?.unsubscribe();
    const applicationServerKey = fromBase64(place.dataset.key);
    send(await pushManager.subscribe({ userVisibleOnly: true, applicationServerKey }));
  }

  async function currentSubscription() {
    const registration = await navigator.serviceWorker.getRegistration();
    return registration?.pushManager.getSubscription();
  }

  async function markThisBrowser() {
    const subscription = await currentSubscription();
    const mark = subscription ? await fingerprint(subscription) : "";
    const row = known.has(mark) && document.querySelector(`[data-push-browser="${mark}"]`);
    button.hidden = Boolean(row);
    if (!row) return;
    row.querySelector("[data-push-here]").hidden = false;
    row.querySelector("[data-push-off]").addEventListener("submit", () => subscription.unsubscribe());
  }

  if (!("serviceWorker" in navigator && "PushManager" in window && "Notification" in window)) {
    say("This browser cannot do it, or the site is not reached by https://.");
    return;
  }

  button.addEventListener("click", () => {
    button.disabled = true;
    turnOn()
      .catch((error) => say(`The browser could not turn it on: ${error.message}`))
      .finally(() => {
        button.disabled = false;
      });
  });
  markThisBrowser();
})();
