// The desk works without this file. With it, pages stay fresh by themselves, keys work, and nothing typed is lost.
"use strict";
(() => {
  const root = document.documentElement;
  root.classList.add("js");
  const $ = (selector) => document.querySelector(selector);
  const panes = $(".panes");
  const say = (words) => { $("#say").textContent = words; };
  // A line that died without a word answers nothing, for ever: what is asked over it is given up and asked again.
  const inTime = () => AbortSignal.timeout(20000);

  // ---- what was typed is kept in this tab until it has been taken down -------------------------------------------
  const slot = (form) => `desk:${form.closest("#composer").dataset.officer}:${panes.dataset.code}:${form.dataset.composer || form.dataset.kept}`;
  const composers = () => document.querySelectorAll("form[data-composer], form[data-kept]");

  // Typing is a sign of life: the person hears no "still unread" while somebody writes to them.
  let told = 0;
  function alive(form) {
    if (Date.now() - told < 20000) return;
    told = Date.now();
    fetch(form.action.replace("/reply", "/typing"), { method: "POST", body: new URLSearchParams({ csrf: form.elements.csrf.value }) }).catch(() => {});
  }

  function restore() {
    for (const search of document.querySelectorAll("[data-answer-search]")) search.hidden = false;
    for (const form of composers()) {
      const kept = JSON.parse(sessionStorage.getItem(slot(form)) || "{}");
      for (const [name, words] of Object.entries(kept)) if (form.elements[name] && !form.elements[name].value) form.elements[name].value = words;
    }
  }

  // What a form holds in words; its tokens are not kept.
  const typed = (form) => Object.fromEntries([...form.querySelectorAll("textarea, select")].filter((one) => one.value).map((one) => [one.name, one.value]));

  function keep(form) {
    const words = typed(form);
    if (Object.keys(words).length) sessionStorage.setItem(slot(form), JSON.stringify(words));
    else sessionStorage.removeItem(slot(form));
  }

  document.addEventListener("input", (event) => {
    const form = event.target.closest("form[data-composer], form[data-kept]");
    if (!form) return;
    keep(form);
    if (form.dataset.composer === "reply") alive(form);
  });

  // Nor is what was typed before this file had come.
  for (const form of composers()) {
    if ([...form.querySelectorAll("textarea")].some((one) => one.value !== one.defaultValue)) keep(form);
  }

  // A prepared answer goes where the cursor is; the first blank is marked, to be filled in.
  document.addEventListener("click", (event) => {
    const answer = event.target.closest(".answer");
    const text = answer?.closest("form").elements.text;
    if (!text) return;
    const before = text.value && !text.value.endsWith("\n") ? `${text.value}\n` : text.value;
    text.value = before + answer.dataset.text;
    const meaning = answer.closest("form").elements.meaning;
    if (meaning) meaning.value = [meaning.value, answer.dataset.source].filter(Boolean).join("\n");
    text.dispatchEvent(new Event("input", { bubbles: true }));
    answer.closest("details").open = false;
    text.focus();
    const blank = text.value.indexOf("[", before.length);
    if (blank >= 0) text.setSelectionRange(blank, text.value.indexOf("]", blank) + 1);
  });

  document.addEventListener("input", (event) => {
    if (!event.target.matches("[data-answer-search]")) return;
    const wanted = event.target.value.toLowerCase();
    for (const one of event.target.closest("details").querySelectorAll("li")) one.hidden = !one.textContent.toLowerCase().includes(wanted);
  });

  // A picture opens in its place, after a press, one by one.
  document.addEventListener("click", (event) => {
    const veiled = event.target.closest("a[data-picture]");
    if (!veiled || event.ctrlKey || event.metaKey) return;
    event.preventDefault();
    const picture = document.createElement("img");
    picture.src = veiled.href;
    picture.alt = veiled.textContent;
    veiled.replaceWith(picture);
  });

  async function send(form) {
    const button = form.querySelector(".send button");
    const trouble = form.querySelector(".trouble");
    if (button.disabled) return;
    if (emptyBlank(form, trouble)) return;
    const stood = document.activeElement;
    const sent = typed(form);
    button.disabled = true;
    trouble.hidden = true;
    try {
      const answer = await fetch(form.action, { method: "POST", body: new URLSearchParams(new FormData(form)), signal: inTime() });
      const page = new DOMParser().parseFromString(await answer.text(), "text/html");
      const refused = page.querySelector("[data-refused]");
      const flash = page.querySelector(".flash");
      // News of a death: the page says what has to be taken down first.
      if (refused && refused.dataset.refused === "death") { HTMLFormElement.prototype.submit.call(form); return; }
      if (!answer.ok || refused || (flash && flash.classList.contains("wrong"))) {
        fail(trouble, (refused && refused.querySelector("p").textContent) || (flash && flash.textContent) || form.closest("#composer").dataset.broken);
        return;
      }
      // What was typed on while it was on its way stays.
      for (const one of form.querySelectorAll("textarea")) {
        one.value = one.value.startsWith(sent[one.name] || "") ? one.value.slice((sent[one.name] || "").length).trimStart() : one.value;
        one.dispatchEvent(new CustomEvent("desk:emptied", { bubbles: true }));
      }
      // What helped to write it is put away, so that the talk is seen again.
      for (const one of form.querySelectorAll("details[open]")) one.open = false;
      const next = page.querySelector(`form[data-composer="${form.dataset.composer}"] [name=once]`);
      if (next && form.elements.once) form.elements.once.value = next.value;
      keep(form);
      renew(page);
      if (flash?.classList.contains("beware")) fail(trouble, flash.textContent);
      else if (flash) say(flash.textContent);
      // Whoever went somewhere else meanwhile stays there.
      const now = document.activeElement;
      if (form.contains(now) || (now === document.body && stood === button)) $(`form[data-composer="${form.dataset.composer}"] textarea`)?.focus();
      toEnd();
    } catch {
      // The mark in the form stays the same, so pressing again cannot send twice.
      fail(trouble, form.closest("#composer").dataset.broken);
    } finally {
      button.disabled = false;
    }
  }

  // A blank of a prepared answer that nobody filled in is said once; a second press sends it as it is.
  function emptyBlank(form, trouble) {
    const box = form.elements.text;
    const blank = form.dataset.composer === "reply" && box.value.match(/\[[\p{L} ]{2,24}\]/u);
    if (!blank || form.dataset.warned === box.value) return false;
    form.dataset.warned = box.value;
    fail(trouble, form.closest("#composer").dataset.blank.replace("%(blank)s", blank[0]));
    box.focus();
    box.setSelectionRange(blank.index, blank.index + blank[0].length);
    return true;
  }

  function fail(place, words) {
    place.textContent = words;
    place.hidden = false;
    say(words);
  }

  document.addEventListener("submit", (event) => {
    const form = event.target;
    if (form.matches("form[data-composer]")) {
      event.preventDefault();
      send(form);
    } else if (form.matches("[data-leaves]")) {
      for (const key of Object.keys(sessionStorage)) if (key.startsWith("desk:")) sessionStorage.removeItem(key);
    }
  });

  // Other scripts of ours hand over a page that came as an answer, or ask for a fresh one.
  document.addEventListener("desk:renew", (event) => { renew(event.detail); toEnd(); });
  document.addEventListener("desk:say", (event) => say(event.detail));

  document.addEventListener("change", (event) => {
    if (event.target.matches("select[data-submits]")) event.target.form.submit();
    if (event.target.matches("input.mode")) writing()?.focus();
  });

  // On a telephone one sheet would lie over the other.
  document.addEventListener("toggle", (event) => {
    if (!event.target.matches("details.more[open]")) return;
    for (const other of document.querySelectorAll("details.more[open]")) if (other !== event.target) other.open = false;
  }, true);

  // ---- the parts that change take over what is new (part.js); focus, text, choices and scrolling stay --------------
  function renew(page) {
    const atEnd = nearEnd();
    const stood = document.activeElement;
    const stoodAt = [...document.querySelectorAll(".row")].indexOf(stood);
    for (const fresh of page.querySelectorAll("[data-live]")) {
      const old = document.getElementById(fresh.id);
      if (!old || old === fresh || same(old, fresh)) continue;
      if (fresh.id === "composer" && old.dataset.standing === fresh.dataset.standing && old.dataset.shut === fresh.dataset.shut) continue;
      if (fresh.id === "lines") { renewLines(old, fresh); continue; }
      const seen = new Set([...old.querySelectorAll(".row")].map((one) => one.id));
      const mode = fresh.id === "composer" && old.querySelector("input.mode:checked")?.id;
      window.renewPart(old, fresh);
      if (seen.size) for (const one of old.querySelectorAll(".row")) if (!seen.has(one.id)) one.classList.add("fresh");
      if (mode) { const kept = document.getElementById(mode); if (kept) kept.checked = true; }
    }
    // The row is gone on which the officer stood: by key they go on from its place.
    if (stoodAt >= 0 && !stood.isConnected) goneFrom = stoodAt;
    restore();
    ages();
    called();
    unveil();
    if (atEnd) toEnd();
  }

  // On a later page nothing is put in; a line above it says that something new has come since it was opened, also where
  // it came before we listened or while the line was broken.
  // A ticket that was begun before another may be there after it: the newest few are compared, not the one that leads.
  const newestOf = (line) => (line?.dataset.newest || "").split(" ").filter(Boolean).map(Number);
  const newestThen = newestOf($("#newer"));
  const oldestThen = newestThen.length < Number($("#newer")?.dataset.few) ? 0 : Math.min(...newestThen);
  function unveil() {
    const line = $("#newer");
    if (line) line.hidden = !newestOf(line).some((one) => one > oldestThen && !newestThen.includes(one));
  }

  // A colleague who was named in a note hears of it on whatever page lies open.
  // Otherwise than a P0 it waits for the end of the quiet hours; the notice carries the code and nothing else.
  let toldAt = 0;
  function calledTo(codes) {
    const away = codes.filter((code) => code !== panes.dataset.code || document.visibilityState !== "visible");
    if (!away.length) return;
    const link = $("#called a");
    link.href = `/desk/t/${away[0]}?queue=mentions`;
    link.textContent = away[0];
    $("#called").hidden = false;
    toldAt = Date.now();
    say(`${panes.dataset.called} ${away[0]}`);
    refresh("list");
    if (document.visibilityState === "visible" || !wanted() || quietNow() || window.Notification?.permission !== "granted") return;
    for (const code of away) new Notification(`${panes.dataset.calledShort} · ${code}`, { tag: `called ${code}` });
  }

  // Who else has a ticket on the screen: told as it happens, and fetched by nobody. What is told while a page is on its
  // way is newer than that page.
  let meanwhile = {};
  function looks(told) {
    Object.assign(meanwhile, told);
    for (const [code, names] of Object.entries(told)) {
      const fill = (words) => words.replace("%(names)s", names.join(", "));
      if (code === panes.dataset.code && $("#others")) {
        $("#others").hidden = !names.length;
        $("#others").textContent = fill(panes.dataset.others);
      }
      const row = document.getElementById(`row-${code}`);
      row?.querySelector(".looks")?.remove();
      if (!row || !names.length) continue;
      const tag = document.createElement("span");
      tag.className = "tag looks";
      tag.textContent = fill(panes.dataset.looks);
      row.querySelector(".third").append(tag);
    }
  }

  const named = () => Number($('#queues a[href$="queue=mentions"] .count')?.textContent) || 0;
  let before = named();
  function called() {
    const now = named();
    if (now > before && Date.now() - toldAt > 20000) say(panes.dataset.called);
    $("#queues")?.classList.toggle("called", now > 0);
    before = now;
  }

  // Line by line, so that a picture that lies open stays.
  function renewLines(old, fresh) {
    for (const line of [...fresh.children]) {
      const before = line.id && document.getElementById(line.id);
      if (!before) old.append(line);
      else if (!same(before, line) && !before.querySelector(".file img")) window.renewPart(before, line);
    }
    old.querySelector(":scope > .empty")?.remove();
  }

  const plain = (part) => part.innerHTML.replace(/<time[^>]*data-age[^>]*>[^<]*<\/time>/g, "").replace(/ value="[0-9a-f]{64}"/g, "").replace(/ class="row([^"]*?) fresh"/g, ' class="row$1"');
  const same = (old, fresh) => plain(old) === plain(fresh);

  // On a telephone the page itself scrolls, with the composer lying over its end.
  const whole = () => matchMedia("(max-width: 56rem)").matches;
  const newest = () => $("#lines > :last-child");
  function nearEnd() {
    const box = $("#scroll");
    if (!box) return false;
    if (whole()) return newest()?.getBoundingClientRect().bottom < innerHeight;
    return box.scrollHeight - box.scrollTop - box.clientHeight < 80;
  }
  function toEnd() {
    const box = $("#scroll");
    if (!box) return;
    if (!whole()) { box.scrollTop = box.scrollHeight; return; }
    const line = newest();
    if (!line) return;
    line.style.scrollMarginBottom = `${$("#composer").offsetHeight + 12}px`;
    line.scrollIntoView({ block: "end" });
  }
  // What stood on the page from its beginning no screen reader speaks by itself: it is said anew.
  const fade = () => {
    const flash = $(".said .flash");
    if (!flash) return;
    setTimeout(() => say(flash.textContent), 400);
    setTimeout(() => flash.remove(), 10000);
  };

  function ages() {
    const words = (panes && panes.dataset) || {};
    for (const time of document.querySelectorAll("time[data-age]")) {
      const minutes = Math.max(0, Math.floor((Date.now() + skew - Date.parse(time.dateTime)) / 60000));
      if (!words.minutes) return;
      if (minutes < 1) time.textContent = words.justNow;
      else if (minutes < 60) time.textContent = words.minutes.replace("%(n)s", minutes);
      else if (minutes < 1440) time.textContent = words.hours.replace("%(n)s", Math.floor(minutes / 60));
      else time.textContent = words.days.replace("%(n)s", Math.floor(minutes / 1440));
    }
  }
  // The officer's own clock may be wrong; ages are told by the server's.
  const skew = panes ? Date.parse(panes.dataset.now) - Date.now() : 0;

  // ---- live: the server says what changed, the page fetches it ------------------------------------------------------
  let busy = false;
  let again = "";
  let last = 0;
  // Rows that came while a page was on its way are newer than that page.
  let came = [];
  // No line to the server: nothing that happens would be told.
  let deaf = true;

  // `part` is "list" where the ticket that lies open here did not change.
  async function refresh(part = "all") {
    if (busy) { again = again === "all" ? "all" : part; return; }
    busy = true;
    const wait = Math.max(0, 400 - (Date.now() - last));
    await new Promise((done) => setTimeout(done, wait));
    last = Date.now();
    const seen = document.visibilityState === "visible" && part === "all" ? 1 : 0;
    const asked = `${panes.dataset.view}&${new URLSearchParams({ at: panes.dataset.code, seen, part })}`;
    try {
      meanwhile = {};
      came = [];
      const answer = await fetch(`/desk/now?${asked}`, { signal: inTime() });
      if (answer.status === 401) { location.reload(); return; }
      if (answer.ok) {
        const page = new DOMParser().parseFromString(await answer.text(), "text/html");
        // The ticket that lies open has left this officer's sight: nothing of it stays on the screen.
        if (panes.dataset.code && part === "all" && !page.querySelector("#head")) { location.reload(); return; }
        renew(page);
        looks(meanwhile);
        for (const one of came) insert(one);
      } else later(part);
      broken(!answer.ok || deaf);
    } catch {
      broken(true);
      later(part);
    } finally {
      busy = false;
      if (again) { const next = again; again = ""; refresh(next); }
    }
  }

  // What could not be fetched is asked for again; the server may only have been starting anew.
  const later = (part) => setTimeout(() => refresh(part), 3000 + Math.random() * 2000);

  const broken = (yes) => { $("#line-state").hidden = !yes; };

  let source = null;
  let heardAt = 0;
  function listen() {
    source?.close();
    const line = source = new EventSource(`/desk/live?${new URLSearchParams({ at: panes.dataset.code })}`);
    // What happened between the page and the stream, or while the line was broken, is fetched now.
    // The mark says up to where the store had been looked at; where nothing was written since, no list is fetched.
    const on = (name, act) => line.addEventListener(name, (event) => { heardAt = Date.now(); act(event); });
    heardAt = Date.now();
    on("alive", () => {});
    on("hello", (event) => {
      const first = !$("#line-state").dataset.known;
      $("#line-state").dataset.known = "1";
      deaf = false;
      broken(false);
      if (!first || panes.dataset.code || JSON.parse(event.data).mark !== panes.dataset.mark) refresh();
    });
    on("changed", (event) => heard(JSON.parse(event.data)));
    on("called", (event) => calledTo(JSON.parse(event.data)));
    on("looks", (event) => looks(JSON.parse(event.data)));
    on("ended", () => { line.close(); location.reload(); });
    // A browser tries a broken line again by itself, but not where the server answered that it could not serve.
    line.addEventListener("error", () => {
      if (line !== source) return;
      deaf = true;
      broken(true);
      if (line.readyState === EventSource.CLOSED) setTimeout(() => { if (line === source) listen(); }, 3000 + Math.random() * 2000);
    });
  }

  // A browser opens few lines to one server, and a page that listens keeps one: of all the pages of this desk those
  // listen that are on the screen, and one more that rings. Else the seventh page could not even be fetched.
  let rings = !navigator.locks;
  function attend() {
    const wanted = rings || document.visibilityState === "visible";
    if (wanted && !source) listen();
    if (!wanted && source) { source.close(); source = null; deaf = true; }
  }
  navigator.locks?.request("kentongan-desk", () => { rings = true; if (panes) attend(); return new Promise(() => {}); });

  // The server says every 15 seconds that it is still there. Where that stays out the line is dead, whatever it says.
  const SILENT_FOR = 40000;
  function doubt() {
    if (!source || source.readyState !== EventSource.OPEN || Date.now() - heardAt < SILENT_FOR) return;
    deaf = true;
    broken(true);
    listen();
  }

  // A ticket that nobody has is put into the list as it comes. What lies open here is fetched at once; a row that is
  // shown, a little later, so that fifty open desks do not ask in the same instant; all else changes only the counts.
  let soon = 0;
  let due = Infinity;
  function heard(changes) {
    notify(changes);
    const shown = changes.some((one) => document.getElementById(`row-${one.code}`));
    for (const one of changes) if (one.row) { insert(one); came.push(one); }
    if (changes.some((one) => one.code === panes.dataset.code)) { refresh(); return; }
    const wait = shown ? 1000 + Math.random() * 3000 : 4000 + Math.random() * 4000;
    if (Date.now() + wait >= due) return;
    clearTimeout(soon);
    due = Date.now() + wait;
    soon = setTimeout(() => { due = Infinity; refresh("list"); }, wait);
  }

  function insert(change) {
    const rows = $(".rows");
    if (!["queue=unassigned", "queue=office"].includes(panes.dataset.view) || document.getElementById(`row-${change.code}`)) return;
    if (!rows) { refresh("list"); return; }
    const fresh = new DOMParser().parseFromString(change.row, "text/html").querySelector("li");
    fresh.querySelector(".row").classList.add("fresh");
    const after = [...rows.children].filter((one) => one.querySelector(".priority").textContent.slice(0, 2) <= change.priority).pop();
    if (after) after.after(fresh); else rows.prepend(fresh);
  }

  // ---- sound and notice, for P0 and P1 alone, once the officer has asked for them -----------------------------------
  const wanted = () => localStorage.getItem("desk:alarm") === "on";
  // One sound for each ticket at each urgency, in this tab.
  const rang = new Set();
  // Between these hours of the office's clock P1 is silent; P0 never is.
  function quietNow() {
    const [from, until] = ($("#alarm")?.dataset.quiet || "").split("-");
    if (!from || !until) return false;
    const now = new Date().toLocaleTimeString("en-GB", { timeZone: "Asia/Jakarta", hour: "2-digit", minute: "2-digit", hourCycle: "h23" });
    return from <= until ? from <= now && now < until : now >= from || now < until;
  }

  function alarm(change) {
    const stage = `${change.code} ${change.priority}`;
    if (!wanted() || rang.has(stage) || (change.priority !== "P0" && quietNow())) return;
    rang.add(stage);
    const sound = new AudioContext();
    for (const [place, pitch] of [[0, 660], [0.22, 880]]) {
      const tone = sound.createOscillator();
      const loud = sound.createGain();
      tone.frequency.value = pitch;
      loud.gain.setValueAtTime(0.15, sound.currentTime + place);
      loud.gain.exponentialRampToValueAtTime(0.001, sound.currentTime + place + 0.2);
      tone.connect(loud).connect(sound.destination);
      tone.start(sound.currentTime + place);
      tone.stop(sound.currentTime + place + 0.2);
    }
    if (document.visibilityState !== "visible" && window.Notification?.permission === "granted") {
      // The code and nothing else: somebody may stand behind the officer.
      new Notification(`${change.priority} ${change.code}`, { tag: change.code });
    }
  }

  const bellSwitch = $("#alarm");
  if (bellSwitch) {
    bellSwitch.checked = wanted();
    bellSwitch.closest("label").hidden = false;
    bellSwitch.addEventListener("change", () => {
      localStorage.setItem("desk:alarm", bellSwitch.checked ? "on" : "off");
      if (bellSwitch.checked) window.Notification?.requestPermission();
    });
  }

  function notify(changes) {
    const here = changes.find((one) => one.code === panes.dataset.code && one.fresh);
    if (here) say(panes.dataset.newWords.replace("%(code)s", here.code));
    const grave = changes.find((one) => one.fresh && one.free && (one.priority === "P0" || one.priority === "P1"));
    if (grave) alarm(grave);
    if (grave) say(panes.dataset.newTicket.replace("%(code)s", grave.code).replace("%(priority)s", grave.priority));
  }

  document.addEventListener("visibilitychange", () => {
    if (!panes) return;
    attend();
    if (document.visibilityState === "visible") refresh();
  });
  window.addEventListener("pagehide", () => source?.close());

  // ---- keys: none of them sends or takes away ------------------------------------------------------------------------
  let goneFrom = -1;
  function move(step) {
    const rows = [...document.querySelectorAll(".row")];
    const at = rows.findIndex((one) => one === document.activeElement || (one.hasAttribute("aria-current") && !rows.includes(document.activeElement)));
    const to = at >= 0 ? at + step : goneFrom < 0 ? 0 : Math.min(goneFrom - (step < 0), rows.length - 1);
    goneFrom = -1;
    // Past the page's edge lies the next page, whose first or last row it is.
    if (!rows[to]) { turn(step); return; }
    if (document.body.classList.contains("has-ticket")) rows[to].click();
    else rows[to].focus();
  }

  async function turn(step) {
    const link = $(step > 0 ? "#turn-on" : "#turn-back");
    if (!link) return;
    const edge = step > 0 ? "first" : "last";
    if (!document.body.classList.contains("has-ticket")) { location.assign(`${link.href}#${edge}`); return; }
    const answer = await fetch(`/desk/now${new URL(link.href).search}&part=list`).catch(() => null);
    const page = new DOMParser().parseFromString(answer?.ok ? await answer.text() : "", "text/html");
    const rows = [...page.querySelectorAll(".row")];
    const row = edge === "first" ? rows[0] : rows.at(-1);
    if (row) location.assign(row.getAttribute("href"));
  }

  // Whoever came over the edge of a page by key goes on from its first or last row.
  function arrive() {
    const rows = document.querySelectorAll(".row");
    const row = { "#first": rows[0], "#last": rows[rows.length - 1] }[location.hash];
    row?.focus();
  }

  function mode(name) {
    const radio = document.getElementById(`mode-${name}`);
    if (!radio) return;
    radio.checked = true;
    writing()?.focus();
  }

  const writing = () => [...document.querySelectorAll("#composer form")].find((form) => form.offsetParent)?.querySelector("textarea, select");

  function act(field) {
    const more = $("#more");
    const wanted = document.getElementById(field);
    if (!more || !wanted) return;
    more.open = true;
    wanted.focus();
  }

  const KEYS = {
    j: () => move(1),
    k: () => move(-1),
    c: () => { sessionStorage.setItem("taken-by", "key"); $('button[data-key="c"]')?.click(); },
    r: () => mode("reply"),
    n: () => mode("note"),
    a: () => { mode("reply"); const box = $("#answers"); if (box) { box.open = true; $("#answer-search").focus(); } },
    x: () => mode("close"),
    t: () => act("office"),
    e: () => act("up-why"),
    s: () => act("until"),
    p: () => $('a[data-key="p"]')?.click(),
    f: () => $("#within")?.focus(),
    "/": () => $("#search")?.focus(),
    "?": () => $("#help")?.showModal(),
  };

  document.addEventListener("keydown", (event) => {
    const typing = event.target.closest("textarea, select, input:not([type=radio])");
    if (typing) {
      if (event.key === "Enter" && typing.matches("[data-answer-search]")) { event.preventDefault(); return; }
      // In a search field a browser would only empty it.
      if (event.key === "Escape" && typing.closest("dialog")) { event.preventDefault(); typing.closest("dialog").close(); return; }
      if (event.key === "Escape") { event.target.blur(); const more = event.target.closest(".more"); if (more) more.open = false; }
      if (event.key === "Enter" && (event.ctrlKey || event.metaKey) && typing.form) { event.preventDefault(); typing.form.requestSubmit(); }
      return;
    }
    if (event.ctrlKey || event.metaKey || event.altKey || $("dialog[open]")) return;
    if (event.target.closest("#palette")) return;
    const act = panes && KEYS[event.key];
    if (act) { event.preventDefault(); act(); }
  });

  // What was pressed before this file had come: every step, and then the first key that does something else.
  function catchUp() {
    const acts = { ...KEYS, palette: () => document.dispatchEvent(new CustomEvent("desk:palette")) };
    const keys = (window.early || []).filter((key) => acts[key]);
    const first = keys.findIndex((key) => key !== "j" && key !== "k");
    for (const key of first < 0 ? keys : keys.slice(0, first + 1)) acts[key]();
  }

  if (panes) {
    restore();
    fade();
    // On a telephone a ticket opens at its signs, not at its last words.
    if (!whole()) toEnd();
    // The queues lie in one row there: the one that is shown comes into sight.
    else $("#queues [aria-current]")?.scrollIntoView({ inline: "center", block: "nearest" });
    arrive();
    // Whoever took a ticket with the pointer writes next. By key, `r` comes next, and must not fall into the words.
    if (document.activeElement === document.body && $('.said [data-said="taken"]') && sessionStorage.getItem("taken-by") !== "key" && matchMedia("(min-width: 56rem)").matches) writing()?.focus();
    sessionStorage.removeItem("taken-by");
    catchUp();
    attend();
    setInterval(doubt, 5000);
    // A page that the browser had laid aside has heard nothing since.
    window.addEventListener("pageshow", (event) => { if (event.persisted) location.reload(); });
    setInterval(ages, 20000);
    // Countdowns go on when nobody writes, and a window may close: a page that lies quiet is looked at each minute.
    setInterval(() => { if (document.visibilityState === "visible" && Date.now() - last > 55000) refresh(panes.dataset.code ? "all" : "list"); }, 60000);
  }
  window.early = null;
})();
