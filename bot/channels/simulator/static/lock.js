// The same telephone, locked, on a table: what a stranger reads as each line comes.
import { clock, make, numberedText } from "./bubbles.js";
import { said, telling } from "./said.js";

const SHOWN = 6;
const list = document.getElementById("notifications");
const wipe = document.getElementById("wipe");
const told = document.getElementById("told");
const word = new RegExp(`(?<![\\p{L}\\p{N}])(${telling.join("|")})(?![\\p{L}\\p{N}])`, "giu");

export function notify(line, numbered) {
  const card = make("li");
  const head = make("b", "", said.service);
  head.append(make("time", "", clock(line.at)));
  const text = make("span");
  text.append(...marked(numbered && line.choices.length ? numberedText(line) : line.text));
  card.append(head, text);
  list.prepend(card);
  while (list.children.length > SHOWN) list.lastChild.remove();
  review();
}

function marked(text) {
  return text.split(word).map((part, at) => (at % 2 ? make("mark", "", part) : part));
}

function review() {
  wipe.hidden = !list.children.length;
  told.hidden = !list.querySelector("mark");
}

export function clear() {
  list.replaceChildren();
  review();
}

function showTime() {
  const now = new Date();
  document.getElementById("clock").textContent = clock(now);
  document.getElementById("day").textContent = now.toLocaleDateString("id-ID", { weekday: "long", day: "numeric", month: "long" });
}

wipe.addEventListener("click", clear);
showTime();
setInterval(showTime, 10_000);
