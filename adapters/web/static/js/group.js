// The page of a group: everything is wired here.

import { watchClicks } from "./clicks.js";
import { watchCommands } from "./command.js";
import { watchMenus } from "./menus.js";
import { dress, oldestBorn, showEarlier, toEnd, watchEnd } from "./messages.js";
import { look, sendZone } from "./send.js";
import { watch } from "./stream.js";
import { keepFresh, ownZone } from "./times.js";

const messages = document.getElementById("messages");
const earlier = document.getElementById("earlier");

earlier.addEventListener("click", async () => {
  if (earlier.getAttribute("aria-busy")) return;
  earlier.setAttribute("aria-busy", "true");
  try {
    const { rows, more } = await look(`/earlier?before=${oldestBorn()}`);
    showEarlier(rows);
    earlier.hidden = !more;
    earlier.textContent = "Earlier messages";
  } catch {
    earlier.textContent = "They could not be loaded. Try again";
  } finally {
    earlier.removeAttribute("aria-busy");
  }
});

dress(messages);
keepFresh(messages);
toEnd();
watchEnd();
watchClicks(messages);
watchMenus();
watch();
watchCommands();
if (document.body.dataset.zone !== ownZone()) sendZone(ownZone());
document.body.dataset.ready = "yes";
