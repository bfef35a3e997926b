// The upload of files: what was chosen is named, what is too large is said before it travels.
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

  function nameOf(file) {
    const line = document.createElement("span");
    line.textContent = `${file.name} (${sizeOf(file)})`;
    return line;
  }

  function show() {
    const files = [...input.files];
    chosen.replaceChildren(...files.map(nameOf));
    const size = files.reduce((sum, file) => sum + file.size, 0);
    const what = files.length > 1 ? "These files are together larger" : "This file is larger";
    const advice = files.length > 1 ? "Bring fewer at a time." : "Split it into smaller ones.";
    say(size > limitMb * 1024 * 1024 ? `${what} than ${limitMb} MB. ${advice}` : "");
  }

  input.addEventListener("change", show);
  ["dragenter", "dragover"].forEach((type) => zone.addEventListener(type, () => zone.classList.add("is-over")));
  ["dragleave", "drop"].forEach((type) => zone.addEventListener(type, () => zone.classList.remove("is-over")));
})();
