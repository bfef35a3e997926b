// Fields of tags with commas between them: the one behind the last comma is completed from the names that there are.
(() => {
  "use strict";

  const names = JSON.parse(document.getElementById("tag-names")?.textContent || "[]");
  const fold = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase().trim();
  const namesIn = (typed) => typed.split(",").map((name) => name.trim().replace(/^#/, ""));

  function complete(input) {
    window.combobox(input, {
      find: (typed) => {
        const before = namesIn(typed);
        const key = fold(before.pop());
        const taken = new Set(before.map(fold));
        return names.filter((name) => key && fold(name).includes(key) && fold(name) !== key && !taken.has(fold(name))).map((name) => ({ label: name }));
      },
      choose: ({ label }) => {
        input.value = `${[...namesIn(input.value).slice(0, -1), label].join(", ")}, `;
      },
    });
  }

  document.querySelectorAll("input[name=tags]").forEach(complete);
})();
