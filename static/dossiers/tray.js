/* The archivist's tray: J and K walk the waiting submissions; after an answer the list stays in view. */
"use strict";

(() => {
  document.addEventListener("htmx:afterSettle", () => {
    document.querySelector('.do-tray-list [aria-current="true"]')?.scrollIntoView({ block: "nearest" });
  });

  document.addEventListener("keydown", (event) => {
    const list = document.querySelector("[data-do-walk]");
    if (!list || event.ctrlKey || event.metaKey || event.altKey) return;
    if (/^(INPUT|TEXTAREA|SELECT)$/.test(document.activeElement?.tagName || "")) return;
    const by = { j: 1, k: -1 }[event.key.toLowerCase()];
    if (!by) return;
    event.preventDefault();
    const lines = [...list.querySelectorAll("a")];
    const now = lines.indexOf(document.activeElement);
    lines[Math.min(Math.max(now + by, 0), lines.length - 1)]?.focus();
  });
})();
