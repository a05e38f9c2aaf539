// What else a telephone can send: pictures, voices, places, cards, files, other people's words.
import { asFile, asUrl, sample, smaller } from "./files.js";
import { said } from "./said.js";
import * as voice from "./voice.js";

const $ = (id) => document.getElementById(id);
const FORMS = { location: "location-form", contact: "contact-form", forward: "forward-form" };
const STICKERS = ["🙏", "😢", "🙂", "👍"];

export function openSheet(say, notice) {
  const close = () => fold(true);
  const sendForm = (message, shown) => {
    close();
    say(message, shown);
  };

  const picks = {
    photo: () => $("photo-file").click(),
    file: () => $("any-file").click(),
    sticker: () => say({ kind: "sticker", text: STICKERS[Math.floor(Math.random() * STICKERS.length)] }),
    odd: () => say({ kind: "unreadable" }),
    "sample-voice": async () => sendVoice(await sample("suara.wav"), "suara.wav", say),
    "sample-photo": async () => sendPhoto(await sample("foto.png"), "foto.png", say),
  };

  $("plus").addEventListener("click", () => fold(!$("sheet").hidden));
  $("sheet").addEventListener("keydown", (event) => {
    if (event.key === "Escape") {
      close();
      $("plus").focus();
    }
  });
  $("sheet-grid").addEventListener("click", (event) => {
    const pick = event.target.closest("[data-pick]")?.dataset.pick;
    if (FORMS[pick]) return openForm(FORMS[pick]);
    if (pick) close();
    picks[pick]?.();
  });
  $("photo-file").addEventListener("change", async (event) => {
    for (const file of taken(event.target)) await sendPhoto(file, file.name, say);
  });
  $("any-file").addEventListener("change", async (event) => {
    for (const file of taken(event.target)) await sendFile(file, say);
  });
  location(sendForm, notice);
  cards(sendForm);
  recorder(say, notice);
}

function fold(shut) {
  $("sheet").hidden = shut;
  $("plus").setAttribute("aria-expanded", String(!shut));
  $("sheet-grid").hidden = false;
  Object.values(FORMS).forEach((form) => ($(form).hidden = true));
  if (!shut) $("sheet-grid").querySelector("button").focus();
}

function openForm(id) {
  $("sheet-grid").hidden = true;
  $(id).hidden = false;
  $(id).querySelector("input, select, textarea").focus();
}

function taken(input) {
  const files = [...input.files];
  input.value = "";
  return files;
}

// Words that were being typed go with the picture, as its caption.
function caption() {
  const words = $("words");
  const text = words.value;
  words.value = "";
  return text;
}

async function sendPhoto(blob, name, send) {
  const made = await smaller(blob);
  send({ kind: "photo", text: caption(), files: [await asFile(made.blob, name)] }, { picture: made.preview, size: made.size });
}

async function sendVoice(blob, name, send) {
  const file = await asFile(blob, name);
  send({ kind: "voice", files: [file] }, { sound: blob.size < 200_000 ? await asUrl(blob) : "" });
}

async function sendFile(file, send) {
  const kind = file.type.startsWith("video/") ? "video" : "document";
  send({ kind, files: [await asFile(file, file.name)] }, { detail: file.name });
}

function location(send, notice) {
  const city = $("city");
  const at = (latitude, longitude, label) =>
    send({ kind: "location", point: { latitude, longitude, label } }, { detail: label || `${latitude}, ${longitude}` });
  city.addEventListener("change", () => ($("degrees").hidden = city.value !== ""));
  $("location-form").addEventListener("submit", (event) => {
    event.preventDefault();
    const written = city.value || `${$("latitude").value},${$("longitude").value}`;
    const [latitude, longitude] = written.split(",").map(Number);
    at(latitude, longitude, city.value ? city.selectedOptions[0].textContent : "");
  });
  $("here").addEventListener("click", () => {
    const failed = () => notice(said.no_place);
    if (!navigator.geolocation) return failed();
    navigator.geolocation.getCurrentPosition(({ coords }) => at(coords.latitude, coords.longitude, ""), failed, { timeout: 8000 });
  });
}

function cards(send) {
  $("contact-form").addEventListener("submit", (event) => {
    event.preventDefault();
    const [text, phone] = [$("card-name").value, $("card-phone").value];
    event.target.reset();
    send({ kind: "contact", text, phone }, { detail: phone });
  });
  $("forward-form").addEventListener("submit", (event) => {
    event.preventDefault();
    const [text, often_forwarded] = [$("forward-text").value, $("often").checked];
    event.target.reset();
    send({ text, forwarded: true, often_forwarded });
  });
}

function recorder(send, notice) {
  const recording = (on) => ($("recording").hidden = !on);
  $("mic").addEventListener("click", async () => {
    if (!$("recording").hidden) return;
    const started = await voice.start((time) => ($("recorded").textContent = time));
    recording(started);
    if (started) $("send-voice").focus();
    else notice(said.no_microphone);
  });
  $("drop-voice").addEventListener("click", async () => {
    await voice.stop();
    recording(false);
  });
  $("send-voice").addEventListener("click", async () => {
    const blob = await voice.stop();
    recording(false);
    if (blob) await sendVoice(blob, "suara.webm", send);
  });
}
