// Sends what a person did, and tries again under the same key when the network fails: the server
// takes a key once, so nothing happens twice.

const PAUSES_MS = [400, 1200, 3000];
const WAIT_MS = 15000;

export const base = document.body.dataset.base;
const token = document.querySelector('meta[name="rounds-token"]').content;

export class Trouble extends Error {}

export function newKey() {
  // crypto.randomUUID is missing over plain HTTP from another machine.
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

const pause = (ms) => new Promise((done) => setTimeout(done, ms));

async function post(path, body) {
  const response = await fetch(base + path, {
    method: "POST",
    headers: { "Content-Type": "application/json", "X-Rounds-Token": token },
    body: JSON.stringify(body),
    signal: AbortSignal.timeout(WAIT_MS),
  });
  const answer = await response.json().catch(() => ({}));
  if (!response.ok) {
    throw new Trouble(answer.error || "That did not work. Reload the page and try again.");
  }
  return answer;
}

/** The server's answer. Throws Trouble with a sentence; what was typed should then be kept. */
export async function send(path, body, { tries = PAUSES_MS.length + 1 } = {}) {
  for (let tried = 1; ; tried += 1) {
    try {
      return await post(path, body);
    } catch (error) {
      if (error instanceof Trouble) throw error;
      if (tried >= tries) {
        throw new Trouble("No connection, so that was not sent. Try again in a moment.");
      }
      await pause(PAUSES_MS[tried - 1]);
    }
  }
}

export function sendZone(zone) {
  const body = new URLSearchParams({ zone, token });
  return fetch(`${base}/zone`, { method: "POST", body }).catch(() => undefined);
}

export async function look(path) {
  const response = await fetch(base + path, { signal: AbortSignal.timeout(WAIT_MS) });
  if (!response.ok) throw new Trouble("That could not be loaded. Try again in a moment.");
  return response.json();
}
