// Price, stock and "featured" of a row are links to small forms. They open beside the value, and the
// row is brought up to date when they are saved.
(() => {
  const UNREACHABLE = "The form could not be loaded or sent. Check the connection and try again.";
  const FAILED = {
    403: "You may not change this page, or you are logged out. Load the list again.",
    404: "This page no longer exists. Load the list again.",
  };
  const GAP = 6;
  const LINK = '.listing td > a[href*="/in-list/"]';

  let dialogue = null;
  let link = null;

  function tell(text, type) {
    document.dispatchEvent(new CustomEvent("w-messages:add", { detail: { text, type, clear: true } }));
  }

  async function ask(url, options = {}) {
    const answer = await fetch(url, {
      ...options,
      headers: { "X-Requested-With": "XMLHttpRequest" },
      credentials: "same-origin",
      cache: "no-store", // the same URL also answers with a page of its own
    });
    // Wagtail redirects those who may not do this to the admin's first page.
    if (answer.redirected) throw new Error(FAILED[403]);
    if (!answer.ok && answer.status !== 422) throw new Error(FAILED[answer.status] ?? UNREACHABLE);
    return answer;
  }

  const words = (error) => (error instanceof TypeError ? UNREACHABLE : error.message);

  // The list may have been loaded again, by a search or filter, since the link was clicked.
  const current = (link) =>
    link.isConnected
      ? link
      : [...document.querySelectorAll(LINK)].find(({ pathname }) => pathname === link.pathname);

  function place() {
    link = current(link) ?? link;
    const box = link.getBoundingClientRect();
    const size = dialogue.getBoundingClientRect();
    const left = Math.min(box.left, window.innerWidth - size.width - GAP);
    const isAbove = box.bottom + GAP + size.height > window.innerHeight;
    const top = isAbove ? box.top - GAP - size.height : box.bottom + GAP;
    dialogue.style.left = `${Math.max(GAP, left)}px`;
    dialogue.style.top = `${Math.max(GAP, Math.min(top, window.innerHeight - size.height - GAP))}px`;
  }

  function show(html) {
    dialogue.innerHTML = html;
    dialogue.querySelector("h2").id = "in-list-heading";
    if (!dialogue.open) dialogue.showModal();
    place();
    const field = dialogue.querySelector("form :is(input, select):not([type=hidden])");
    field?.focus();
    field?.select?.();
  }

  function make() {
    dialogue = document.createElement("dialog");
    dialogue.className = "desk-change";
    dialogue.setAttribute("aria-labelledby", "in-list-heading");
    document.body.append(dialogue);
    dialogue.addEventListener("click", ({ target }) => {
      if (target === dialogue) dialogue.close(); // beside the form
    });
    dialogue.addEventListener("click", (event) => {
      if (!event.target.closest("[data-in-list-cancel]")) return;
      event.preventDefault();
      dialogue.close();
    });
    dialogue.addEventListener("submit", send);
    window.addEventListener("resize", () => dialogue.open && place());
    dialogue.addEventListener("close", () => link?.focus());
  }

  // `cells` are the row's new cells, by the name of their column.
  function bringUpToDate(cells) {
    link = current(link) ?? link;
    const row = link.closest("tr");
    const name = link.pathname.split("/").at(-2);
    for (const [column, html] of Object.entries(cells)) {
      const old =
        column === "status"
          ? row.lastElementChild
          : row.querySelector(`${LINK}[href$="/${column}/"]`)?.closest("td");
      if (!old) continue;
      old.outerHTML = html;
    }
    link = row.querySelector(`${LINK}[href$="/${name}/"]`) ?? link;
  }

  async function send(event) {
    event.preventDefault();
    const form = event.target;
    if (form.dataset.isSent) return;
    form.dataset.isSent = "yes";
    try {
      const answer = await ask(form.action, { method: "POST", body: new FormData(form) });
      if (answer.status === 422) {
        show(await answer.text());
        return;
      }
      const { message, cells } = await answer.json();
      bringUpToDate(cells);
      dialogue.close();
      tell(message, "success");
    } catch (error) {
      dialogue.close();
      tell(words(error), "error");
    } finally {
      delete form.dataset.isSent;
    }
  }

  document.addEventListener("click", async (event) => {
    const clicked = event.target.closest?.(LINK);
    if (!clicked || event.ctrlKey || event.metaKey || event.shiftKey) return;
    event.preventDefault();
    if (clicked.getAttribute("aria-busy")) return;
    clicked.setAttribute("aria-busy", "true");
    try {
      const html = await (await ask(clicked.href)).text();
      link = clicked;
      if (!dialogue) make();
      show(html);
    } catch (error) {
      tell(words(error), "error");
    } finally {
      clicked.removeAttribute("aria-busy");
    }
  });
})();
