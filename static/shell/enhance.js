/* What unfold 0.91 leaves to the mouse alone: names, roles, keys and focus for everybody else. */
"use strict";

(() => {
  const say = (word) => document.getElementById("ao-words")?.dataset[word] || "";
  const FOCUSABLE = 'a[href], button:not([disabled]), input:not([disabled]):not([type=hidden]), select:not([disabled]), textarea:not([disabled]), [tabindex="0"]';

  const NAMES = [
    ["sidebarDesktopOpen", "sidebar"],
    ["sidebarMobileOpen", "sidebar"],
    ["openUserLinks", "account"],
    ["openTheme", "theme"],
    ["opencommand", "searchAll"],
    ["filterOpen", "filters"],
    ["openModal", "close"],
    ["openCommandResults", "search"],
    ["rowOpen", "expand"],
    ["openTabsDropdown", "tabs"],
    ["actionDropdownOpen", "more"],
    ["openDropdown", "more"],
  ];

  function skipLink() {
    const main = document.getElementById("content") || document.querySelector("#page");
    if (!main || document.querySelector(".ao-skip")) return;
    main.tabIndex = -1;
    const link = document.createElement("a");
    link.className = "ao-skip";
    link.href = `#${main.id}`;
    link.textContent = say("skip");
    document.body.prepend(link);
  }

  function landmarks() {
    const main = document.getElementById("main") || document.querySelector("body.login #page");
    if (main && !document.querySelector("main, [role=main]")) main.setAttribute("role", "main");
    const header = document.querySelector("#main > div:first-of-type");
    if (header && header.querySelector("#header-inner")) header.dataset.aoHeader = "";
    for (const inner of document.querySelectorAll("#content header:not([role])")) inner.setAttribute("role", "none");
    const navigation = document.getElementById("nav-sidebar-inner");
    if (navigation) navigation.setAttribute("aria-label", say("navigation"));
    document.querySelectorAll("nav:not([aria-label])").forEach((nav, index) => {
      nav.setAttribute("aria-label", `${say("menu")} ${index + 1}`);
    });
  }

  function clickable(root) {
    for (const element of root.querySelectorAll("[x-on\\:click], [data-ao-item]:not(a):not(button)")) {
      if (/^(BUTTON|INPUT|SELECT|TEXTAREA)$/.test(element.tagName)) continue;
      if (element.tagName === "A" && element.hasAttribute("href")) continue;
      if (element.querySelector("a[href], button, input:not([type=hidden])") && !element.hasAttribute("data-ao-item")) continue;
      if (element.tabIndex < 0) element.tabIndex = 0;
      if (!element.hasAttribute("role") && !/^H[1-6]$/.test(element.tagName)) element.setAttribute("role", "button");
      if (/^H[1-6]$/.test(element.tagName)) element.dataset.aoHeading = "";
      name(element);
    }
  }

  function name(element) {
    if (element.hasAttribute("aria-label")) return;
    const words = [...element.childNodes].some((node) => {
      const symbol = node.classList?.contains("material-symbols-outlined") || node.querySelector?.(":scope > .material-symbols-outlined:only-child");
      return !symbol && node.textContent.trim();
    });
    if (words && !element.classList.contains("material-symbols-outlined")) return;
    const action = element.getAttribute("x-on:click") || "";
    const known = NAMES.find(([part]) => action.includes(part));
    element.setAttribute("aria-label", known ? say(known[1]) : element.title || say("action"));
  }

  function symbols(root) {
    for (const symbol of root.querySelectorAll(".material-symbols-outlined:not([aria-hidden]):not([role])")) {
      symbol.setAttribute("aria-hidden", "true");
      const link = symbol.closest("a[href], button");
      if (!link || link.hasAttribute("aria-label")) continue;
      const words = link.cloneNode(true);
      words.querySelectorAll(".material-symbols-outlined").forEach((inner) => inner.remove());
      if (!words.textContent.trim()) link.setAttribute("aria-label", link.title || label(link, symbol));
    }
  }

  const BY_SYMBOL = {
    search: "search",
    add: "add",
    edit: "edit",
    visibility: "view",
    close: "close",
    delete: "delete",
    arrow_back: "back",
    open_in_new: "window",
  };

  function label(link, symbol) {
    const known = BY_SYMBOL[symbol.textContent.trim()];
    if (known) return say(known);
    const href = link.getAttribute("href") || "";
    if (href.includes("/add/")) return say("add");
    if (link.closest("#nav-sidebar")) return say("home");
    return say("open");
  }

  function fields(root) {
    for (const input of root.querySelectorAll("input:not([type=hidden]), select, textarea")) {
      if (input.labels?.length || input.hasAttribute("aria-label") || input.hasAttribute("aria-labelledby")) continue;
      const words = input.placeholder || input.title || input.closest("label")?.textContent.trim();
      if (words) input.setAttribute("aria-label", words);
    }
  }

  /* select2 draws a box of its own and forgets the label of the field. */
  function choosers(root) {
    for (const box of root.querySelectorAll(".select2-selection")) {
      const select = box.closest(".select2-container")?.previousElementSibling;
      const words = select?.labels?.[0]?.textContent.trim() || select?.getAttribute("aria-label");
      if (!words) continue;
      box.setAttribute("aria-label", words);
      box.querySelector("[role=textbox]")?.setAttribute("aria-label", words);
    }
  }

  function dialogs() {
    const modal = document.getElementById("modal-content");
    if (modal) {
      modal.setAttribute("role", "dialog");
      modal.setAttribute("aria-modal", "true");
      modal.setAttribute("aria-label", say("dialog"));
    }
    const input = document.getElementById("search-input-command");
    if (input && !input.dataset.aoInput) {
      input.dataset.aoInput = "";
      // htmx waits for a key; a word pasted or composed by an input method may come without one.
      input.addEventListener("input", () => input.dispatchEvent(new KeyboardEvent("keyup")));
    }
    const palette = input?.closest("[x-data]");
    if (palette) {
      palette.setAttribute("role", "dialog");
      palette.setAttribute("aria-modal", "true");
      palette.setAttribute("aria-label", say("searchAll"));
    }
    for (const box of [modal?.parentElement, palette]) if (box && !box.dataset.aoTrap) trap(box);
  }

  function trap(box) {
    box.dataset.aoTrap = "";
    let before = null;
    const shown = () => box.offsetParent !== null || getComputedStyle(box).display !== "none";
    new MutationObserver(() => {
      if (shown() && !before) {
        before = document.activeElement || document.body;
        window.setTimeout(() => { if (!box.contains(document.activeElement)) box.querySelector(FOCUSABLE)?.focus(); }, 60);
      } else if (!shown() && before) {
        before.focus?.();
        before = null;
      }
    }).observe(box, { attributes: true, attributeFilter: ["style", "class"] });
    box.addEventListener("keydown", (event) => {
      if (event.key !== "Tab") return;
      const stops = [...box.querySelectorAll(FOCUSABLE)].filter((stop) => stop.offsetParent !== null);
      if (!stops.length) return;
      const last = stops[stops.length - 1];
      if (event.shiftKey && document.activeElement === stops[0]) { event.preventDefault(); last.focus(); }
      else if (!event.shiftKey && document.activeElement === last) { event.preventDefault(); stops[0].focus(); }
    });
  }

  function scrollables() {
    let number = 0;
    for (const box of document.querySelectorAll(".ao-table-wrap, .simplebar-content-wrapper, .ao-steps")) {
      const simplebar = box.classList.contains("simplebar-content-wrapper");
      if (!simplebar && box.scrollWidth <= box.clientWidth) continue;
      number += 1;
      box.tabIndex = 0;
      box.setAttribute("role", box.classList.contains("ao-steps") ? "list" : "region");
      // Asked again after each change: names of our own follow the new order, or two areas share one.
      if (!simplebar && !box.dataset.aoScroll && box.hasAttribute("aria-label")) continue;
      box.dataset.aoScroll = "named";
      box.setAttribute("aria-label", `${say("scroll")} ${number}`);
    }
  }

  function enhance(root = document) {
    skipLink();
    landmarks();
    clickable(root);
    symbols(root);
    fields(root);
    choosers(root);
    dialogs();
    scrollables();
  }

  document.addEventListener("keydown", (event) => {
    const element = event.target;
    if (!(element instanceof HTMLElement) || (event.key !== "Enter" && event.key !== " ")) return;
    if (element.getAttribute("role") === "button" || "aoHeading" in element.dataset) {
      if (/^(A|BUTTON|INPUT|TEXTAREA|SELECT)$/.test(element.tagName) && element.hasAttribute("href")) return;
      event.preventDefault();
      element.click();
    }
  });
  document.addEventListener("DOMContentLoaded", () => enhance());
  document.addEventListener("alpine:initialized", () => window.setTimeout(() => enhance(), 0));
  window.addEventListener("load", () => window.setTimeout(() => enhance(), 0));
  document.addEventListener("htmx:afterSettle", () => enhance());
})();
