// Says to screen readers what is new, and only that: never the history, never a mere edit.

const region = document.getElementById("live");
const LONGEST = 1200;
const MANY = 3;
const GATHER_MS = 200;

let waiting = [];
let timer = 0;

function flush() {
  timer = 0;
  const said = waiting.length > MANY ? `${waiting.length} new messages` : waiting.join(". ");
  waiting = [];
  // A fresh node each time: the same words twice are said twice.
  const node = document.createElement("p");
  node.textContent = said;
  region.replaceChildren(node);
}

export function announce(words) {
  waiting.push(words.slice(0, LONGEST));
  if (!timer) timer = setTimeout(flush, GATHER_MS);
}

/** What a message says, without its controls and ornaments. */
export function words(article, { whole }) {
  const copy = article.cloneNode(true);
  for (const part of copy.querySelectorAll(".meta, .stamp, [aria-hidden], .buttons, form")) part.remove();
  const text = [...copy.querySelectorAll("h2, p, li, dt, dd, tr, .lines, figcaption")]
    .map((part) => part.textContent.replace(/\s+/g, " ").trim())
    .filter(Boolean);
  const only = article.classList.contains("only-you") ? "Only you can see this. " : "";
  return only + (whole ? text : text.slice(0, 1)).join(". ");
}
