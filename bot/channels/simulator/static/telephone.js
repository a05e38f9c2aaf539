// One telephone: what it remembers, what it sends, what reaches it.
import { bubble, make, refoot } from "./bubbles.js";
import { listen, post } from "./line.js";
import * as lock from "./lock.js";
import * as memory from "./memory.js";
import { said } from "./said.js";
import { openSheet } from "./sheet.js";

const $ = (id) => document.getElementById(id);
const slot = memory.slotFrom(location.search);
let state = memory.load(slot);
let signal = true;
let draining = false;
let late = false;
let editing = null;
let lastBody = null;
let halt = new AbortController();

// --- what is seen

const log = $("log");
const atEnd = () => log.scrollHeight - log.scrollTop - log.clientHeight < 80;
let following = true;

const empty = $("empty");
const acts = { press, edit, again };
const drawn = new Map();

// Only what changed is drawn anew: a voice goes on playing, a button keeps the focus, nothing is read out twice.
function show() {
  const height = log.scrollTop;
  const asking = state.lines.findLast((line) => !line.mine && line.choices.length);
  const lastWords = state.lines.findLast((line) => line.mine && line.kind === "text" && line.status === "received");
  const wanted = state.lines.flatMap((line) => draw(line, line === lastWords));
  if (!wanted.length) wanted.push(empty);
  wanted.forEach((element, at) => log.children[at] !== element && log.insertBefore(element, log.children[at] ?? null));
  while (log.children.length > wanted.length) log.lastChild.remove();
  log.querySelectorAll(".choices").forEach((group) => group.classList.toggle("old", group.dataset.id !== asking?.id));
  if (following) toEnd();
  else log.scrollTop = height;
}

function draw(line, editable) {
  const mark = JSON.stringify([{ ...line, status: "" }, state.numbered]);
  const standing = `${line.status} ${editable} ${line.edited}`;
  const before = drawn.get(line.id);
  if (before?.mark !== mark) {
    drawn.set(line.id, { mark, standing, elements: bubble(line, state.numbered, editable, acts) });
  } else if (before.standing !== standing) {
    before.standing = standing;
    refoot(before.elements[0], line, editable, acts);
  }
  return drawn.get(line.id).elements;
}

function toEnd() {
  following = true;
  log.scrollTop = log.scrollHeight;
  $("down").hidden = true;
}

function keep() {
  if (!memory.save(slot, state)) notice(said.unsaved);
}

let noticeEnds = 0;
function notice(text) {
  $("notice").textContent = text;
  $("notice").hidden = false;
  clearTimeout(noticeEnds);
  noticeEnds = setTimeout(() => ($("notice").hidden = true), 5000);
}

// --- what is sent

// `shown` is what only this page needs: a picture, a sound, a detail.
function say(message, shown = {}) {
  const key = memory.draw();
  const body = { address: state.address, name: state.name, key, ...message };
  const line = {
    id: key, mine: true, at: Date.now(), kind: message.kind ?? "text", text: message.text ?? "", choices: [],
    forwarded: Boolean(message.forwarded), often: Boolean(message.often_forwarded), status: signal && !late ? "sending" : "waiting", ...shown,
  };
  if (message.edits) change(message.edits, { text: message.text, edited: true, status: line.status });
  else state.lines.push(line);
  state.waiting.push({ body, line: message.edits || key });
  following = true;
  keep();
  show();
  drain();
}

function change(id, what) {
  const line = state.lines.find((one) => one.id === id);
  if (line) Object.assign(line, what);
}

// One after the other, as on a real telephone: what was written first arrives first.
async function drain() {
  if (draining) return;
  draining = true;
  for (let pause = 300; signal && state.waiting.length; ) {
    const next = state.waiting[0];
    const status = await post(next.body);
    late = status === "later";
    if (late) {
      state.waiting.forEach((one) => change(one.line, { status: "waiting" }));
      show();
      await new Promise((done) => setTimeout(done, pause));
      pause = Math.min(pause * 2, 5000);
      continue;
    }
    change(next.line, { status });
    pause = 300;
    lastBody = next.body;
    state.waiting = state.waiting.filter((one) => one.body.key !== next.body.key);
    keep();
    show();
  }
  draining = false;
}

function press(line, choice) {
  say({ kind: "button", text: line.choices[choice], press: { turn: line.turn, choice, name: line.names?.[choice] ?? "" } });
}

function again(line) {
  state.lines = state.lines.filter((one) => one !== line);
  say({ text: line.text });
}

function edit(line) {
  editing = line.id;
  $("words").value = line.text;
  $("editing").hidden = false;
  fit();
  $("words").focus();
}

function stopEditing() {
  editing = null;
  $("editing").hidden = true;
  $("words").value = "";
  fit();
}

function sendWords() {
  const text = $("words").value;
  if (!text.trim()) return;
  if (editing) {
    const edits = editing;
    stopEditing();
    say({ text, edits });
    return;
  }
  $("words").value = "";
  fit();
  say({ text });
}

async function resend() {
  if (!lastBody) return notice(said.nothing_to_resend);
  await post(lastBody);
  notice(said.resent);
}

// --- what comes

function heard(id, line) {
  state.last = id;
  if (line.gone?.length) return takeBack(line.gone);
  if (state.lines.some((one) => one.id === id)) return;
  following &&= atEnd();
  const shown = { id, mine: false, at: Date.now(), kind: "text", ...line };
  state.lines.push(shown);
  keep();
  show();
  $("down").hidden = following;
  lock.notify(shown, state.numbered);
}

// What the service deletes from a telephone is gone from the talk and from the lock screen.
function takeBack(gone) {
  state.lines = state.lines.filter((line) => !gone.includes(line.id));
  lock.clear();
  keep();
  show();
}

function connect() {
  halt.abort();
  halt = new AbortController();
  if (!signal || document.hidden) return tell(false);
  listen(state.address, () => state.last, halt.signal, { line: heard, connected: tell });
}

function tell(connected) {
  $("state").textContent = !signal ? said.no_signal : connected ? said.connected : said.connecting;
  if (connected) drain();
}

// --- the telephones

function telephones() {
  const links = memory.slots().map((name) => {
    const link = make("a", "", `${said.telephone} ${name} · ${memory.read(name)?.name || said.nameless}`);
    link.href = `?phone=${name}`;
    if (name === slot) link.setAttribute("aria-current", "page");
    const item = make("li");
    item.append(link);
    return item;
  });
  $("telephones").replaceChildren(...links);
  $("new-telephone").href = `?phone=${memory.nextSlot()}`;
  document.title = `Kentongan · ${said.telephone} ${slot}`;
}

function newSim() {
  Object.assign(state, { address: memory.draw(), last: "", lines: [], waiting: [] });
  lock.clear();
  settled();
  connect();
  notice(said.new_sim);
}

function settled() {
  keep();
  telephones();
  show();
}

// --- hands

function fit() {
  const words = $("words");
  words.style.height = "auto";
  words.style.height = `${words.scrollHeight + 2}px`;
}

$("composer").addEventListener("submit", (event) => {
  event.preventDefault();
  sendWords();
});
$("words").addEventListener("input", fit);
$("words").addEventListener("keydown", (event) => {
  if (event.key === "Enter" && !event.shiftKey && !event.isComposing) {
    event.preventDefault();
    sendWords();
  }
  if (event.key === "Escape" && editing) stopEditing();
});
log.addEventListener("scroll", () => {
  following = atEnd();
  if (following) $("down").hidden = true;
});
// Whatever takes room away, a sheet, the keyboard, a picture that has loaded, the last line stays in sight.
new ResizeObserver(() => following && toEnd()).observe(log);
log.addEventListener("load", () => following && toEnd(), true);
log.addEventListener("click", (event) => {
  if (!event.target.matches("[data-example]")) return;
  $("words").value = event.target.textContent;
  fit();
  $("words").focus();
});
$("down").addEventListener("click", toEnd);
$("stop-editing").addEventListener("click", stopEditing);
$("profile-name").addEventListener("input", (event) => {
  state.name = event.target.value;
  keep();
  telephones();
});
$("numbered").addEventListener("change", (event) => {
  state.numbered = event.target.checked;
  settled();
});
$("signal").addEventListener("change", (event) => {
  signal = event.target.checked;
  connect();
});
$("resend").addEventListener("click", resend);
$("new-sim").addEventListener("click", newSim);
$("clear").addEventListener("click", () => {
  state.lines = [];
  lock.clear();
  settled();
});
document.querySelectorAll("[data-show]").forEach((tab) =>
  tab.addEventListener("click", () => {
    document.body.dataset.view = tab.dataset.show;
    document.querySelectorAll("[data-show]").forEach((one) => one.setAttribute("aria-pressed", String(one === tab)));
    if (tab.dataset.show === "chat") toEnd();
  }));
document.addEventListener("visibilitychange", connect);
window.addEventListener("storage", (event) => {
  if (!memory.isFor(slot, event.key)) return telephones();
  state = memory.read(slot) ?? state;
  show();
});

openSheet(say, notice);
$("profile-name").value = state.name;
$("numbered").checked = state.numbered;
settled();
toEnd();
connect();
drain();
if (matchMedia("(min-width: 701px)").matches) $("words").focus();
