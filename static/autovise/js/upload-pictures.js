// Upload several pictures one by one and append each to the gallery. A bad file stops no other.
const PREFIX = "more_pictures";
const NO_SPACE = "the gallery is full.";
const WORDS = {
  notSent: "it could not be sent. Check the connection and try again.",
  notAllowed: "you may not add pictures to this page.",
  tooLarge: "the file is too large.",
};

const rows = () =>
  [...document.querySelectorAll(`#id_${PREFIX}-FORMS > [data-inline-panel-child]`)].filter(
    (row) => row.querySelector('[name$="-DELETE"]')?.value !== "1",
  );

// Wagtail's panel has no method for this that other scripts can call.
function append(chosen) {
  const number = document.getElementById(`id_${PREFIX}-TOTAL_FORMS`).value;
  document.getElementById(`id_${PREFIX}-ADD`).click();
  const chooser = document.getElementById(`id_${PREFIX}-${number}-image-chooser`);
  chooser.widget.setStateFromModalData(chosen);
}

function watchUploads(panel) {
  const part = (name) => panel.querySelector(`[data-upload-${name}]`);
  const [zone, input, status, errors] = ["zone", "files", "status", "errors"].map(part);
  const most = Number(panel.dataset.most);
  const token = panel.closest("form").elements.namedItem("csrfmiddlewaretoken").value;
  const fields = { csrfmiddlewaretoken: token };
  let isBusy = false;

  function complain(file, words) {
    const line = document.createElement("li");
    line.className = "error-message";
    line.textContent = `“${file.name}”: ${words}`;
    errors.append(line);
  }

  async function upload(files) {
    if (isBusy || !files.length) return;
    isBusy = true;
    errors.replaceChildren();
    let added = 0;
    for (const [index, file] of files.entries()) {
      status.textContent = `Uploading ${index + 1} of ${files.length}: ${file.name}`;
      if (rows().length >= most) {
        complain(file, `not uploaded: ${NO_SPACE} It has ${most} pictures at most.`);
        continue;
      }
      try {
        append(await window.desk.sendPicture(file, panel.dataset.uploadUrl, fields, WORDS));
        added += 1;
      } catch (error) {
        complain(file, error.message);
      }
    }
    status.textContent =
      added === 1
        ? "1 picture was added. Save the page to keep it."
        : `${added} pictures were added. Save the page to keep them.`;
    input.value = "";
    input.focus({ preventScroll: true });
    isBusy = false;
  }

  input.addEventListener("change", () => upload([...input.files]));
  window.desk.watchDrops(zone, "desk-upload__zone--over", upload);
}

function watchUploadPanels() {
  document.querySelectorAll("[data-upload-pictures]").forEach(watchUploads);
}

if (document.readyState === "loading") {
  document.addEventListener("DOMContentLoaded", watchUploadPanels);
} else watchUploadPanels();
