// One line of the talk as something to look at and to tap.
import { said } from "./said.js";

const ICONS = { voice: "i-mic", photo: "i-photo", video: "i-file", document: "i-file", contact: "i-card", location: "i-pin", unreadable: "i-odd" };
const NAMES = { voice: said.voice, photo: said.photo, video: said.video, document: said.document, contact: said.contact, location: said.location, unreadable: said.strange };
const SVG = "http://www.w3.org/2000/svg";

export function make(tag, name = "", text = "") {
  const element = document.createElement(tag);
  if (name) element.className = name;
  if (text) element.textContent = text;
  return element;
}

export function icon(id) {
  const svg = document.createElementNS(SVG, "svg");
  const use = document.createElementNS(SVG, "use");
  use.setAttribute("href", `#${id}`);
  svg.setAttribute("aria-hidden", "true");
  svg.append(use);
  return svg;
}

export const clock = (at) => new Date(at).toLocaleTimeString("id-ID", { hour: "2-digit", minute: "2-digit" });

export const numberedText = (line) => [line.text, ...line.choices.map((label, at) => `${at + 1}. ${label}`)].join("\n");

// `acts` has press(line, choice), edit(line) and again(line).
export function bubble(line, numbered, editable, acts) {
  const element = make("article", `bubble ${line.mine ? "mine" : "theirs"}`);
  const text = numbered && line.choices.length ? numberedText(line) : line.text;
  element.append(make("span", "sr", line.mine ? said.you : said.service), ...(line.mine ? own(line) : theirs(line, text)));
  element.append(make("div", "foot"));
  refoot(element, line, editable, acts);
  return line.mine || numbered || !line.choices.length ? [element] : [element, choices(line, acts)];
}

// What came from us: a file first, then the words, if there are any.
function theirs(line, text) {
  const files = (line.files ?? []).map((url) => {
    if (!url.startsWith("data:image/")) {
      const paper = make("a", "paper", said.document);
      paper.href = url;
      paper.download = "";
      return paper;
    }
    const image = make("img");
    image.src = url;
    image.alt = said.photo;
    return image;
  });
  return text || !files.length ? [...files, make("p", "", text)] : files;
}

// The small line beneath: when it was written, and how far it has come.
export function refoot(element, line, editable, acts) {
  element.classList.toggle("refused", line.status === "refused" || line.status === "too_large");
  element.querySelector(".foot").replaceWith(foot(line, editable, acts));
}

function own(line) {
  const parts = [];
  if (line.forwarded) parts.push(kind("i-forward", line.often ? said.often_forwarded : said.forwarded));
  if (line.kind === "button") parts.push(kind("", said.tapped));
  if (line.kind === "sticker") parts.push(make("p", "big", line.text));
  else if (NAMES[line.kind]) parts.push(kind(ICONS[line.kind], line.detail ? `${NAMES[line.kind]} · ${line.detail}` : NAMES[line.kind]));
  if (line.picture) parts.push(picture(line));
  if (line.sound) parts.push(sound(line));
  if (line.text && line.kind !== "sticker") parts.push(make("p", "", line.text));
  return parts;
}

function kind(id, text) {
  const row = make("div", "kind");
  if (id) row.append(icon(id));
  row.append(text);
  return row;
}

function picture(line) {
  const image = make("img");
  image.src = line.picture;
  [image.width, image.height] = line.size;
  image.alt = said.photo;
  return image;
}

function sound(line) {
  const audio = make("audio");
  audio.controls = true;
  audio.src = line.sound;
  return audio;
}

function foot(line, editable, acts) {
  const row = make("div", "foot");
  if (line.edited) row.append(make("span", "", said.edited));
  if (editable) row.append(button(said.edit, () => acts.edit(line)));
  if (line.status === "refused") row.append(button(said.again, () => acts.again(line)));
  const at = make("time", "", clock(line.at));
  row.append(at);
  if (line.mine) row.append(tick(line.status));
  return row;
}

function button(text, act) {
  const element = make("button", "", text);
  element.type = "button";
  element.addEventListener("click", act);
  return element;
}

const MARKS = { sending: "M5 7.5 8.5 11 15 3.5", received: "M2 7.5 5.5 11 12 3.500M9 10.200l1 .8 7-7.5", waiting: "M11 2.500a4.5 4.5 0 1 0 .01 0M11 4.500V7l2 1.2" };
const TOLD = { sending: said.sending, received: said.received, waiting: said.waiting };

function tick(status) {
  if (!MARKS[status]) return make("span", "", said[status] ?? said.refused);
  const mark = make("span", `tick ${status}`);
  mark.setAttribute("role", "img");
  mark.setAttribute("aria-label", TOLD[status]);
  mark.title = TOLD[status];
  const svg = document.createElementNS(SVG, "svg");
  const path = document.createElementNS(SVG, "path");
  svg.setAttribute("viewBox", "0 0 20 14");
  path.setAttribute("d", MARKS[status]);
  svg.append(path);
  mark.append(svg);
  return mark;
}

// Old buttons stay where they are, as in a real chat: tapping one is what a frightened thumb does.
function choices(line, acts) {
  const group = make("fieldset", "choices");
  group.dataset.id = line.id;
  group.setAttribute("aria-label", said.choices);
  line.choices.forEach((label, at) => group.append(button(label, () => acts.press(line, at))));
  return group;
}
