// Shows what is pushed, and leads to it. It stores nothing.
"use strict";

self.addEventListener("install", () => self.skipWaiting());
self.addEventListener("activate", (event) => event.waitUntil(self.clients.claim()));

function read(event) {
  try {
    return event.data.json();
  } catch {
    return { title: "Expense Tracker", url: "/notifications/" };
  }
}

self.addEventListener("push", (event) => {
  const { title, body = "", url, tag, icon } = read(event);
  event.waitUntil(self.registration.showNotification(title, { body, tag, icon, data: { url } }));
});

// A window of ours that is open goes there; without one a new one does.
async function show(url) {
  const address = new URL(url || "/notifications/", self.location.origin);
  if (address.origin !== self.location.origin) return;
  const [open] = await self.clients.matchAll({ type: "window", includeUncontrolled: true });
  if (!open) {
    await self.clients.openWindow(address.href);
    return;
  }
  await open.focus();
  // A window that this worker does not answer for cannot be sent anywhere.
  await open.navigate(address.href).catch(() => self.clients.openWindow(address.href));
}

self.addEventListener("notificationclick", (event) => {
  event.notification.close();
  event.waitUntil(show(event.notification.data?.url));
});
