// Shows every <time> in the reader's own zone, in words; the server's text names its zone instead.

const language = navigator.language.startsWith("en") ? navigator.language : "en-GB";
const date = { weekday: "short", day: "numeric", month: "short", year: "numeric" };
const { hourCycle } = new Intl.DateTimeFormat(language, { hour: "numeric" }).resolvedOptions();
const clock = { hour: hourCycle === "h23" ? "2-digit" : "numeric", minute: "2-digit" };
const format = (options) => new Intl.DateTimeFormat(language, options);
const formats = {
  date: format(date),
  time: format(clock),
  date_time: format({ ...date, ...clock }),
  stamp: format({ day: "numeric", month: "short", ...clock }),
};
const relative = new Intl.RelativeTimeFormat(language, { numeric: "auto" });
const UNITS = [
  ["day", 86400],
  ["hour", 3600],
  ["minute", 60],
];

function fromNow(at) {
  const seconds = (at - Date.now()) / 1000;
  for (const [unit, size] of UNITS) {
    if (Math.abs(seconds) >= size) return relative.format(Math.trunc(seconds / size), unit);
  }
  return seconds >= 0 ? "in a moment" : "a moment ago";
}

function shown(at, style) {
  if (style === "relative") return fromNow(at);
  if (style === "stamp" && at.toDateString() === new Date().toDateString()) {
    return formats.time.format(at);
  }
  return (formats[style] || formats.date_time).format(at);
}

export function localise(root) {
  for (const element of root.querySelectorAll("time[data-style]")) {
    const at = new Date(element.dateTime);
    element.textContent = shown(at, element.dataset.style);
    if (element.dataset.style !== "date") element.title = formats.date_time.format(at);
  }
}

export function keepFresh(root) {
  setInterval(() => {
    for (const element of root.querySelectorAll('time[data-style="relative"]')) {
      element.textContent = fromNow(new Date(element.dateTime));
    }
  }, 30000);
}

export const ownZone = () => Intl.DateTimeFormat().resolvedOptions().timeZone || "UTC";
