// The header: groups, invite link, and the small dialogs that are plain forms.

import { look, Trouble } from "./send.js";

const menu = document.querySelector("details.menu");
const link = document.getElementById("invite-link");
const copied = document.getElementById("copied");

function person({ name, you, manages }) {
  const item = document.createElement("li");
  const shown = document.createElement("bdi");
  shown.textContent = name;
  item.append(shown, [you && " (you)", manages && " · manager"].filter(Boolean).join(""));
  return item;
}

async function showPeople() {
  const list = document.getElementById("people");
  try {
    const { people } = await look("/people");
    list.replaceChildren(...people.map(person));
  } catch (error) {
    list.textContent = error instanceof Trouble ? error.message : "The list could not be loaded.";
  }
}

async function copy() {
  link.select();
  try {
    await navigator.clipboard.writeText(link.value);
  } catch {
    // Over plain HTTP from another machine there is no clipboard to ask; the old way may work.
    if (!document.execCommand("copy")) {
      copied.textContent = "The link is selected: copy it with your keyboard or by a long press.";
      return;
    }
  }
  copied.textContent = "Copied. Send it to the people you study with.";
}

function openDialog(name, opener) {
  const dialog = document.getElementById(name);
  menu.open = false;
  if (name === "invite") {
    copied.textContent = "";
    showPeople();
  }
  dialog.showModal();
  dialog.addEventListener("close", () => {
    const back = menu.contains(opener) ? menu.querySelector("summary") : opener;
    back.focus();
  }, { once: true });
}

export function watchMenus() {
  // The browser knows the address it came by, a proxy's included.
  link.value = location.origin + link.dataset.path;
  document.getElementById("copy").addEventListener("click", copy);
  for (const button of document.querySelectorAll("[data-opens]")) {
    button.addEventListener("click", () => openDialog(button.dataset.opens, button));
  }
  for (const button of document.querySelectorAll("dialog:not(#ask) [data-close]")) {
    button.addEventListener("click", () => button.closest("dialog").close());
  }
  addEventListener("click", (event) => {
    if (menu.open && !menu.contains(event.target)) menu.open = false;
  });
  menu.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || !menu.open) return;
    menu.open = false;
    menu.querySelector("summary").focus();
  });
  menu.addEventListener("focusout", (event) => {
    if (event.relatedTarget && !menu.contains(event.relatedTarget)) menu.open = false;
  });
}
