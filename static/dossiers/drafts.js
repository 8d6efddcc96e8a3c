/* Pages of a draft: rows that come and go, counts that follow the scans, nothing lost on leaving. */
"use strict";

(() => {
  /* ---- rows ---- */
  const indexOf = (row, path) => {
    const name = row.querySelector("[name]")?.name || "";
    return name.startsWith(`${path}.`) ? Number.parseInt(name.slice(path.length + 1), 10) : -1;
  };

  function addRow(button) {
    const rows = button.closest("[data-do-rows]");
    const list = rows.querySelector("[data-do-list]");
    const path = rows.dataset.doRows;
    const taken = [...list.querySelectorAll("[data-do-row]")].map((row) => indexOf(row, path));
    const next = Math.max(-1, ...taken) + 1;
    const copy = document.getElementById(button.dataset.doAdd).content.cloneNode(true);
    for (const element of copy.querySelectorAll("[name], [id], [for], [aria-describedby]")) {
      for (const attribute of ["name", "id", "for", "aria-describedby"]) {
        const value = element.getAttribute(attribute);
        if (value) element.setAttribute(attribute, value.replace("__path__", `${path}.${next}`));
      }
    }
    const row = copy.querySelector("[data-do-row]");
    list.append(copy);
    row.querySelector("input:not([type=hidden]), select")?.focus();
  }

  function removeRow(button) {
    const row = button.closest("[data-do-row]");
    const form = row.closest("form");
    const rows = row.closest("[data-do-rows]");
    row.remove();
    rows.querySelector("[data-do-add]")?.focus();
    form.dispatchEvent(new Event("input", { bubbles: true }));
  }

  document.addEventListener("click", (event) => {
    const add = event.target.closest("[data-do-add]");
    if (add) addRow(add);
    const remove = event.target.closest("[data-do-remove]");
    if (remove) removeRow(remove);
  });

  /* ---- a scan says: brought, and at least so many pages ---- */
  document.addEventListener("ao:files", (event) => {
    const line = event.target.closest(".do-line");
    if (!line || !event.detail.count) return;
    const state = line.querySelector('select[name$=".state"]');
    const pages = line.querySelector('input[name$=".pages"]');
    const copies = line.querySelector('input[name$=".copies"]');
    if (state && state.value !== "pending") state.value = "pending";
    if (pages && Number(pages.value || 0) < event.detail.count) pages.value = String(event.detail.count);
    if (copies && Number(copies.value || 0) < 1) copies.value = "1";
    line.closest("form")?.dispatchEvent(new Event("input", { bubbles: true }));
  });

  /* ---- leaving the field or the page keeps what was typed ---- */
  const form = document.querySelector("form#draft[data-ao-autosave]");
  if (!form) return;
  let kept = new URLSearchParams(new FormData(form)).toString();
  let sending = false;
  form.addEventListener("submit", () => { sending = true; });

  function keep() {
    if (sending) return;
    const body = new FormData(form);
    const now = new URLSearchParams(body).toString();
    if (now === kept) return;
    kept = now;
    fetch(form.dataset.aoAutosave, {
      method: "POST", body, keepalive: true,
      headers: { "X-CSRFToken": body.get("csrfmiddlewaretoken"), "X-Requested-With": "XMLHttpRequest" },
    }).catch(() => { kept = ""; });
  }
  window.addEventListener("pagehide", keep);
  document.addEventListener("visibilitychange", () => { if (document.visibilityState === "hidden") keep(); });
})();
