// The chooser of a bundle's parts: what is ticked stays chosen while the cards are searched, and
// products that are parts already cannot be chosen again.
(() => {
  const FORM_ID = "part-chooser-form";
  const CARD = ".desk-part-card [data-multiple-choice-select]";

  const dialogueOf = (part) => part.closest(".modal-content, .modal-dialog, body");
  const pickedIn = (dialogue) => dialogue.querySelector("[data-parts-picked]");

  function keysInForm() {
    const rows = document.querySelectorAll("#id_parts-FORMS > [data-inline-panel-child]");
    return [...rows]
      .filter((row) => row.querySelector('[name$="-DELETE"]')?.value !== "1")
      .map((row) => row.querySelector('[name$="-product"]')?.value)
      .filter(Boolean);
  }

  function showCount(dialogue) {
    const picked = pickedIn(dialogue);
    const boxes = picked.querySelectorAll("input");
    picked.hidden = !boxes.length;
    picked.querySelector("[data-parts-count]").textContent = String(boxes.length);
    const submit = dialogue.querySelector("[data-multiple-choice-submit]");
    if (submit) submit.disabled = !boxes.length;
  }

  function pick(dialogue, key, title) {
    const item = document.createElement("li");
    const label = document.createElement("label");
    const box = document.createElement("input");
    Object.assign(box, { type: "checkbox", name: "id", value: key, checked: true });
    box.dataset.multipleChoiceSelect = "";
    box.setAttribute("form", FORM_ID);
    label.append(box, ` ${title}`);
    item.append(label);
    pickedIn(dialogue).querySelector("ul").append(item);
  }

  function unpick(dialogue, key) {
    pickedIn(dialogue).querySelector(`input[value="${key}"]`)?.closest("li").remove();
  }

  // Cards that were loaded by a search show what was ticked before.
  function showState(dialogue) {
    const inBundle = keysInForm();
    for (const box of dialogue.querySelectorAll(CARD)) {
      box.disabled = inBundle.includes(box.value);
      box.closest("label").querySelector("[data-part-note]").hidden = !box.disabled;
      box.checked = Boolean(pickedIn(dialogue).querySelector(`input[value="${box.value}"]`));
    }
    showCount(dialogue);
  }

  function watch(dialogue) {
    const form = dialogue.querySelector("form[data-multiple-choice-form]");
    if (!form || form.dataset.watched || !pickedIn(dialogue)) return;
    form.dataset.watched = "yes";
    form.setAttribute("id", FORM_ID); // not form.id: that is a field of the form
    showState(dialogue);
    const results = form.querySelector("#search-results");
    new MutationObserver(() => showState(dialogue)).observe(results, { childList: true });
  }

  document.addEventListener("change", ({ target }) => {
    if (!target.matches?.("[data-multiple-choice-select]")) return;
    const dialogue = dialogueOf(target);
    if (!pickedIn(dialogue)) return;
    if (target.closest("[data-parts-picked]")) {
      unpick(dialogue, target.value);
      dialogue.querySelector("#id_q")?.focus();
    } else if (target.checked) pick(dialogue, target.value, target.dataset.title);
    else unpick(dialogue, target.value);
    showState(dialogue);
  });

  // Wagtail adds its dialogue to the page when it is opened.
  new MutationObserver(() => {
    const cards = document.querySelector(".modal-dialog .desk-part-cards, .modal-dialog [data-parts-picked]");
    if (cards) watch(dialogueOf(cards));
  }).observe(document.documentElement, { childList: true, subtree: true });
})();
