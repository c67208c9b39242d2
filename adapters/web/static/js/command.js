// The command box: completion, sending, and the lines sent before.

import { answered } from "./answer.js";
import { complete, suggested } from "./completion.js";
import { Listbox } from "./listbox.js";
import { newKey, send, Trouble } from "./send.js";
import { Suggester } from "./suggest.js";

const form = document.getElementById("command");
const line = document.getElementById("line");
const frame = document.getElementById("completions-box");
const usage = document.getElementById("usage");
const trouble = document.getElementById("command-trouble");

let catalog = [];
let sending = false;
const before = [];
let at = 0;

const suggester = new Suggester();
const box = new Listbox(line, document.getElementById("completions"), {
  frame,
  choose(item) {
    line.value = item.line;
    line.focus();
    line.setSelectionRange(line.value.length, line.value.length);
    if (item.line.endsWith(" ") || item.line.endsWith(":")) offer();
    else box.hide();
  },
});

function tell(found) {
  usage.replaceChildren();
  usage.hidden = !found.usage;
  if (!found.usage) return;
  const code = document.createElement("code");
  code.textContent = found.usage.text;
  usage.append(code, " ", found.usage.about);
}

function offer() {
  suggester.stop();
  const found = complete(line.value, catalog);
  box.show(found.items, { first: found.first });
  tell(found);
  if (found.usage) frame.hidden = false;
  if (!found.ask) return;
  const { option, typed, prefix } = found.ask;
  suggester.ask(option.suggest, typed, (choices) => {
    box.show(suggested(option, choices, prefix));
    frame.hidden = false;
  });
}

function hide() {
  suggester.stop();
  box.hide();
}

/** Sends a command and shows its answer; the line stays when it could not be sent. */
async function run(body, opener) {
  trouble.textContent = "";
  try {
    answered(await send("/command", { key: newKey(), ...body }), opener);
    return true;
  } catch (error) {
    if (!(error instanceof Trouble)) throw error;
    trouble.textContent = error.message;
    return false;
  }
}

async function submit(event) {
  event.preventDefault();
  const typed = line.value.trim();
  if (!typed || sending) return;
  hide();
  sending = true;
  form.setAttribute("aria-busy", "true");
  const done = await run({ typed }, line);
  sending = false;
  form.removeAttribute("aria-busy");
  if (!done) return;
  before.push(typed);
  at = before.length;
  if (line.value.trim() === typed) line.value = "";
}

function recall(step) {
  const next = at + step;
  if (next < 0 || next > before.length) return;
  at = next;
  line.value = before[at] || "";
}

function pressed(event) {
  if (event.isComposing) return;
  const shown = !frame.hidden;
  const recalling = line.value === "" || line.value === before[at];
  if (event.key === "ArrowDown" || event.key === "ArrowUp") {
    const step = event.key === "ArrowDown" ? 1 : -1;
    if (recalling && before.length && !box.open) recall(step);
    else if (box.open) box.move(step);
    else offer();
    event.preventDefault();
  } else if (event.key === "Escape" && shown) {
    hide();
    event.preventDefault();
  } else if (event.key === "Enter" && box.open && box.active >= 0) {
    box.take();
    event.preventDefault();
  } else if (event.key === "Tab" && !event.shiftKey && box.open) {
    // Only while something is half typed: otherwise Tab leaves the box, as everywhere.
    if (box.active < 0 && /\s$/.test(line.value)) return;
    box.take();
    event.preventDefault();
  }
}

export async function watchCommands() {
  form.addEventListener("submit", submit);
  line.addEventListener("input", offer);
  line.addEventListener("keydown", pressed);
  line.addEventListener("blur", hide);
  for (const button of document.querySelectorAll("[data-command]")) {
    button.addEventListener("click", async () => {
      if (button.getAttribute("aria-busy")) return;
      button.setAttribute("aria-busy", "true");
      await run({ name: button.dataset.command, options: {} }, button);
      button.removeAttribute("aria-busy");
    });
  }
  const response = await fetch(document.body.dataset.catalog);
  catalog = await response.json();
  if (document.activeElement === line && line.value) offer();
}
