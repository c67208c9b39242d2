// A list of choices under or over an input: the combobox pattern of the ARIA Authoring Practices.
// Focus stays in the input; the chosen option is pointed to by aria-activedescendant.

export class Listbox {
  constructor(input, list, { frame = list, choose }) {
    this.input = input;
    this.list = list;
    this.frame = frame;
    this.choose = choose;
    this.items = [];
    this.active = -1;
    list.addEventListener("pointerdown", (event) => event.preventDefault());
    list.addEventListener("click", (event) => {
      const option = event.target.closest("[role=option]");
      if (option) this.take(Number(option.dataset.index));
    });
  }

  get open() {
    return this.items.length > 0;
  }

  show(items, { first = false } = {}) {
    this.items = items;
    this.active = -1;
    this.list.replaceChildren(...items.map((item, index) => this.#option(item, index)));
    this.frame.hidden = items.length === 0;
    this.input.setAttribute("aria-expanded", String(items.length > 0));
    this.point(first && items.length ? 0 : -1);
  }

  hide() {
    if (this.open) this.show([]);
    this.frame.hidden = true;
  }

  move(step) {
    const count = this.items.length;
    if (!count) return;
    this.point(this.active < 0 && step < 0 ? count - 1 : (this.active + step + count) % count);
  }

  point(index) {
    this.list.children[this.active]?.setAttribute("aria-selected", "false");
    this.active = index;
    const option = this.list.children[index];
    if (!option) {
      this.input.removeAttribute("aria-activedescendant");
      return;
    }
    option.setAttribute("aria-selected", "true");
    option.scrollIntoView({ block: "nearest" });
    this.input.setAttribute("aria-activedescendant", option.id);
  }

  take(index = this.active) {
    const item = this.items[index < 0 ? 0 : index];
    if (item) this.choose(item);
  }

  #option(item, index) {
    const option = document.createElement("li");
    option.id = `${this.list.id}-${index}`;
    option.dataset.index = index;
    option.setAttribute("role", "option");
    option.setAttribute("aria-selected", "false");
    const label = document.createElement("bdi");
    label.className = "label";
    label.textContent = item.label;
    option.append(label);
    for (const [name, text] of [["about", item.about], ["badge", item.badge]]) {
      if (!text) continue;
      const part = document.createElement("span");
      part.className = name;
      part.textContent = text;
      option.append(" ", part);
    }
    return option;
  }
}
