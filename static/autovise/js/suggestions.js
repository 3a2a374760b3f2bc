// Suggestions below the search field while typing. Without them, the form works as it is.
document.addEventListener("click", ({ target }) => {
  if (target.closest('a[href="#site-search"]')) requestAnimationFrame(() => document.querySelector("#site-search").focus());
});

const form = document.querySelector("[data-suggestions]");
const PAUSE = 150;

function offerSuggestions(field) {
  const box = document.createElement("div");
  box.className = "suggestions";
  box.id = "site-search-suggestions";
  box.hidden = true;
  form.append(box);
  const status = document.createElement("p");
  status.className = "visually-hidden";
  status.setAttribute("aria-live", "polite");
  form.append(status);
  field.setAttribute("role", "combobox");
  field.setAttribute("aria-autocomplete", "list");
  field.setAttribute("aria-controls", box.id);
  field.setAttribute("aria-expanded", "false");

  let timer;
  let request;
  let chosen = -1;
  const options = () => [...box.querySelectorAll("[role=option]")];

  function choose(at) {
    const all = options();
    chosen = all.length ? (at + all.length + 1) % (all.length + 1) : -1;
    if (chosen === all.length) chosen = -1; // back in the field
    all.forEach((option, index) => {
      option.id = `suggestion-${index}`;
      option.setAttribute("aria-selected", String(index === chosen));
    });
    if (chosen < 0) field.removeAttribute("aria-activedescendant");
    else {
      field.setAttribute("aria-activedescendant", all[chosen].id);
      all[chosen].scrollIntoView({ block: "nearest" });
    }
  }

  function show(isShown) {
    box.hidden = !isShown;
    field.setAttribute("aria-expanded", String(isShown && options().length > 0));
    choose(-1);
  }

  async function load() {
    request?.abort();
    const typed = field.value.trim();
    if (typed.length < 2) return show(false);
    request = new AbortController();
    try {
      const address = `${form.dataset.suggestions}?q=${encodeURIComponent(field.value)}`;
      const answer = await fetch(address, { signal: request.signal });
      if (!answer.ok) return show(false);
      box.innerHTML = await answer.text();
      const count = options().length - 1; // without the row of all results
      status.textContent = count > 0 ? `${count} suggestions` : box.textContent.trim();
      show(true);
    } catch {
      show(false); // a newer request, or no network: the form still works
    }
  }

  field.addEventListener("input", () => {
    clearTimeout(timer);
    timer = setTimeout(load, PAUSE);
  });
  field.addEventListener("keydown", (event) => {
    if (box.hidden) return;
    if (event.key === "ArrowDown") choose(chosen + 1);
    else if (event.key === "ArrowUp") choose(chosen < 0 ? options().length - 1 : chosen - 1);
    else if (event.key === "Escape") show(false);
    else if (event.key === "Enter" && chosen >= 0) window.location.assign(options()[chosen].href);
    else return;
    event.preventDefault();
  });
  document.addEventListener("click", (event) => {
    if (!form.contains(event.target)) show(false);
  });
  form.addEventListener("focusout", (event) => {
    if (!form.contains(event.relatedTarget)) setTimeout(() => show(false), PAUSE);
  });
}

if (form) offerSuggestions(form.querySelector("input[type=search]"));
