// Handoff works without this file. It adds copy buttons, a saved theme and a guard against double clicks.
(() => {
  "use strict";
  const root = document.documentElement;
  let lastFragment = "";
  let lastSentence = "";
  const themes = ["system", "light", "dark"];

  // Before the first paint: this file is loaded in <head> without defer.
  root.classList.add("js");
  applyTheme(savedTheme());

  function savedTheme() {
    try {
      return localStorage.getItem("handoff-theme") || "system";
    } catch {
      return "system"; // storage is switched off
    }
  }

  function applyTheme(theme) {
    if (theme === "system") delete root.dataset.theme;
    else root.dataset.theme = theme;
  }

  function nameTheme(button, theme) {
    button.querySelector("[data-theme-name]").textContent = theme[0].toUpperCase() + theme.slice(1);
  }

  function nextTheme(button) {
    const theme = themes[(themes.indexOf(savedTheme()) + 1) % themes.length];
    try {
      localStorage.setItem("handoff-theme", theme);
    } catch {
      say("The theme cannot be kept: this browser stores nothing.");
    }
    applyTheme(theme);
    nameTheme(button, theme);
  }

  function say(sentence) {
    const region = document.getElementById("said");
    if (!region) return;
    region.textContent = "";
    // Emptied first, so that the same sentence twice is also spoken twice.
    setTimeout(() => (region.textContent = sentence), 50);
  }

  function show(button, word) {
    const seen = button.querySelector("[data-copy-word]");
    seen.textContent = word;
    clearTimeout(button.copyTimer);
    button.copyTimer = setTimeout(() => (seen.textContent = "Copy"), 2500);
  }

  function select(element) {
    const fold = element.closest("details");
    if (fold) fold.open = true;
    getSelection().selectAllChildren(element);
  }

  async function copy(button) {
    const element = button.closest("[data-copy]").querySelector("[data-value]");
    const what = button.dataset.copyLabel;
    try {
      await navigator.clipboard.writeText(element.textContent);
      show(button, "Copied");
      say(`Copied: ${what}`);
    } catch {
      // No clipboard on plain HTTP or when it is forbidden: Ctrl+C still works on the selection.
      select(element);
      show(button, "Selected");
      say(`Could not copy ${what}. The text is selected: copy it with the keyboard.`);
    }
  }

  function sendOnce(event) {
    const form = event.target;
    if (!form.hasAttribute("data-once") || event.defaultPrevented) return;
    if (form.dataset.sent) {
      event.preventDefault();
      return;
    }
    form.dataset.sent = "yes";
    event.submitter?.classList.add("sent");
    // After this turn: a button that is disabled earlier would not send its own name.
    setTimeout(() => buttonsOf(form).forEach((button) => (button.disabled = true)));
  }

  function buttonsOf(form) {
    return [...form.elements].filter((element) => element.type === "submit");
  }

  // As the browser writes it, so that the page's own first fragment can be compared too.
  function asParsed(html) {
    const holder = document.createElement("template");
    holder.innerHTML = html;
    return holder.content.getElementById("live")?.outerHTML ?? html;
  }

  function free(form) {
    delete form.dataset.sent;
    buttonsOf(form).forEach((button) => {
      button.disabled = false;
      button.classList.remove("sent");
    });
  }

  // The pause a run waits for. Only the page counts: what is spoken, and compared with the next poll, stays.
  function countDown() {
    const sentence = document.querySelector("[data-due]");
    if (!sentence) return;
    const left = Math.ceil((Date.parse(sentence.dataset.due) - Date.now()) / 1000);
    sentence.textContent = sentence.textContent.replace(/in ([\d.]+) s\.$/, (whole, shown) =>
      left <= 0 ? "now." : `in ${Math.min(left, Number(shown))} s.`,
    );
  }

  document.addEventListener("click", (event) => {
    const button = event.target.closest("button");
    if (button?.matches(".copy")) copy(button);
    if (button?.matches("[data-theme-switch]")) nextTheme(button);
  });
  document.addEventListener("submit", sendOnce);
  // Back from the next page: the browser shows the old page as it was left.
  addEventListener("pageshow", (event) => {
    if (event.persisted) document.querySelectorAll("form[data-sent]").forEach(free);
  });
  // A poll that brings nothing new leaves the page alone: open details, focus and selection stay.
  document.addEventListener("htmx:beforeSwap", (event) => {
    const fragment = asParsed(event.detail.xhr.responseText);
    if (fragment === lastFragment) event.detail.shouldSwap = false;
    lastFragment = fragment;
  });
  document.addEventListener("htmx:afterSwap", () => {
    const sentence = document.querySelector("[data-say]")?.textContent.replace(/\s+/g, " ").trim();
    if (sentence && sentence !== lastSentence) say(sentence);
    lastSentence = sentence;
  });
  document.addEventListener("htmx:afterRequest", (event) => {
    // Only the form that htmx has sent: a page that polls must not free a form that is on its way.
    if (event.target.matches("form[data-sent]")) free(event.target);
  });
  document.addEventListener("DOMContentLoaded", () => {
    lastFragment = document.getElementById("live")?.outerHTML ?? "";
    const button = document.querySelector("[data-theme-switch]");
    if (button) {
      button.hidden = false;
      nameTheme(button, savedTheme());
    }
    document.querySelector("[data-take-focus]")?.focus();
    setInterval(countDown, 1000);
  });
})();
