// Forms of the core, in a dialog: focus goes to the first error, or the first field, and back to
// where it came from. What was typed stays until the form is taken.

import { Listbox } from "./listbox.js";
import { show } from "./messages.js";
import { send, Trouble } from "./send.js";
import { localise } from "./times.js";
import { Suggester } from "./suggest.js";

const dialog = document.getElementById("ask");

let opener = null;
let answered = () => undefined;

function values(form) {
  const found = {};
  for (const field of form.querySelectorAll("input[name], select[name], textarea[name]")) {
    const { name, type } = field;
    if (type !== "checkbox") found[name] = field.value;
    else if (!field.closest("fieldset")) found[name] = field.checked ? "yes" : "no";
    else {
      const before = found[name] ? `${found[name]},` : "";
      found[name] = field.checked ? before + field.value : found[name] || "";
    }
  }
  return found;
}

function completeField(input) {
  const list = document.createElement("ul");
  list.id = `${input.id}-choices`;
  list.className = "choices";
  list.setAttribute("role", "listbox");
  list.setAttribute("aria-label", "Completions");
  list.hidden = true;
  input.after(list);
  const attributes = { role: "combobox", "aria-expanded": "false", "aria-autocomplete": "list" };
  for (const [name, value] of Object.entries(attributes)) input.setAttribute(name, value);
  input.setAttribute("aria-controls", list.id);
  const suggester = new Suggester();
  const box = new Listbox(input, list, {
    choose(item) {
      input.value = item.value;
      box.hide();
    },
  });
  input.addEventListener("input", () => {
    suggester.ask(input.dataset.suggest, input.value, (choices) => box.show(choices));
  });
  input.addEventListener("blur", () => {
    suggester.stop();
    box.hide();
  });
  input.addEventListener("keydown", (event) => {
    if (!box.open) return;
    if (event.key === "ArrowDown") box.move(1);
    else if (event.key === "ArrowUp") box.move(-1);
    else if (event.key === "Escape") box.hide();
    else if (event.key === "Enter" && box.active >= 0) box.take();
    else return;
    event.preventDefault();
    event.stopPropagation();
  });
}

async function submit(event) {
  event.preventDefault();
  const form = event.target;
  if (form.getAttribute("aria-busy")) return;
  const trouble = form.querySelector(".trouble");
  trouble.hidden = true;
  form.setAttribute("aria-busy", "true");
  try {
    const body = { ticket: form.dataset.ticket, values: values(form) };
    const answer = await send("/form", body);
    if (answer.refused) {
      form.dataset.ticket = answer.ticket;
      show(answer.row);
      throw new Trouble(answer.refused);
    }
    if (!answer.form) dialog.close();
    answered(answer, opener);
  } catch (error) {
    if (!(error instanceof Trouble)) throw error;
    trouble.textContent = error.message;
    trouble.hidden = false;
  } finally {
    form.removeAttribute("aria-busy");
  }
}

/** Opens the form, or shows it again with its errors. `then` gets the answer when it is sent. */
export function ask(html, from, then) {
  opener = from;
  answered = then;
  dialog.innerHTML = html;
  localise(dialog);
  const form = dialog.querySelector("form");
  form.addEventListener("submit", submit);
  form.querySelector("[data-close]").addEventListener("click", () => dialog.close());
  form.querySelectorAll("[data-suggest]").forEach(completeField);
  for (const link of form.querySelectorAll('.wrong a[href^="#"]')) {
    link.addEventListener("click", (event) => {
      event.preventDefault();
      document.getElementById(link.hash.slice(1))?.focus();
    });
  }
  if (!dialog.open) dialog.showModal();
  const first =
    form.querySelector("[aria-invalid=true]") ||
    form.querySelector("input, select, textarea") ||
    form.querySelector("h2");
  first.focus();
}

dialog.addEventListener("close", () => {
  const back = opener?.isConnected ? opener : document.getElementById("line");
  back.focus({ preventScroll: true });
});
