// The form of a page is sent once, and not while Wagtail is saving it by itself. Else a new page would
// be sent to be created twice, and the second time be refused: its SKU has just been given; and what
// a moderator decides would be decided twice.
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
      // The button may be shut while it shows that it works, and would not be sent along.
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

  // Last of all that may hold it back.
  window.addEventListener("submit", (event) => {
    if (event.target.id === FORM) isLeaving = !event.defaultPrevented;
  });

  // Come back to by the browser's button, as it was left.
  window.addEventListener("pageshow", (event) => {
    if (event.persisted) isLeaving = false;
  });

  // Wagtail's dialogues send the form by its method, which fires no event.
  document.addEventListener("DOMContentLoaded", () => {
    const form = document.getElementById(FORM);
    if (form) form.submit = () => form.requestSubmit();
  });
})();
