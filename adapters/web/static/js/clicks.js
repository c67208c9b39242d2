// Buttons and selects on messages.

import { answered } from "./answer.js";
import { newKey, send, Trouble } from "./send.js";

function complain(near, sentence) {
  const old = near.parentElement.querySelector(":scope > .trouble");
  const note = old || document.createElement("p");
  note.className = "trouble";
  note.setAttribute("role", "alert");
  note.textContent = sentence;
  if (!old) near.after(note);
}

async function act(near, opener, action, values) {
  const article = near.closest("article");
  if (near.getAttribute("aria-busy")) return;
  near.setAttribute("aria-busy", "true");
  near.parentElement.querySelector(":scope > .trouble")?.remove();
  const message = article.id.replace(/^m-/, "");
  try {
    answered(await send("/action", { key: newKey(), action, values, message }), opener);
  } catch (error) {
    if (!(error instanceof Trouble)) throw error;
    complain(near, error.message);
  } finally {
    near.removeAttribute("aria-busy");
  }
}

function chosen(form) {
  const select = form.querySelector("select");
  if (select) return [select.value];
  return [...form.querySelectorAll("input:checked")].map((box) => box.value);
}

function submitted(event) {
  const form = event.target.closest("form.select");
  if (!form) return;
  event.preventDefault();
  const values = chosen(form);
  const { least, most, action } = form.dataset;
  if (values.length < Number(least) || values.length > Number(most)) {
    const count = least === most ? least : `${least} to ${most}`;
    complain(form, `Choose ${count}; ${values.length} are chosen now.`);
    return;
  }
  act(form, form.querySelector("button"), action, values);
}

export function watchClicks(root) {
  root.addEventListener("click", (event) => {
    const button = event.target.closest("button[data-action]");
    if (button) act(button.parentElement, button, button.dataset.action, []);
  });
  root.addEventListener("submit", submitted);
}

