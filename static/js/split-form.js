// The page of a split: what is left while amounts are typed, and another row without a reload. The server decides.
(() => {
  "use strict";

  const form = document.querySelector("[data-split-form]");
  if (!form) return;
  const rows = form.querySelector("[data-split-rows]");
  const left = form.querySelector("[data-split-left]");
  const total = form.elements.namedItem("part-TOTAL_FORMS");
  const locale = form.dataset.locale.replaceAll("_", "-");
  const { currency } = form.dataset;
  // The browser does not know a person's own currency. Its code says its decimals: PT0.
  const ownDigits = /^[A-Z]{2}([0-4])$/.exec(currency)?.[1];
  const money = new Intl.NumberFormat(
    locale,
    ownDigits
      ? { minimumFractionDigits: Number(ownDigits), maximumFractionDigits: Number(ownDigits) }
      : { style: "currency", currency },
  );
  const decimalMark = new Intl.NumberFormat(locale).formatToParts(1.5).find((part) => part.type === "decimal").value;
  const unit = 10 ** money.resolvedOptions().maximumFractionDigits;
  const whole = Math.round(Number(form.dataset.whole) * unit);

  // A plain number as the person writes it; NaN for a sum such as 12+3, which only the server works out.
  function numberOf(text) {
    const plain = text.replace(/[\s'’]/g, "").replace(/[−–]/g, "-");
    if (!plain) return 0;
    const other = decimalMark === "," ? "." : ",";
    const mark = plain.includes(decimalMark) || new RegExp(`\\${other}\\d{3}$`).test(plain) ? decimalMark : other;
    const parts = plain.split(mark);
    return parts.length > 2 ? NaN : Number(parts.map((part) => part.replace(/[.,]/g, "")).join("."));
  }

  function showLeft() {
    const amounts = [...rows.querySelectorAll("[data-part-amount]")].map((input) => numberOf(input.value));
    const rest = whole - amounts.reduce((sum, amount) => sum + Math.round(amount * unit), 0);
    left.hidden = Number.isNaN(rest);
    left.classList.toggle("is-over", rest !== 0 && rest > 0 !== whole > 0);
    const size = document.createElement("span");
    size.className = "amount";
    size.textContent = ownDigits ? `${currency}\u00a0${money.format(rest / unit)}` : money.format(rest / unit);
    left.replaceChildren(...(rest ? ["Left to split: ", size] : ["Nothing is left to split."]));
  }

  form.addEventListener("input", showLeft);
  form.querySelector("[data-split-more]").addEventListener("click", (event) => {
    const count = Number(total.value);
    if (count >= Number(form.dataset.most)) return;
    event.preventDefault();
    const copy = form.querySelector("[data-split-row]").innerHTML;
    rows.insertAdjacentHTML("beforeend", copy.replaceAll("__prefix__", count).replaceAll("__number__", count + 1));
    total.value = count + 1;
    rows.lastElementChild.querySelector("select").focus();
  });
})();
