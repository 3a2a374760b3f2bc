// Draw a picture from the form's current values, show it, and put it into the form when it is taken.
const FIELDS = [
  "title", "image_type", "product_code", "variant", "tier", "category", "net_amount",
  "net_measure", "sku", "image",
]; // prettier-ignore

const DRAWN = "This is the drawing for what the form says now. Nothing is stored yet.";
const USED = "The drawing is now the chosen image. Save the page to keep it.";
const CHANGED = "The form has changed since this was drawn. Draw the picture again.";
const NO_ANSWER = "The picture could not be drawn: the shop did not answer. Try again.";
const REFUSED = "You may not change this page (any more), so nothing was drawn.";

function partsOf(form) {
  const rows = form.querySelectorAll("#id_parts-FORMS > [data-inline-panel-child]");
  return [...rows]
    .filter((row) => row.querySelector('[name$="-DELETE"]')?.value !== "1")
    .map((row) => row.querySelector('[name$="-product"]')?.value)
    .filter(Boolean)
    .join(",");
}

function valuesOf(form) {
  const values = new FormData();
  for (const name of FIELDS) {
    const field = form.elements.namedItem(name);
    if (field) values.append(name, field.value);
  }
  if (form.querySelector("#id_parts-FORMS")) values.append("parts", partsOf(form));
  return values;
}

async function post(url, form) {
  const body = valuesOf(form);
  body.append("csrfmiddlewaretoken", form.elements.namedItem("csrfmiddlewaretoken").value);
  const answer = await fetch(url, { method: "POST", body, credentials: "same-origin" });
  // Wagtail redirects those who may not do this to the admin's first page.
  if (answer.redirected) throw new Error(REFUSED);
  if (answer.ok) return answer;
  if (answer.status === 422) throw new Error((await answer.json()).refusal);
  throw new Error(NO_ANSWER);
}

function asDataUrl(blob) {
  return new Promise((resolve, reject) => {
    const reader = new FileReader();
    reader.onload = () => resolve(reader.result);
    reader.onerror = () => reject(reader.error);
    reader.readAsDataURL(blob);
  });
}

function watchPanel(panel) {
  const form = panel.closest("form");
  const part = (name) => panel.querySelector(`[data-drawing-${name}]`);
  const [preview, show, use, status] = ["preview", "show", "use", "status"].map(part);
  let drawnFrom = "";

  const snapshot = () => {
    const values = valuesOf(form);
    values.delete("image");
    return JSON.stringify([...values]);
  };

  const say = (words, isError) => {
    status.textContent = words;
    status.classList.toggle("error-message", isError);
  };

  async function run(button, work) {
    if (button.getAttribute("aria-disabled") === "true") return;
    // Not `disabled`, which would take the focus away.
    button.setAttribute("aria-disabled", "true");
    say("Drawing…", false);
    try {
      say(await work(), false);
    } catch (error) {
      const isNetwork = error instanceof TypeError;
      say(isNetwork ? NO_ANSWER : error.message, true);
    } finally {
      button.removeAttribute("aria-disabled");
    }
  }

  show.addEventListener("click", () =>
    run(show, async () => {
      const asked = snapshot();
      const answer = await post(panel.dataset.showUrl, form);
      preview.src = await asDataUrl(await answer.blob());
      preview.alt = `Drawing of ${form.elements.namedItem("title").value}`;
      preview.hidden = false;
      use.hidden = false;
      drawnFrom = asked;
      return DRAWN;
    }),
  );

  use.addEventListener("click", () =>
    run(use, async () => {
      if (snapshot() !== drawnFrom) throw new Error(CHANGED);
      const answer = await post(panel.dataset.useUrl, form);
      document.getElementById("id_image-chooser").widget.setStateFromModalData(await answer.json());
      use.hidden = true;
      preview.hidden = true;
      show.focus();
      return USED;
    }),
  );
}

function watchDrawings() {
  document.querySelectorAll("[data-draw-picture]").forEach(watchPanel);
}

if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", watchDrawings);
else watchDrawings();
