// Files, colleagues called by name, words found within a talk, and the palette of all commands.
"use strict";
(() => {
  const $ = (selector) => document.querySelector(selector);
  const say = (words) => document.dispatchEvent(new CustomEvent("desk:say", { detail: words }));
  const parsed = (text) => new DOMParser().parseFromString(text, "text/html");

  // ---- a file leaves as the body itself; the mark of the form keeps it from leaving twice ----------------------------
  document.addEventListener("change", async (event) => {
    const picker = event.target.closest("input[data-file]");
    const file = picker?.files[0];
    if (!file) return;
    const form = picker.form;
    const trouble = form.querySelector(".trouble");
    const fail = (words) => { trouble.textContent = words; trouble.hidden = false; say(words); };
    trouble.hidden = true;
    if (file.size > Number(picker.dataset.most) * 1048576) { fail(picker.dataset.tooLarge); picker.value = ""; return; }
    if (!confirm(picker.dataset.sure)) { picker.value = ""; return; }
    picker.disabled = true;
    try {
      const headers = { "Content-Type": "application/octet-stream", "X-Csrf": form.elements.csrf.value, "X-Once": `f${form.elements.once.value}${file.size}${file.lastModified}`.slice(0, 64) };
      const answer = await fetch(picker.dataset.file, { method: "POST", headers, body: file });
      const page = parsed(await answer.text());
      const flash = page.querySelector(".flash");
      if (answer.status === 413) fail(picker.dataset.tooLarge);
      else if (!answer.ok || flash?.classList.contains("wrong")) fail((page.querySelector("[data-refused] p") || flash)?.textContent || $("#composer").dataset.broken);
      else { document.dispatchEvent(new CustomEvent("desk:renew", { detail: page })); if (flash) say(flash.textContent); }
    } catch {
      fail($("#composer").dataset.broken);
    } finally {
      picker.disabled = false;
      picker.value = "";
    }
  });

  // ---- a colleague's name goes where the cursor is ------------------------------------------------------------------------
  document.addEventListener("click", (event) => {
    const call = event.target.closest("[data-call]")?.dataset.call;
    if (!call) return;
    const text = event.target.closest("form").elements.text;
    // An @ that was typed to see the names, and what was typed of one, is the beginning of the call.
    const begun = calling(text);
    const from = begun ? begun.from : text.selectionStart;
    const space = from && !/\s/.test(text.value[from - 1]) ? " " : "";
    text.setRangeText(`${space}${call} `, from, text.selectionEnd, "end");
    event.target.closest("details").open = false;
    text.dispatchEvent(new Event("input", { bubbles: true }));
    text.focus();
  });

  // The @ before the cursor, and the letters of a name that follow it.
  function calling(text) {
    const found = /(?:^|\s)@([\p{L}\p{N}.-]*)$/u.exec(text.value.slice(0, text.selectionStart));
    return found && { from: text.selectionStart - found[1].length - 1, wanted: found[1].toLowerCase() };
  }

  document.addEventListener("input", (event) => {
    const call = event.target.matches("#note-text") && $("#call");
    if (!call) return;
    // An @ that was just typed shows who can be called; every letter leaves fewer.
    const begun = calling(event.target);
    let fit = 0;
    for (const button of call.querySelectorAll("[data-call]")) {
      const fits = !begun || `${button.textContent} ${button.dataset.call.slice(1)}`.toLowerCase().includes(begun.wanted);
      button.parentElement.hidden = !fits;
      fit += fits ? 1 : 0;
    }
    if (begun && fit) { call.open = true; call.dataset.typed = "1"; }
    else if (call.dataset.typed) { call.open = false; delete call.dataset.typed; }
  });

  // ---- lists to choose from, by key: arrows go through them, Enter takes the first that is shown ---------------------------
  const choices = (list) => [...list.querySelectorAll("li:not([hidden]) button")];
  document.addEventListener("keydown", (event) => {
    const note = event.target.matches("#note-text");
    const list = note ? $("#call[open]") : event.target.closest("details.answers[open]");
    if (!list || (note && !calling(event.target))) return;
    const shown = choices(list);
    const at = shown.indexOf(document.activeElement);
    const field = list.querySelector("input") || $("#note-text");
    if (event.key === "ArrowDown" && shown.length) { event.preventDefault(); shown[Math.min(shown.length - 1, at + 1)].focus(); }
    if (event.key === "ArrowUp" && at >= 0) { event.preventDefault(); (shown[at - 1] || field).focus(); }
    if (event.key === "Enter" && event.target.matches("[data-answer-search]")) { event.preventDefault(); shown[0]?.click(); }
  });

  // ---- a sheet is put away by Escape, and by a press beside it where nothing was filled in ----------------------------------
  const filledIn = (sheet) => [...sheet.querySelectorAll("input, select, textarea")].some((one) => {
    if (one.type === "hidden") return false;
    if (one.type === "checkbox") return one.checked !== one.defaultChecked;
    return one.matches("select") ? one.selectedIndex !== Math.max(0, [...one.options].findIndex((option) => option.defaultSelected)) : one.value !== one.defaultValue;
  });
  document.addEventListener("keydown", (event) => {
    if (event.key !== "Escape" || $("dialog[open]")) return;
    for (const sheet of document.querySelectorAll("details.more[open], details.answers[open]")) {
      const within = sheet.contains(document.activeElement) || sheet.contains(event.target);
      sheet.open = false;
      if (within) sheet.querySelector("summary").focus();
    }
  });
  document.addEventListener("click", (event) => {
    if (event.target.closest("dialog")) return;
    for (const sheet of document.querySelectorAll("details.more[open]")) if (!sheet.contains(event.target) && !filledIn(sheet)) sheet.open = false;
  });

  // ---- a voice that plays has been heard: its line stays as it is while it plays, and says so at once --------------------------
  document.addEventListener("playing", (event) => {
    const waits = event.target.closest?.(".file")?.querySelector("[data-heard]");
    if (!waits) return;
    const tag = document.createElement("span");
    tag.className = "tag";
    tag.textContent = waits.dataset.heard;
    waits.replaceWith(tag);
  }, true);

  // ---- words within the open talk: found here, sent nowhere ---------------------------------------------------------------
  function within() {
    const box = $("#within");
    if (!box) return;
    const wanted = box.value.trim().toLowerCase();
    let found = 0;
    for (const line of document.querySelectorAll("#lines .line")) {
      const fits = !wanted || [...line.querySelectorAll(".words, .meaning")].some((one) => one.textContent.toLowerCase().includes(wanted));
      line.hidden = !fits;
      found += fits ? 1 : 0;
    }
    if (wanted) say(box.dataset.found.replace("%(n)s", found));
  }
  document.addEventListener("input", (event) => { if (event.target.id === "within") within(); });
  new MutationObserver(() => { if ($("#within")?.value) within(); }).observe($("#scroll") || document.createElement("div"), { childList: true, subtree: true });

  // ---- the palette: everything that the page can do, by its name -----------------------------------------------------------
  const palette = $("#palette");
  const list = $("#palette-list");

  function commands() {
    const found = [];
    for (const link of document.querySelectorAll("#queues a")) found.push([list.dataset.queue, link.querySelector("span").textContent, () => link.click()]);
    for (const link of document.querySelectorAll(".top a[href]:not(.brand), .context a[href^='/desk/'], #more a[href]")) found.push([list.dataset.act, link.textContent.trim(), () => link.click()]);
    for (const key of document.querySelectorAll("#help dt")) {
      const pressed = key.textContent.trim();
      if (pressed.length === 1) found.push([`${list.dataset.key} ${pressed}`, key.nextElementSibling.textContent, () => document.body.dispatchEvent(new KeyboardEvent("keydown", { key: pressed, bubbles: true }))]);
    }
    for (const form of document.querySelectorAll("#more form")) {
      const button = form.querySelector("button");
      const first = form.querySelector("select, input:not([type=hidden])");
      found.push([list.dataset.act, form.querySelector("label")?.textContent || button.textContent, () => { $("#more").open = true; (first || button).focus(); }]);
    }
    return found;
  }

  function fill() {
    const wanted = $("#palette-words").value.trim().toLowerCase();
    const rows = commands().filter(([, name]) => name.toLowerCase().includes(wanted)).map(([kind, name, act]) => {
      const row = document.createElement("li");
      const button = document.createElement("button");
      const tag = document.createElement("span");
      button.type = "button";
      tag.className = "tag";
      tag.textContent = kind;
      button.append(name, " ", tag);
      button.addEventListener("click", () => { palette.close(); act(); });
      row.append(button);
      return row;
    });
    list.replaceChildren(...rows);
  }

  if (palette) {
    $("#palette-words").addEventListener("input", fill);
    palette.addEventListener("keydown", (event) => {
      const buttons = [...list.querySelectorAll("button")];
      const at = buttons.indexOf(document.activeElement);
      if (event.key === "ArrowDown") { event.preventDefault(); buttons[Math.min(buttons.length - 1, at + 1)]?.focus(); }
      if (event.key === "ArrowUp") { event.preventDefault(); (at > 0 ? buttons[at - 1] : $("#palette-words")).focus(); }
      if (event.key === "Enter" && at < 0) { event.preventDefault(); buttons[0]?.click(); }
    });
    const open = () => {
      $("#palette-words").value = "";
      fill();
      if (!palette.open) palette.showModal();
      $("#palette-words").focus();
    };
    // Pressed before this file had come, it is told by desk.js.
    document.addEventListener("desk:palette", open);
    document.addEventListener("keydown", (event) => {
      if (event.key.toLowerCase() !== "k" || !(event.ctrlKey || event.metaKey)) return;
      event.preventDefault();
      open();
    });
  }

  // ---- an interpreter's page hears of its one ticket, as an officer's does: new lines come, boxes stay as they are ------
  const lines = $("ol[data-heard]");
  function hear() {
    const line = new EventSource(lines.dataset.heard);
    const broken = (yes) => { $("#line-state").hidden = !yes; };
    let known = false;
    line.addEventListener("hello", () => { broken(false); if (known) fetched(); known = true; });
    line.addEventListener("changed", fetched);
    line.addEventListener("ended", () => { line.close(); location.reload(); });
    line.addEventListener("error", () => { broken(true); if (line.readyState === EventSource.CLOSED) setTimeout(hear, 4000); });
    window.addEventListener("pagehide", () => line.close());
  }

  // Reading is written down: what is not on the screen is fetched when it is looked at again.
  let behind = false;
  async function fetched() {
    behind = document.visibilityState !== "visible";
    if (behind) return;
    const answer = await fetch(location.pathname, { signal: AbortSignal.timeout(20000) }).catch(() => null);
    if (!answer) { setTimeout(fetched, 4000); return; }
    if (!answer.ok) { location.reload(); return; }
    const fresh = [...parsed(await answer.text()).querySelectorAll("#lines > li")].filter((one) => !document.getElementById(one.id));
    lines.append(...fresh);
    if (fresh.some((one) => one.classList.contains("contact"))) say(lines.dataset.newWords);
  }
  if (lines) {
    hear();
    document.addEventListener("visibilitychange", () => { if (behind) fetched(); });
  }
})();
