// First visit: tells the server which zone this browser is in.

import { ownZone } from "./times.js";

for (const field of document.querySelectorAll('input[name="zone"]')) field.value = ownZone();
