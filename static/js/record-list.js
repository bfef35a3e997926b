// The list of expenses: how much is selected, menus of the bar below it, exports of what is shown.
(() => {
  "use strict";

  const DECIMALS = 4;
  const page = document.getElementById("ledger-page");
  if (!page) return;

  // Stored amounts have up to four decimals: counted in whole ten-thousandths they add up exactly.
  function tenThousandths(text) {
    const [whole, fraction = ""] = text.replace("-", "").split(".");
    const number = BigInt(whole + fraction.slice(0, DECIMALS).padEnd(DECIMALS, "0"));
    return text.startsWith("-") ? -number : number;
  }

  function inMoney(amount) {
    const { locale, currency } = document.getElementById("rows").dataset;
    const value = Number(amount) / 10 ** DECIMALS;
    try {
      return new Intl.NumberFormat(locale.replaceAll("_", "-"), { style: "currency", currency }).format(value);
    } catch {
      return `${value} ${currency}`;
    }
  }

  const boxes = () => [...page.querySelectorAll("#rows input[name=ids]")];

  function sumOf(chosen) {
    const valued = chosen.filter((box) => box.dataset.worth);
    const sum = valued.reduce((total, box) => total + tenThousandths(box.dataset.worth), 0n);
    const left = chosen.length - valued.length;
    return inMoney(sum) + (left ? ` + ${left} with no rate` : "");
  }

  function show() {
    const bar = document.getElementById("bulk");
    if (!bar) return;
    const chosen = boxes().filter((box) => box.checked);
    const isAll = bar.elements.namedItem("all_matching").checked;
    const sum = page.querySelector("#list-sum .amount")?.textContent || "";
    const count = isAll ? bar.dataset.total : String(chosen.length);
    bar.querySelector("[data-selected-count]").textContent = `${count} selected`;
    bar.querySelector("[data-selected-sum]").textContent = isAll ? sum : sumOf(chosen);
  }

  function closeMenus(except) {
    for (const menu of document.querySelectorAll(".bulk-menu[open], .filter-panel[open]")) {
      if (!menu.contains(except)) menu.open = false;
    }
  }

  page.addEventListener("change", (event) => event.target.matches("input[name=ids], input[name=all_matching]") && show());
  page.addEventListener("reset", () => window.setTimeout(show));
  document.addEventListener("htmx:afterSettle", show);
  document.addEventListener("click", (event) => closeMenus(event.target));
  document.addEventListener("keydown", (event) => event.key === "Escape" && closeMenus(null));

  document.addEventListener("click", (event) => {
    const link = event.target.closest("a[data-takes-query]");
    if (!link) return;
    const query = new URLSearchParams(window.location.search);
    query.delete("after");
    link.search = query.toString();
  });

  show();
})();
