// While an import runs, fetch its page regularly and replace the progress. Without JavaScript,
// the page reloads itself.
(() => {
  const EVERY_MS = 2000;
  const shown = document.querySelector("[data-import-progress]");

  const look = async () => {
    if (shown.dataset.importProgress !== "running") return;
    try {
      const answer = await fetch(location.href, { headers: { Accept: "text/html" } });
      if (answer.redirected) return location.reload();
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const fresh = page.querySelector("[data-import-progress]");
      if (fresh && !shown.contains(document.activeElement)) {
        shown.innerHTML = fresh.innerHTML;
        shown.dataset.importProgress = fresh.dataset.importProgress;
      }
    } catch (error) {
      if (!(error instanceof TypeError)) throw error; // network error: try again later
    }
    setTimeout(look, EVERY_MS);
  };

  if (shown) setTimeout(look, EVERY_MS);
})();
