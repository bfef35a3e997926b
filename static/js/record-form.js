// The form of an expense or income: sums worked out while they are typed, days at a press, completion from what there is.
(() => {
  "use strict";

  const form = document.querySelector("[data-record-form]");
  if (!form) return;
  const field = (name) => form.elements.namedItem(name);
  const fold = (text) => text.normalize("NFKD").replace(/\p{M}/gu, "").toLowerCase().trim();

  // Sums: the server decides; this shows what it will say.

  const locale = form.dataset.locale.replaceAll("_", "-");
  const result = form.querySelector("[data-amount-result]");
  const decimalMark = new Intl.NumberFormat(locale).formatToParts(1.5).find((part) => part.type === "decimal").value;

  function tokensOf(text) {
    const plain = text.replace(/[−–]/g, "-").replace(/[×·]/g, "*").replace(/÷/g, "/").replace(/[\s'’]/g, "");
    return plain.match(/[\d.,]+|[-+*/()]/g) || [];
  }

  function numberOf(token) {
    const other = decimalMark === "," ? "." : ",";
    const isGrouped = new RegExp(`^\\d{1,3}(\\${other}\\d{3})+(\\${decimalMark}\\d*)?$`).test(token);
    const mark = !isGrouped && !token.includes(decimalMark) ? other : decimalMark;
    const parts = token.split(mark);
    return parts.length > 2 ? NaN : Number(parts.map((part) => part.replace(/[.,]/g, "")).join("."));
  }

  // Reads + - * / and brackets from left to right; NaN for what is no sum.
  function valueOf(tokens) {
    let at = 0;
    const take = (...signs) => (signs.includes(tokens[at]) ? tokens[at++] : "");

    function atom() {
      if (take("-")) return -atom();
      if (take("+")) return atom();
      if (take("(")) {
        const inner = terms();
        return take(")") ? inner : NaN;
      }
      return at < tokens.length ? numberOf(tokens[at++]) : NaN;
    }

    function factors() {
      let value = atom();
      for (let sign = take("*", "/"); sign; sign = take("*", "/")) value = sign === "*" ? value * atom() : value / atom();
      return value;
    }

    function terms() {
      let value = factors();
      for (let sign = take("+", "-"); sign; sign = take("+", "-")) value = sign === "+" ? value + factors() : value - factors();
      return value;
    }

    const value = terms();
    return at < tokens.length ? NaN : value;
  }

  function inMoney(value) {
    try {
      return new Intl.NumberFormat(locale, { style: "currency", currency: field("currency").value }).format(value);
    } catch {
      // The browser does not know a person's own currency.
      return `${field("currency").value}\u00a0${new Intl.NumberFormat(locale, { maximumFractionDigits: 4 }).format(value)}`;
    }
  }

  function showResult() {
    const text = field("amount").value;
    const tokens = tokensOf(text);
    const value = tokens.length > 2 && tokens.length < 100 ? valueOf(tokens) : NaN;
    result.hidden = !Number.isFinite(value);
    result.textContent = result.hidden ? "" : `= ${inMoney(value)}`;
  }

  field("amount").addEventListener("input", showResult);
  field("currency").addEventListener("change", showResult);
  showResult();

  // What a wallet of another currency lost is asked for only where there is one.

  const inWallet = form.querySelector("[data-wallet-amount]");
  if (inWallet) {
    const currencies = JSON.parse(document.getElementById("wallet-currencies").textContent);
    const label = inWallet.querySelector("label");
    const showWalletAmount = () => {
      const currency = currencies[field("wallet").value];
      inWallet.hidden = !currency || currency === field("currency").value;
      if (currency) label.textContent = `${form.dataset.inWallet}, in ${currency}`;
    };
    field("wallet").addEventListener("change", showWalletAmount);
    field("currency").addEventListener("change", showWalletAmount);
    showWalletAmount();
  }

  // Keys that the decimal keypads of phones lack.
  for (const key of form.querySelectorAll("[data-insert]")) {
    key.addEventListener("click", () => {
      const amount = field("amount");
      amount.focus();
      amount.setRangeText(key.dataset.insert, amount.selectionStart, amount.selectionEnd, "end");
      showResult();
    });
  }

  for (const button of form.querySelectorAll("[data-set-date]")) {
    button.hidden = false;
    button.addEventListener("click", () => {
      field("date").value = button.dataset.setDate;
    });
  }

  // Category: one field that finds a category, or takes the name of a new one.

  const select = field("category");
  const fresh = field("new_category");
  const categories = [...select.options].map((option) => ({ value: option.value, label: option.value ? option.text : "" }));
  const text = document.createElement("input");
  const hint = document.createElement("div");

  function pathOf(value) {
    return categories.find((option) => option.value === value)?.label || "";
  }

  function chooseCategory(value, newName = "") {
    select.value = value;
    fresh.value = newName;
    text.value = newName || pathOf(value);
    hint.textContent = newName ? `“${newName}” is a new category. It is made when you save.` : "";
  }

  function settleCategory() {
    const typed = text.value.trim();
    const same = categories.find((option) => option.value && fold(option.label) === fold(typed));
    if (same) chooseCategory(same.value);
    else chooseCategory("", typed);
  }

  function findCategories(typed) {
    const key = fold(typed);
    const chosen = select.value && fold(pathOf(select.value)) === key;
    const fits = categories.filter((option) => option.value && (chosen || !key || fold(option.label).includes(key)));
    const isKnown = categories.some((option) => option.value && fold(option.label) === key);
    const make = key && !isKnown ? [{ label: typed.trim(), note: "New category", isNew: true }] : [];
    return [...fits, ...make];
  }

  function replaceSelect() {
    const wrapper = select.closest("#div_id_category") || select.parentElement;
    const freshWrapper = fresh.closest("#div_id_new_category") || fresh.parentElement;
    const isInvalid = select.classList.contains("is-invalid") || fresh.classList.contains("is-invalid");
    text.type = "text";
    text.id = "category-text";
    text.className = `form-control${isInvalid ? " is-invalid" : ""}`;
    text.placeholder = "No category";
    text.maxLength = fresh.maxLength;
    text.setAttribute("aria-describedby", "category-hint");
    hint.id = "category-hint";
    hint.className = "form-text";
    hint.setAttribute("aria-live", "polite");
    wrapper.querySelector("label").htmlFor = text.id;
    select.hidden = true;
    select.before(text);
    wrapper.append(hint);
    for (const error of freshWrapper.querySelectorAll(".invalid-feedback")) hint.before(error);
    freshWrapper.hidden = true;
    chooseCategory(fresh.value ? "" : select.value, fresh.value);
    const box = window.combobox(text, {
      find: findCategories,
      choose: (option) => (option.isNew ? chooseCategory("", option.label) : chooseCategory(option.value)),
    });
    text.addEventListener("focus", () => {
      text.select();
      box.ask();
    });
    // A moment after it is left: a hint that came at once would move the button that is being pressed.
    text.addEventListener("blur", () => window.setTimeout(settleCategory, 250));
    form.addEventListener("submit", settleCategory);
  }

  replaceSelect();

  const tags = field("tags");

  // Descriptions from history bring what they usually have, but never over what was chosen by hand.

  const description = field("description");
  const isTouched = new Set();
  for (const [name, input] of [["category", text], ["currency", field("currency")], ["tags", tags]]) {
    input.addEventListener("input", () => isTouched.add(name));
  }

  async function findDescriptions(typed) {
    if (typed.trim().length < 2) return [];
    const url = `${form.dataset.suggestionsUrl}?${new URLSearchParams({ q: typed.trim() })}`;
    const answer = await fetch(url, { headers: { Accept: "application/json" } }).catch(() => null);
    if (!answer?.ok || answer.redirected) return [];
    const { suggestions } = await answer.json();
    return suggestions.map((each) => ({ ...each, label: each.description, note: each.category }));
  }

  function bring(option) {
    description.value = option.description;
    if (!isTouched.has("category") && !select.value && option.category_id) chooseCategory(option.category_id);
    if (!isTouched.has("currency")) field("currency").value = option.currency;
    if (!isTouched.has("tags") && !tags.value.trim()) tags.value = option.tags.join(", ");
    showResult();
    propose();
  }

  window.combobox(description, { find: findDescriptions, choose: bring, waitMs: 150 });

  // Where no category is chosen, the likely one is proposed below the field: one press takes it, saving without it does not.

  const proposal = document.createElement("button");
  let proposed = 0;
  proposal.type = "button";
  proposal.className = "btn btn-secondary btn-sm category-proposal";
  proposal.hidden = true;
  hint.after(proposal);

  const isOpen = () => text.isConnected && !select.value && !fresh.value && !text.value.trim();

  async function propose() {
    proposed += 1;
    const mine = proposed;
    proposal.hidden = true;
    const typed = description.value.trim();
    if (typed.length < 2 || !isOpen()) return;
    const said = { q: typed, amount: field("amount").value, wallet: field("wallet")?.value || "" };
    const answer = await fetch(`${form.dataset.categoryUrl}?${new URLSearchParams(said)}`, { headers: { Accept: "application/json" } }).catch(() => null);
    if (!answer?.ok || answer.redirected) return;
    const found = await answer.json();
    if (mine !== proposed || !found.category_id || !isOpen()) return;
    proposal.textContent = `${found.category}? ${found.reason}`;
    proposal.dataset.category = found.category_id;
    proposal.hidden = false;
  }

  proposal.addEventListener("click", () => {
    chooseCategory(proposal.dataset.category);
    proposal.hidden = true;
    // The next field: the category's own would open its list.
    (field("wallet") || tags).focus();
  });
  text.addEventListener("input", () => {
    proposal.hidden = true;
  });
  description.addEventListener("change", propose);

  form.querySelector(".is-invalid:not([hidden])")?.focus();
})();
