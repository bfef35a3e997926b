// The upload of a spreadsheet: what was chosen is named, what is too large is said before it travels.
(() => {
  "use strict";

  const form = document.querySelector("[data-import]");
  if (!form) return;
  const zone = form.querySelector("[data-dropzone]");
  const input = zone.querySelector("input[type=file]");
  const chosen = form.querySelector("[data-chosen]");
  const problem = form.querySelector("[data-problem]");
  const limitMb = Number(form.dataset.limitMb);

  function sizeOf(file) {
    return file.size < 1e6 ? `${Math.max(1, Math.round(file.size / 1e3))} kB` : `${(file.size / 1e6).toFixed(1)} MB`;
  }

  function say(text) {
    problem.textContent = text;
    zone.classList.toggle("is-invalid", Boolean(text));
    input.setCustomValidity(text);
  }

  function show() {
    const file = input.files[0];
    chosen.textContent = file ? `${file.name} (${sizeOf(file)})` : "";
    const isTooLarge = file && file.size > limitMb * 1024 * 1024;
    say(isTooLarge ? `This file is larger than ${limitMb} MB. Split it into smaller ones.` : "");
  }

  input.addEventListener("change", show);
  ["dragenter", "dragover"].forEach((type) => zone.addEventListener(type, () => zone.classList.add("is-over")));
  ["dragleave", "drop"].forEach((type) => zone.addEventListener(type, () => zone.classList.remove("is-over")));
})();
