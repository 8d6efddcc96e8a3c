/* Beside the shredder: say plainly when a scan did not arrive, and keep the screen awake. */
(() => {
  "use strict";
  const note = document.querySelector("[data-wi-offline]");
  const form = document.querySelector("form[data-ao-scan]");
  if (!note) return;

  const show = (lost) => { note.hidden = !lost; };

  window.addEventListener("offline", () => show(true));
  window.addEventListener("online", () => show(false));
  show(navigator.onLine === false);

  if (!form) return;
  // What was sent and not answered is not confirmed: the code stays in the field, to be sent again.
  for (const event of ["htmx:sendError", "htmx:timeout", "htmx:responseError"]) {
    document.body.addEventListener(event, () => {
      show(true);
      form.dataset.answer = "bad";
      form.querySelector(".ao-scan-answer").textContent = note.textContent.trim();
    });
  }
  document.body.addEventListener("htmx:afterRequest", (event) => {
    if (event.detail.successful || event.detail.xhr.status === 422) show(false);
  });

  // A phone that goes dark between two things costs a hand.
  const wake = () => {
    if (document.visibilityState === "visible") navigator.wakeLock?.request("screen").catch(() => {});
  };
  document.addEventListener("visibilitychange", wake);
  wake();
})();
