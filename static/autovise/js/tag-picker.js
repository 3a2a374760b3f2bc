// Tag field with autocompletion, on top of a <select multiple> that stores the chosen tags.
// Down and Up move in the list, Enter adds, Escape closes, Backspace in an empty field removes.
const MAX_OFFERED = 12;
const ROOM_PX = 360;

function make(kind, attributes = {}, text = "") {
  const element = document.createElement(kind);
  for (const [name, value] of Object.entries(attributes)) element.setAttribute(name, value);
  element.textContent = text;
  return element;
}

class TagPicker {
  constructor(select) {
    this.select = select;
    this.id = select.id;
    this.at = -1;
    this.build();
    this.listen();
    this.showChosen();
  }

  build() {
    const { id, select } = this;
    const label = document.querySelector(`label[for="${id}"]`);
    const name = label?.firstChild?.textContent.trim() || "Tags";
    this.box = make("div", { class: "desk-tags" });
    this.chips = make("ul", { class: "desk-tags__chosen", "aria-label": `${name}: chosen` });
    this.field = make("input", {
      type: "text", role: "combobox", autocomplete: "off", "aria-autocomplete": "list",
      "aria-expanded": "false", "aria-controls": `${id}-offered`, placeholder: "Type to find a tag",
      class: "desk-tags__field",
    });
    const described = select.getAttribute("aria-describedby");
    if (described) this.field.setAttribute("aria-describedby", described);
    this.list = make("ul", { role: "listbox", id: `${id}-offered`, "aria-label": name, hidden: "" });
    this.status = make("p", { class: "w-sr-only", role: "status" });
    select.hidden = true;
    select.id = `${id}-chosen`; // the label now belongs to the text field
    this.field.id = id;
    const search = make("div", { class: "desk-tags__search" });
    search.append(this.field, this.list);
    this.box.append(this.chips, search, this.status);
    select.after(this.box);
  }

  listen() {
    this.field.addEventListener("input", () => this.offer());
    this.field.addEventListener("click", () => this.offer());
    this.field.addEventListener("keydown", (event) => this.onKey(event));
    this.field.addEventListener("blur", () => this.close());
    // On mousedown, before the field loses focus.
    this.list.addEventListener("mousedown", (event) => {
      event.preventDefault();
      const option = event.target.closest("[data-value]");
      if (option) this.choose(option.dataset.value, true);
    });
    this.chips.addEventListener("click", (event) => {
      const button = event.target.closest("button");
      if (button) this.choose(button.dataset.value, false);
    });
  }

  options(isChosen) {
    return [...this.select.options].filter((option) => option.selected === isChosen);
  }

  offer() {
    const typed = this.field.value.trim().toLowerCase();
    const fitting = this.options(false)
      .filter((option) => option.text.toLowerCase().includes(typed))
      .slice(0, MAX_OFFERED);
    this.list.replaceChildren(
      ...fitting.map((option, index) => make("li", {
        role: "option", id: `${this.id}-offered-${index}`, "data-value": option.value,
        "aria-selected": "false",
      }, option.text)),
    );
    if (!fitting.length) {
      this.list.append(make("li", { class: "desk-tags__none" }, "No such tag. Tags are made under Catalogue, Tags."));
    }
    this.list.hidden = false;
    this.field.setAttribute("aria-expanded", "true");
    this.status.textContent = `${fitting.length} tag${fitting.length === 1 ? "" : "s"} to choose from`;
    const room = window.innerHeight - this.field.getBoundingClientRect().bottom;
    this.list.classList.toggle("desk-tags__above", room < ROOM_PX); // Wagtail's footer covers the bottom
    this.walkTo(typed && fitting.length ? 0 : -1);
  }

  close() {
    this.list.hidden = true;
    this.field.setAttribute("aria-expanded", "false");
    this.walkTo(-1);
  }

  walkTo(index) {
    const offered = [...this.list.querySelectorAll("[data-value]")];
    this.at = offered.length && index >= 0 ? index % offered.length : -1;
    offered.forEach((option, place) => option.setAttribute("aria-selected", String(place === this.at)));
    const option = offered[this.at];
    if (option) {
      this.field.setAttribute("aria-activedescendant", option.id);
      option.scrollIntoView({ block: "nearest" });
    } else {
      this.field.removeAttribute("aria-activedescendant");
    }
    return option;
  }

  onKey(event) {
    const isOpen = !this.list.hidden;
    const { length } = this.list.querySelectorAll("[data-value]");
    if (event.key === "ArrowDown" || event.key === "ArrowUp") {
      event.preventDefault();
      if (!isOpen) this.offer();
      else if (event.key === "ArrowDown") this.walkTo(this.at + 1);
      else this.walkTo(this.at <= 0 ? length - 1 : this.at - 1);
    } else if (event.key === "Enter") {
      event.preventDefault(); // do not submit the form
      const option = isOpen && this.list.querySelector('[aria-selected="true"]');
      if (option) this.choose(option.dataset.value, true);
    } else if (event.key === "Escape" && isOpen) {
      event.stopPropagation();
      this.close();
    } else if (event.key === "Backspace" && !this.field.value) {
      const last = this.options(true).at(-1);
      if (last) this.choose(last.value, false);
    }
  }

  choose(value, isChosen) {
    const option = [...this.select.options].find((one) => one.value === value);
    option.selected = isChosen;
    this.select.dispatchEvent(new Event("change", { bubbles: true })); // for Wagtail's unsaved-changes warning
    this.field.value = "";
    this.close();
    this.showChosen();
    this.status.textContent = `${option.text} ${isChosen ? "added" : "removed"}`;
    this.field.focus();
  }

  showChosen() {
    this.chips.replaceChildren(...this.options(true).map((option) => {
      const chip = make("li", {}, option.text);
      const button = make("button", {
        type: "button", "data-value": option.value, "aria-label": `Remove ${option.text}`,
      }, "×");
      chip.append(button);
      return chip;
    }));
  }
}

function enhance() {
  for (const select of document.querySelectorAll("select[data-tag-picker]")) new TagPicker(select);
}

if (document.readyState === "loading") document.addEventListener("DOMContentLoaded", enhance);
else enhance();
