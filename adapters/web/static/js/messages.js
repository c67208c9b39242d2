// The list of messages: rows come in by stream and by reply, in any order, as often as they like.

import { announce, words } from "./announce.js";
import { localise } from "./times.js";

const box = document.getElementById("messages");
const list = document.getElementById("list");
const empty = document.getElementById("empty");
const newest = document.getElementById("newest");
const earlier = document.getElementById("earlier");
const NEAR_PX = 120;

const atEnd = () => box.scrollHeight - box.scrollTop - box.clientHeight < NEAR_PX;
const calm = matchMedia("(prefers-reduced-motion: reduce)");

function build(html) {
  const template = document.createElement("template");
  template.innerHTML = html.trim();
  return template.content.firstElementChild;
}

/** Localises times, and lets the keyboard scroll what is wider than the column. */
export function dress(root) {
  localise(root);
  for (const wide of root.querySelectorAll(".scroll")) {
    if (wide.scrollWidth > wide.clientWidth + 1) wide.tabIndex = 0;
  }
}

function place(article) {
  const born = Number(article.dataset.born);
  let after = list.lastElementChild;
  while (after && Number(after.dataset.born) > born) after = after.previousElementSibling;
  if (after) after.after(article);
  else list.prepend(article);
  empty.hidden = true;
}

function bringUp(article) {
  const behavior = calm.matches ? "auto" : "smooth";
  const tall = article.offsetHeight > box.clientHeight - 24;
  if (article === list.lastElementChild && !tall) {
    box.scrollTo({ top: box.scrollHeight, behavior });
  } else {
    article.scrollIntoView({ block: tall ? "start" : "nearest", behavior });
  }
}

/** What was chosen in a message's own fields survives a redraw by others. */
function carryOver(from, to) {
  for (const field of from.querySelectorAll("select, input[type=checkbox]")) {
    const same = field.id && to.querySelector(`#${CSS.escape(field.id)}`);
    if (!same) continue;
    if (field.type === "checkbox") same.checked = field.checked;
    else if ([...same.options].some((o) => o.value === field.value)) same.value = field.value;
  }
}

function swap(old, article) {
  const focused = old.contains(document.activeElement) ? document.activeElement : null;
  carryOver(old, article);
  old.replaceWith(article);
  if (!focused) return;
  const action = focused.dataset?.action;
  const same =
    (focused.id && article.querySelector(`#${CSS.escape(focused.id)}`)) ||
    (action && article.querySelector(`button[data-action="${CSS.escape(action)}"]`));
  (same || article).focus({ preventScroll: true });
}

/** Shows a row once, in its place. `mine`: it answers what this person just did. */
export function show(row, { mine = false } = {}) {
  const article = build(row.html);
  const old = document.getElementById(article.id);
  if (old && Number(old.dataset.seq) >= row.seq) {
    // The stream was faster than the reply.
    if (mine) {
      bringUp(old);
      newest.hidden = true;
    }
    return;
  }
  const oldest = list.firstElementChild;
  if (!old && !earlier.hidden && oldest && row.born < Number(oldest.dataset.born)) return;
  const follow = atEnd();
  if (old) swap(old, article);
  else place(article);
  dress(article);
  if (!old || mine) announce(words(article, { whole: mine || row.private }));
  if (mine || (follow && !old)) bringUp(article);
  else if (!old) newest.hidden = false;
  if (mine) newest.hidden = true;
}

export function toEnd() {
  box.scrollTop = box.scrollHeight;
  newest.hidden = true;
}

/** Puts older rows on top without moving what is being read. */
export function showEarlier(rows) {
  const height = box.scrollHeight;
  const articles = rows.map((row) => build(row.html));
  list.prepend(...articles);
  articles.forEach(dress);
  box.scrollTop += box.scrollHeight - height;
  articles.at(-1)?.focus({ preventScroll: true });
}

export const oldestBorn = () => list.firstElementChild?.dataset.born;

export function watchEnd() {
  box.addEventListener("scroll", () => {
    if (atEnd()) newest.hidden = true;
  });
  newest.addEventListener("click", () => {
    toEnd();
    box.focus();
  });
}
