// Show what a quick form would fill in by itself, as long as the editor has not changed it; send the
// form once.
(() => {
  const PAUSE_MS = 250;
  const ASKED_FOR = ["title", "category", "bundle_type"];

  function watchGuesses(form) {
    const field = (name) => form.elements.namedItem(name);
    const own = new Set(); // fields that the editor filled in
    let shown = {};
    let timer = 0;
    let asking = null;

    async function refresh() {
      asking?.abort();
      asking = new AbortController();
      const { signal } = asking;
      const params = new URLSearchParams();
      for (const name of ASKED_FOR) if (field(name)) params.append(name, field(name).value);
      try {
        const answer = await fetch(`${form.dataset.guessesUrl}?${params}`, { signal });
        if (!answer.ok || answer.redirected) return; // the server guesses again when the form is sent
        shown = await answer.json();
      } catch {
        return;
      }
      for (const [name, value] of Object.entries(shown)) {
        if (field(name) && !own.has(name)) field(name).value = value;
      }
    }

    function note({ target }) {
      if (!target.name) return;
      if (ASKED_FOR.includes(target.name)) {
        clearTimeout(timer);
        timer = setTimeout(refresh, PAUSE_MS);
      } else if (target.value) own.add(target.name);
      else own.delete(target.name); // emptied: it is guessed again
    }

    for (const name of ["sku", "product_type", "tier"]) if (field(name)?.value) own.add(name);
    form.addEventListener("input", note);
    form.addEventListener("change", note);
    refresh();
  }

  function sendOnce(form) {
    let isSent = false;
    form.addEventListener("submit", (event) => {
      if (isSent) event.preventDefault();
      else isSent = !event.defaultPrevented;
    });
    // The page was restored by the browser's back button.
    window.addEventListener("pageshow", (event) => {
      if (event.persisted) isSent = false;
    });
  }

  function watchQuickForms() {
    document.querySelectorAll("[data-quick-form]").forEach((form) => {
      if (form.dataset.guessesUrl) watchGuesses(form);
      sendOnce(form);
    });
  }

  if (document.readyState === "loading") {
    document.addEventListener("DOMContentLoaded", watchQuickForms);
  } else watchQuickForms();
})();
