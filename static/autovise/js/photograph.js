// The photograph of a quick form: uploaded when it is dropped or chosen, and shown. Its key is kept
// in a hidden field, so that it is still there if another field is refused.
(() => {
  const WORDS = {
    notSent: "The photograph could not be sent. Check the connection and try again.",
    notAllowed: "You may not add pictures here.",
    tooLarge: "The file is too large.",
  };

  function watchZone(zone) {
    const input = zone.querySelector("[data-photograph]");
    if (!input) return;
    const form = zone.closest("form");
    const image = form.elements.namedItem("image");
    const preview = zone.querySelector("[data-photograph-preview]");
    const status = zone.querySelector("[data-photograph-status]");
    let pending = null;

    function say(words, isError) {
      status.textContent = words;
      status.classList.toggle("error-message", isError);
    }

    async function take(file) {
      say(`Uploading ${file.name}…`, false);
      try {
        const fields = {
          csrfmiddlewaretoken: form.elements.namedItem("csrfmiddlewaretoken").value,
          title: form.elements.namedItem("title")?.value ?? "",
        };
        const chosen = await window.desk.sendPicture(file, zone.dataset.uploadUrl, fields, WORDS);
        image.value = chosen.id;
        preview.src = chosen.preview.url;
        preview.hidden = false;
        say(`${file.name} is uploaded.`, false);
      } catch (error) {
        say(`“${file.name}”: ${error.message}`, true);
      }
      input.value = ""; // it is uploaded: the form need not send it again
      pending = null;
    }

    const start = (file) => {
      pending = take(file);
    };

    input.addEventListener("change", () => input.files.length && start(input.files[0]));
    window.desk.watchDrops(zone, "desk-photograph--over", ([file]) => start(file));

    // A button that is pressed during the upload waits for it.
    form.addEventListener(
      "submit",
      async (event) => {
        if (!pending) return;
        event.preventDefault();
        event.stopImmediatePropagation();
        await pending;
        form.requestSubmit(event.submitter);
      },
      { capture: true },
    );
  }

  function watchZones() {
    document.querySelectorAll("[data-photograph-zone]").forEach(watchZone);
  }

  if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", watchZones);
  else watchZones();
})();
