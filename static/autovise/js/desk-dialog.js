// Open a form of the order desk in a dialog on the page that links to it.
//
// A link with `data-desk-dialog` leads to a page with an element `[data-desk-content]`, which the
// dialog shows. A button with `data-desk-step` sends a form that changes nothing yet, and shows the
// answer in the dialog. All other buttons send their form once, as on a page of its own. Without
// this script, links and forms lead from page to page.
(() => {
  const CONTENT = "[data-desk-content]";
  let dialog = null;

  async function fetchContent(url, options = {}) {
    const answer = await fetch(url, { ...options, redirect: "manual" });
    if (answer.type === "opaqueredirect") return null;
    const page = new DOMParser().parseFromString(await answer.text(), "text/html");
    return page.querySelector(CONTENT);
  }

  function makeDialog() {
    const made = document.createElement("dialog");
    made.className = "od-dialog";
    made.addEventListener("close", () => made.remove());
    made.addEventListener("click", (event) => {
      const isOutside = event.target === made;
      if (isOutside || event.target.closest("[data-desk-close]")) {
        event.preventDefault();
        made.close();
      }
    });
    // Within <main>, so that the style sheet of the desk applies.
    document.querySelector("main").append(made);
    return made;
  }

  function show(content) {
    dialog = dialog?.isConnected ? dialog : makeDialog();
    const heading = content.querySelector("h2");
    if (heading) heading.id ||= "od-dialog-title";
    dialog.setAttribute("aria-labelledby", heading?.id ?? "");
    dialog.replaceChildren(content);
    if (!dialog.open) dialog.showModal();
    const first = content.querySelector(
      "[data-desk-focus], .error-message ~ :is(input, select, textarea)",
    );
    (first ?? content.querySelector("button, input:not([type=hidden]), select"))?.focus();
  }

  document.addEventListener("click", async (event) => {
    const link = event.target.closest("a[data-desk-dialog]");
    const isPlain = !(event.ctrlKey || event.metaKey || event.shiftKey || event.button);
    if (!link || !isPlain || event.defaultPrevented) return;
    event.preventDefault();
    try {
      const content = await fetchContent(link.href);
      if (content) show(content);
      else location.assign(link.href);
    } catch {
      location.assign(link.href); // the browser shows what is wrong
    }
  });

  document.addEventListener("submit", async (event) => {
    const form = event.target;
    const button = event.submitter;
    if (!form.closest(".od-dialog") || !button?.hasAttribute("data-desk-step")) return;
    event.preventDefault();
    button.disabled = true;
    const body = new FormData(form);
    if (button.name) body.append(button.name, button.value);
    try {
      const content = await fetchContent(form.action, { method: "POST", body });
      if (content) return show(content);
    } catch {
      // It is sent again below, as from a page of its own: it changes nothing.
    }
    button.disabled = false;
    button.removeAttribute("data-desk-step");
    form.requestSubmit(button);
  });
})();
