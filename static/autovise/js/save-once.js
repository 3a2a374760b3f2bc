// Submit a page form only once, and not during an autosave. Otherwise a new page would be created
// twice (and refused, because its SKU is taken), and a moderator's decision would be sent twice.
(() => {
  const FORM = "page-edit-form";
  let isSaving = false;
  let isLeaving = false;
  let waiting = null;

  document.addEventListener("w-autosave:save", (event) => {
    if (isLeaving) event.preventDefault();
    else if (!event.defaultPrevented) isSaving = true;
  });

  for (const end of ["success", "error"]) {
    document.addEventListener(`w-autosave:${end}`, () => {
      isSaving = false;
      waiting?.();
    });
  }

  function send(form, button) {
    waiting = null;
    if (button?.name) {
      // The button may be disabled while it shows progress; its value would then not be sent.
      const pressed = document.createElement("input");
      Object.assign(pressed, { type: "hidden", name: button.name, value: button.value });
      form.append(pressed);
    }
    form.requestSubmit();
  }

  document.addEventListener(
    "submit",
    (event) => {
      const form = event.target;
      if (form.id !== FORM || (!isSaving && !isLeaving)) return;
      event.preventDefault();
      event.stopImmediatePropagation();
      if (!isLeaving) waiting ??= () => send(form, event.submitter);
    },
    { capture: true },
  );

  // Runs after all other handlers that may prevent the submission.
  window.addEventListener("submit", (event) => {
    if (event.target.id === FORM) isLeaving = !event.defaultPrevented;
  });

  // The page was restored by the browser's back button.
  window.addEventListener("pageshow", (event) => {
    if (event.persisted) isLeaving = false;
  });

  // Wagtail's dialogues call form.submit(), which fires no event.
  document.addEventListener("DOMContentLoaded", () => {
    const form = document.getElementById(FORM);
    if (form) form.submit = () => form.requestSubmit();
  });
})();
