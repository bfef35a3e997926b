// Search boxes: what the word that is being typed may become, from the server.
(() => {
  "use strict";

  const WAIT_MS = 120;

  function equip(input) {
    const form = input.form;
    const url = input.closest("[data-complete-url]")?.dataset.completeUrl;
    if (!url || "isEquipped" in input.dataset) return;
    input.dataset.isEquipped = "";

    async function find(text) {
      const query = new URLSearchParams({ q: text, at: input.selectionStart ?? text.length });
      try {
        const answer = await fetch(`${url}?${query}`, { headers: { Accept: "application/json" } });
        return answer.ok ? (await answer.json()).suggestions : [];
      } catch {
        return [];
      }
    }

    function choose(option) {
      input.value = option.query;
      input.setSelectionRange(option.at, option.at);
      input.dispatchEvent(new Event("input", { bubbles: true }));
    }

    const box = window.combobox(input, { find, choose, waitMs: WAIT_MS });
    form.addEventListener("submit", () => box.close());
  }

  function equipAll() {
    document.querySelectorAll("[data-search-box]").forEach(equip);
  }

  document.addEventListener("htmx:afterSettle", equipAll);
  equipAll();
})();
