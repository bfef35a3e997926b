// A text field that offers what fits (the combobox pattern of ARIA). It stays a plain field: nothing has to be chosen.
//
// combobox(input, { find: (text) => options or a promise of them, choose: (option) => {}, waitMs })
// An option is {label, note} and whatever `choose` needs beside them.
window.combobox = (() => {
  "use strict";

  const MOST_SHOWN = 50;
  let made = 0;

  function optionElement(option, id) {
    const item = document.createElement("li");
    item.id = id;
    item.role = "option";
    item.append(option.label);
    if (option.note) {
      const note = document.createElement("span");
      note.className = "combo-note";
      note.textContent = option.note;
      item.append(note);
    }
    return item;
  }

  return function combobox(input, { find, choose, waitMs = 0 }) {
    made += 1;
    const list = document.createElement("ul");
    const box = document.createElement("div");
    let options = [];
    let active = -1;
    let asked = 0;
    let timer = 0;

    box.className = "combo";
    list.className = "combo-list";
    list.id = `combo-${made}`;
    list.role = "listbox";
    list.hidden = true;
    list.setAttribute("aria-label", "Suggestions");
    input.before(box);
    box.append(input, list);
    input.role = "combobox";
    input.autocomplete = "off";
    input.setAttribute("aria-autocomplete", "list");
    input.setAttribute("aria-controls", list.id);
    input.setAttribute("aria-expanded", "false");

    function show() {
      list.replaceChildren(...options.map((option, at) => optionElement(option, `${list.id}-${at}`)));
      list.hidden = options.length === 0;
      input.setAttribute("aria-expanded", String(!list.hidden));
      activate(-1);
    }

    function close() {
      asked += 1;
      window.clearTimeout(timer);
      options = [];
      show();
    }

    function activate(at) {
      list.children[active]?.removeAttribute("aria-selected");
      active = at;
      const item = list.children[at];
      item?.setAttribute("aria-selected", "true");
      item?.scrollIntoView({ block: "nearest" });
      if (item) input.setAttribute("aria-activedescendant", item.id);
      else input.removeAttribute("aria-activedescendant");
    }

    // Answers may arrive in another order than they were asked for: only the last one counts.
    async function ask() {
      asked += 1;
      const number = asked;
      const found = await find(input.value);
      if (number !== asked || document.activeElement !== input) return;
      options = found.slice(0, MOST_SHOWN);
      show();
    }

    function askSoon() {
      window.clearTimeout(timer);
      timer = window.setTimeout(ask, waitMs);
    }

    function take(at) {
      const option = options[at];
      close();
      choose(option);
    }

    const KEYS = {
      ArrowDown: () => (list.hidden ? ask() : activate((active + 1) % options.length)),
      ArrowUp: () => !list.hidden && activate((active <= 0 ? options.length : active) - 1),
      Enter: () => active >= 0 && take(active),
      Escape: () => !list.hidden && close(),
    };

    input.addEventListener("keydown", (event) => {
      const isNeeded = event.key !== "Enter" && event.key !== "Escape" ? true : event.key === "Enter" ? active >= 0 : !list.hidden;
      if (!KEYS[event.key] || event.isComposing || !isNeeded) return;
      event.preventDefault();
      event.stopPropagation();
      KEYS[event.key]();
    });
    input.addEventListener("input", askSoon);
    input.addEventListener("blur", close);
    // The field keeps the focus while an option is pressed.
    list.addEventListener("mousedown", (event) => event.preventDefault());
    list.addEventListener("click", (event) => {
      const item = event.target.closest("[role=option]");
      if (item) take([...list.children].indexOf(item));
    });

    return { ask, close };
  };
})();
