// Keeps one stream open, goes on where it stopped, and says so while it cannot.

import { announce } from "./announce.js";
import { base } from "./send.js";
import { show } from "./messages.js";

const lost = document.getElementById("lost");
const AGAIN_MS = 2000;
const NOTICE_MS = 1200;
const HIDDEN_MS = 60000;

let seq = Number(document.body.dataset.seq);
let source = null;
let timer = 0;
let hiding = 0;
let gone = false;

function say(text) {
  lost.textContent = text;
  lost.hidden = !text;
}

function connected() {
  clearTimeout(timer);
  timer = 0;
  if (!lost.hidden) announce("Connected again.");
  say("");
}

function dropped() {
  if (gone) return;
  // A short gap is nobody's concern.
  if (!timer) timer = setTimeout(() => say("Connection lost. Trying again…"), NOTICE_MS);
  // After a refusal, or a proxy's error page, browsers give up by themselves; we do not.
  if (source?.readyState === EventSource.CLOSED) setTimeout(open, AGAIN_MS);
}

function end() {
  gone = true;
  source.close();
  say("You are not in this group any more.");
  const link = document.createElement("a");
  link.href = "/";
  link.textContent = "Back to Rounds";
  lost.append(" ", link);
}

export function open() {
  if (gone) return;
  source?.close();
  source = new EventSource(`${base}/stream?after=${seq}`);
  source.addEventListener("ready", connected);
  source.addEventListener("gone", end);
  source.addEventListener("message", (event) => {
    seq = Number(event.lastEventId);
    show(JSON.parse(event.data));
  });
  source.addEventListener("error", dropped);
}

export function watch() {
  open();
  addEventListener("online", open);
  addEventListener("pagehide", () => source?.close());
  addEventListener("pageshow", (event) => event.persisted && open());
  // Browsers allow six connections to one server over HTTP/1.1: a tab that nobody looks at gives
  // its own back, and catches up when it is looked at again.
  document.addEventListener("visibilitychange", () => {
    clearTimeout(hiding);
    if (document.hidden) hiding = setTimeout(() => source?.close(), HIDDEN_MS);
    else if (source?.readyState === EventSource.CLOSED) open();
  });
}
