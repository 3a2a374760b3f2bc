// A button pressed while Wagtail is saving by itself waits for that to end. Else a new page would be
// sent to be created twice, and the second time be refused: its SKU has just been given.
(() => {
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
      if (form.id !== "page-edit-form") return;
      if (isSaving) {
        event.preventDefault();
        event.stopImmediatePropagation();
        waiting ??= () => send(form, event.submitter);
      } else {
        isLeaving = true;
      }
    },
    { capture: true },
  );
})();
