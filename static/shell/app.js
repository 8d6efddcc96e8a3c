/* Behaviour of our own pages. No handler stands in the HTML; everything hangs on data-ao-* names,
   so pages work under the content security policy and, where they are plain forms, without it. */
"use strict";

(() => {
  const csrf = () =>
    document.querySelector('meta[name="csrf-token"]')?.content ||
    document.querySelector("input[name=csrfmiddlewaretoken]")?.value || "";

  const typing = () => {
    const at = document.activeElement;
    return Boolean(at) && (at.isContentEditable || /^(INPUT|TEXTAREA|SELECT)$/.test(at.tagName));
  };

  const make = (tag, attributes = {}, text = "") => {
    const element = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
    if (text) element.textContent = text;
    return element;
  };

  const symbol = (name, extra = "") =>
    make("span", { class: `material-symbols-outlined ao-icon ${extra}`, "aria-hidden": "true" }, name);

  /* ---- sound ---- */
  let audio = null;
  function beep(ok) {
    try {
      audio = audio || new AudioContext();
      const tone = audio.createOscillator();
      const volume = audio.createGain();
      tone.frequency.value = ok ? 880 : 220;
      tone.type = ok ? "sine" : "square";
      volume.gain.value = 0.08;
      tone.connect(volume).connect(audio.destination);
      tone.start();
      tone.stop(audio.currentTime + (ok ? 0.09 : 0.3));
    } catch {
      /* no sound device: colour and words remain */
    }
  }

  /* ---- passing messages ---- */
  function toast({ text, tone = "info", undo = "", undoLabel = "" }) {
    let box = document.querySelector(".ao-toasts");
    if (!box) {
      box = make("div", { class: "ao-toasts", role: "status", "aria-live": "polite" });
      document.body.append(box);
    }
    const line = make("div", { class: "ao-toast", "data-tone": tone });
    line.append(make("span", {}, text));
    if (undo) {
      const button = make("button", { type: "button" }, undoLabel);
      button.addEventListener("click", () => {
        fetch(undo, { method: "POST", headers: { "X-CSRFToken": csrf(), "X-Requested-With": "XMLHttpRequest" } })
          .then(() => window.location.reload());
      });
      line.append(button);
    }
    box.append(line);
    window.setTimeout(() => line.remove(), undo ? 10000 : 5000);
  }
  document.addEventListener("ao:toast", (event) => toast(event.detail));

  /* ---- htmx: token, 422 is an answer, focus ---- */
  document.addEventListener("htmx:configRequest", (event) => {
    if (event.detail.verb !== "get") event.detail.headers["X-CSRFToken"] = csrf();
  });
  document.addEventListener("htmx:beforeSwap", (event) => {
    if ([403, 404, 409, 422, 429].includes(event.detail.xhr.status)) {
      event.detail.shouldSwap = true;
      event.detail.isError = false;
    }
  });
  document.addEventListener("htmx:sendError", () => {
    toast({ text: document.getElementById("ao-words")?.dataset.offline || "", tone: "bad" });
    beep(false);
  });

  /* ---- scan box ---- */
  // Keyboards and scanners in Chinese mode send full-width characters.
  const halfWidth = (text) =>
    text.replace(/[\uff01-\uff5e]/g, (c) => String.fromCharCode(c.charCodeAt(0) - 0xfee0))
      .replace(/\u3000/g, " ").trim().toUpperCase();

  function focusScan(form) {
    const input = form.querySelector(".ao-scan-input");
    if (!input || input.disabled) return;
    input.focus({ preventScroll: true });
    input.select();
  }
  function answer(form, ok, text) {
    form.dataset.answer = ok ? "ok" : "bad";
    form.querySelector(".ao-scan-answer").textContent = text;
    beep(ok);
    focusScan(form);
  }
  function scanBoxes(root) {
    for (const form of root.querySelectorAll("form[data-ao-scan]:not([data-ao-ready])")) {
      form.dataset.aoReady = "";
      // Before htmx reads the values: capture phase.
      form.addEventListener("submit", () => {
        const input = form.querySelector(".ao-scan-input");
        input.value = halfWidth(input.value);
        delete form.dataset.answer;
      }, true);
      form.addEventListener("htmx:configRequest", (event) => {
        const input = form.querySelector(".ao-scan-input");
        const value = halfWidth(input.value);
        const sent = event.detail.parameters;
        if (typeof sent.set === "function") sent.set(input.name, value);
        else sent[input.name] = value;
      });
      form.addEventListener("htmx:afterRequest", () => focusScan(form));
      focusScan(form);
    }
  }
  document.addEventListener("ao:scanned", (event) => {
    const form = event.target.closest?.("form[data-ao-scan]") || document.querySelector("form[data-ao-scan]");
    if (form) answer(form, event.detail.ok, event.detail.text);
  });
  // Ctrl+Enter in the scan box does the one next step that is marked on the page.
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Enter" || !event.ctrlKey || !event.target.closest?.(".ao-scan-input")) return;
    event.preventDefault();
    const next = document.querySelector("[data-ao-next]:not(:disabled)");
    if (next) next.click();
  });
  // A scanner types wherever the focus is; bring it home unless somebody works elsewhere.
  document.addEventListener("keydown", (event) => {
    const form = document.querySelector("form[data-ao-scan]");
    if (!form || typing() || event.ctrlKey || event.metaKey || event.altKey) return;
    if (document.querySelector("dialog[open]") || event.target.closest?.("[data-ao-key], button, a")) return;
    if (event.key.length === 1 && event.key !== " ") focusScan(form);
  });

  /* ---- files, one request each ---- */
  const pending = new Set();
  const turns = new WeakMap();
  window.addEventListener("beforeunload", (event) => { if (pending.size) event.preventDefault(); });

  function uploaders(root) {
    for (const box of root.querySelectorAll("[data-ao-upload]:not([data-ao-ready])")) {
      box.dataset.aoReady = "";
      const list = box.querySelector(".ao-files");
      for (const input of box.querySelectorAll("input[type=file]")) {
        input.addEventListener("change", () => {
          for (const file of input.files) send(box, list, file);
          input.value = "";
        });
      }
      box.addEventListener("dragover", (event) => { event.preventDefault(); box.classList.add("ao-upload-over"); });
      box.addEventListener("dragleave", () => box.classList.remove("ao-upload-over"));
      box.addEventListener("drop", (event) => {
        event.preventDefault();
        box.classList.remove("ao-upload-over");
        if (box.querySelector("input[type=file]")) for (const file of event.dataTransfer.files) send(box, list, file);
      });
    }
  }

  function send(box, list, file) {
    const line = make("li", { class: "ao-file", "data-state": "sending" }, file.name);
    list.append(line);
    pending.add(line);
    // One after the other: the order of arrival is the order of the pages.
    turns.set(box, (turns.get(box) || Promise.resolve()).then(() => attempt(box, line, file)));
  }

  function attempt(box, line, file) {
    line.dataset.state = "sending";
    const bar = make("progress", { max: "100", value: "0", "aria-label": `${box.dataset.textSending} ${file.name}` });
    line.replaceChildren(symbol("sync", "ao-file-mark"), make("span", { class: "ao-file-name" }, file.name),
      make("span", { class: "ao-note" }, box.dataset.textSending), bar);
    pending.add(line);
    const body = new FormData();
    body.append("file", file, file.name);
    for (const field of box.querySelectorAll("[data-ao-upload-field]")) body.append(field.name, field.value);
    // XMLHttpRequest, because fetch tells nothing about how much has been sent.
    const request = new XMLHttpRequest();
    request.open("POST", box.dataset.aoUpload);
    request.setRequestHeader("X-CSRFToken", csrf());
    request.setRequestHeader("X-Requested-With", "XMLHttpRequest");
    request.setRequestHeader("Accept", "application/json");
    request.upload.addEventListener("progress", (event) => {
      if (event.lengthComputable) bar.value = Math.round((event.loaded / event.total) * 100);
    });
    request.addEventListener("load", () => settle(box, line, file, request));
    request.addEventListener("error", () => failed(box, line, file, box.dataset.textFailed, true));
    request.addEventListener("timeout", () => failed(box, line, file, box.dataset.textFailed, true));
    request.timeout = 180000;
    request.send(body);
    return new Promise((done) => { request.addEventListener("loadend", done); });
  }

  function settle(box, line, file, request) {
    let told = {};
    try {
      told = JSON.parse(request.responseText);
    } catch {
      told = {};
    }
    if (request.status >= 200 && request.status < 300) return stored(box, line, file, told);
    if (request.status === 401) return failed(box, line, file, box.dataset.textSignedOut, true);
    if (request.status === 413) return failed(box, line, file, box.dataset.textTooLarge, false);
    return failed(box, line, file, told.error || box.dataset.textFailed, request.status >= 500);
  }

  function stored(box, line, file, told) {
    pending.delete(line);
    line.dataset.state = "done";
    const name = told.preview
      ? make("a", { class: "ao-file-name", href: told.preview, target: "_blank", rel: "noopener" }, told.name || file.name)
      : make("span", { class: "ao-file-name" }, told.name || file.name);
    line.replaceChildren(symbol("check_circle", "ao-file-mark"), name, make("span", { class: "ao-note" }, box.dataset.textDone));
    if (told.remove) {
      line.append(make("button", { type: "button", class: "ao-link ao-file-remove", "data-ao-remove": told.remove }, box.dataset.textRemove));
    }
    changed(box);
  }

  function failed(box, line, file, text, again) {
    pending.delete(line);
    line.dataset.state = "failed";
    line.replaceChildren(symbol("error", "ao-file-mark"), make("span", { class: "ao-file-name" }, file.name), make("span", {}, text));
    if (again) {
      const button = make("button", { type: "button", class: "ao-link" }, box.dataset.textRetry);
      button.addEventListener("click", () => attempt(box, line, file));
      line.append(button);
    }
    const remove = make("button", { type: "button", class: "ao-link" }, box.dataset.textRemove);
    remove.addEventListener("click", () => { line.remove(); changed(box); });
    line.append(remove);
  }

  function changed(box) {
    box.dispatchEvent(new CustomEvent("ao:files", { bubbles: true, detail: { count: box.querySelectorAll('.ao-file[data-state="done"]').length } }));
  }

  document.addEventListener("click", (event) => {
    const button = event.target.closest("[data-ao-remove]");
    if (!button) return;
    const box = button.closest("[data-ao-upload]");
    button.disabled = true;
    fetch(button.dataset.aoRemove, { method: "POST", headers: { "X-CSRFToken": csrf(), "X-Requested-With": "XMLHttpRequest" } })
      .then((response) => {
        if (!response.ok) throw new Error(String(response.status));
        button.closest(".ao-file").remove();
        if (box) changed(box);
      })
      .catch(() => { button.disabled = false; toast({ text: box?.dataset.textFailed || "", tone: "bad" }); });
  });

  /* ---- checklist: n of m lines have what they need ---- */
  const SYMBOL_HAVE = "check_circle";
  const SYMBOL_OPEN = "radio_button_unchecked";
  function count(list) {
    const lines = [...list.querySelectorAll(".ao-checkline")];
    for (const line of lines) {
      const files = line.querySelectorAll('.ao-file[data-state="done"]').length;
      const ticked = line.querySelector("input[data-ao-tick]:checked");
      line.dataset.complete = String(files > 0 || Boolean(ticked));
      const mark = line.querySelector(".ao-checkline-mark");
      if (mark) mark.textContent = line.dataset.complete === "true" ? SYMBOL_HAVE : SYMBOL_OPEN;
    }
    const wanted = lines.filter((line) => line.dataset.required === "true");
    const have = wanted.filter((line) => line.dataset.complete === "true").length;
    for (const label of document.querySelectorAll(`[data-ao-count-of="${list.id}"]`)) label.textContent = `${have}/${wanted.length}`;
    for (const label of document.querySelectorAll(`[data-ao-missing-of="${list.id}"]`)) {
      const missing = wanted.length - have;
      label.textContent = missing ? label.dataset.textMissing.replace("%d", missing) : label.dataset.textComplete;
    }
  }
  function checklists(root) {
    for (const list of root.querySelectorAll("[data-ao-checklist]:not([data-ao-ready])")) {
      list.dataset.aoReady = "";
      list.addEventListener("ao:files", () => count(list));
      list.addEventListener("change", () => count(list));
      count(list);
    }
  }

  /* ---- keys: J/K through a list, letters for buttons ---- */
  function step(list, by) {
    const items = [...list.querySelectorAll("[data-ao-item]")];
    const now = items.findIndex((item) => item.getAttribute("aria-current") === "true");
    const next = items[Math.min(Math.max(now + by, 0), items.length - 1)];
    if (!next) return;
    next.focus();
    if (next !== items[now]) next.click();
  }
  document.addEventListener("keydown", (event) => {
    if (event.ctrlKey || event.metaKey || event.altKey || typing() || document.querySelector("dialog[open]")) return;
    const key = event.key.toLowerCase();
    const list = document.querySelector("[data-ao-list]");
    if (list && (key === "j" || key === "k")) {
      event.preventDefault();
      step(list, key === "j" ? 1 : -1);
      return;
    }
    const target = key.length === 1 && /[a-z0-9?]/.test(key) ? document.querySelector(`[data-ao-key="${key}"]`) : null;
    if (target && !target.disabled) {
      event.preventDefault(); // or the letter lands in the box that opens
      if (/^(INPUT|TEXTAREA|SELECT)$/.test(target.tagName)) target.focus();
      else target.click();
    }
  });
  document.addEventListener("click", (event) => {
    const item = event.target.closest("[data-ao-item]");
    if (!item) return;
    for (const other of item.closest("[data-ao-list]")?.querySelectorAll("[data-ao-item]") || []) {
      other.setAttribute("aria-current", String(other === item));
    }
  });

  /* ---- dialogs, double sends, autosave, print ---- */
  document.addEventListener("click", (event) => {
    const opener = event.target.closest("[data-ao-dialog]");
    if (opener) {
      event.preventDefault();
      document.getElementById(opener.dataset.aoDialog)?.showModal();
    }
    if (event.target.closest("[data-ao-close]")) event.target.closest("dialog")?.close();
    if (event.target.closest("[data-ao-print]")) window.print();
  });
  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (event.defaultPrevented || form.hasAttribute("hx-post") || form.method !== "post") return;
    if (form.dataset.aoSent) { event.preventDefault(); return; }
    form.dataset.aoSent = "true";
    window.setTimeout(() => { delete form.dataset.aoSent; }, 8000);
  });
  window.addEventListener("pageshow", () => {
    for (const form of document.querySelectorAll("form[data-ao-sent]")) delete form.dataset.aoSent;
  });

  function autosaves(root) {
    for (const form of root.querySelectorAll("form[data-ao-autosave]:not([data-ao-ready])")) {
      form.dataset.aoReady = "";
      let timer = 0;
      const note = form.querySelector("[data-ao-autosave-note]");
      const say = (text) => { if (note) note.textContent = text; };
      const save = () => {
        const body = new FormData(form);
        for (const [name, value] of [...body]) if (value instanceof File) body.delete(name);
        fetch(form.dataset.aoAutosave, { method: "POST", body, headers: { "X-CSRFToken": csrf(), "X-Requested-With": "XMLHttpRequest" } })
          .then((response) => {
            if (!response.ok) throw new Error(String(response.status));
            say(`${note?.dataset.textSaved || ""} ${new Date().toTimeString().slice(0, 5)}`);
          })
          .catch(() => { say(note?.dataset.textFailed || ""); timer = window.setTimeout(save, 5000); });
      };
      form.addEventListener("input", () => { window.clearTimeout(timer); timer = window.setTimeout(save, 1200); });
      form.addEventListener("submit", () => window.clearTimeout(timer));
    }
  }

  /* ---- start ---- */
  function dress(root) {
    scanBoxes(root);
    uploaders(root);
    checklists(root);
    autosaves(root);
    root.querySelector("[data-ao-focus]")?.focus({ preventScroll: false });
  }
  document.addEventListener("DOMContentLoaded", () => {
    // unfold's script wants to own every file input; ours answer for themselves.
    for (const input of document.querySelectorAll(".ao-own input[type=file], .ao-upload-input")) input.hasChangeListener = true;
    dress(document);
  });
  document.addEventListener("htmx:load", (event) => {
    for (const input of event.target.querySelectorAll?.("input[type=file]") || []) input.hasChangeListener = true;
    dress(event.target);
  });
  // The page is hidden until Alpine has started, so the browser's own autofocus finds nothing.
  document.addEventListener("alpine:initialized", () => {
    window.requestAnimationFrame(() => {
      const target = document.querySelector("[data-ao-focus]") || document.querySelector("[autofocus]");
      if (!target) return;
      target.focus();
      target.select?.();
    });
  });
})();
