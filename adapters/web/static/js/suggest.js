// Asks the core for completions while someone types; only the newest question's answer counts.

import { newKey, send } from "./send.js";

const PAUSE_MS = 140;

export class Suggester {
  #asked = 0;
  #timer = 0;

  /** Calls `found(choices)` unless something newer was asked meanwhile. */
  ask(suggester, typed, found) {
    this.stop();
    const mine = this.#asked;
    this.#timer = setTimeout(async () => {
      try {
        const answer = await send("/suggest", { key: newKey(), suggester, typed }, { tries: 1 });
        if (mine === this.#asked) found(answer.choices || []);
      } catch {
        // Without completions the line can still be typed.
      }
    }, PAUSE_MS);
  }

  stop() {
    clearTimeout(this.#timer);
    this.#asked += 1;
  }
}
