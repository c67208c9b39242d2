// What may come next in a command line. Pure: a line and the catalog in, completions out.

const quoted = (value) => (/[\s"]/.test(value) ? `"${value.replaceAll('"', "")}"` : value);

/** The command a line begins with, when its name is complete and followed by a space. */
function begun(line, catalog) {
  const lower = line.toLowerCase();
  return catalog
    .filter((command) => lower.startsWith(`/${command.name} `))
    .sort((a, b) => b.name.length - a.name.length)[0];
}

/** Where the last word begins; a space inside quotes does not end a word. */
function lastWord(text) {
  let start = 0;
  let open = false;
  [...text].forEach((letter, index) => {
    if (letter === '"') open = !open;
    else if (/\s/.test(letter) && !open) start = index + 1;
  });
  return start;
}

function commands(line, catalog) {
  const typed = line.slice(1).toLowerCase().trimStart();
  const at = (command) => command.name.indexOf(typed);
  const found = catalog
    .filter((command) => at(command) >= 0)
    .sort((a, b) => (at(a) > 0) - (at(b) > 0));
  const items = found.map((command) => ({
    label: `/${command.name}`,
    about: command.about,
    badge: command.managers ? "managers" : "",
    line: command.options.length ? `/${command.name} ` : `/${command.name}`,
  }));
  return { items, first: !found.some((command) => command.name === typed.trim()) };
}

function values(option, typed, prefix) {
  const wanted = typed.replaceAll('"', "").toLowerCase();
  const all =
    option.kind === "yes_no"
      ? [{ label: "yes", value: "yes" }, { label: "no", value: "no" }]
      : option.choices;
  return all
    .filter((c) => c.value.toLowerCase().includes(wanted) || c.label.toLowerCase().includes(wanted))
    .map((c) => ({
      label: c.label,
      about: c.about || (c.value === c.label ? "" : c.value),
      line: `${prefix}${option.name}:${quoted(c.value)} `,
    }));
}

export function suggested(option, choices, prefix) {
  return values({ ...option, kind: "choice", choices }, "", prefix);
}

/**
 * `{items, first, usage, ask}`: `first` points to the first item at once; `ask` names what only the
 * server can complete: `{option, typed, prefix}`.
 */
export function complete(line, catalog) {
  if (!line.startsWith("/")) return { items: [], first: false };
  const command = begun(line, catalog);
  if (!command) return commands(line, catalog);
  const usage = { text: command.usage, about: command.about };
  const start = command.name.length + 2;
  const rest = line.slice(start);
  const cut = start + lastWord(rest);
  const prefix = line.slice(0, cut);
  const word = line.slice(cut);
  const used = new Set([...prefix.slice(start).matchAll(/([a-z_]+):/gi)].map((m) => m[1]));
  const colon = word.indexOf(":");
  if (colon > 0) {
    const option = command.options.find((each) => each.name === word.slice(0, colon).toLowerCase());
    const typed = word.slice(colon + 1);
    if (!option) return { items: [], first: false, usage };
    usage.about = option.about;
    if (option.suggest) {
      const ask = { option, typed: typed.replaceAll('"', ""), prefix };
      return { items: [], first: false, usage, ask };
    }
    return { items: values(option, typed, prefix), first: false, usage };
  }
  const free = command.options.filter((option) => !used.has(option.name));
  const names = free
    .filter((option) => option.name.startsWith(word.toLowerCase()))
    .map((option) => ({
      label: `${option.name}:`,
      about: option.about,
      badge: option.required ? "needed" : "",
      line: `${prefix}${option.name}:`,
    }));
  const choices = word
    ? free.filter((o) => o.kind === "choice").flatMap((o) => values(o, word, prefix))
    : [];
  return { items: [...names, ...choices], first: false, usage };
}
