// What the server answers to something this person did: a row for the list, or a form to fill in.

import { announce } from "./announce.js";
import { ask } from "./dialog.js";
import { show } from "./messages.js";

export function answered(answer, opener) {
  if (answer.form) ask(answer.form, opener, answered);
  else if (answer.row) show(answer.row, { mine: true });
  else announce("Done.");
}
