// A part of a page takes over what a newer one says, and stays the same part: whoever stands in it goes on standing
// there, what was typed or chosen in it stays, and so does what was opened.
"use strict";
(() => {
  // A form is asked by its attributes: a field of it that is called `name` or `id` would answer in its place.
  const said = (one, ...names) => names.map((name) => one.getAttribute(name) ?? "").join(" ");
  const meant = (form) => [...form.querySelectorAll("input[type=hidden]:not([name=csrf], [name=once])")].map((one) => one.value);
  const OWN = {
    a: (one) => said(one, "href"),
    audio: (one) => said(one, "src"),
    button: (one) => said(one, "name", "value"),
    form: (one) => [said(one, "action"), ...meant(one)].join(" "),
    img: (one) => said(one, "src"),
    input: (one) => said(one, "type", "name") + (/^(radio|checkbox)$/.test(one.type) ? one.value : ""),
    li: (one) => acts(one),
    option: (one) => said(one, "value"),
    section: (one) => one.querySelector(":scope > h2")?.textContent ?? "",
    select: (one) => said(one, "name"),
    textarea: (one) => said(one, "name"),
    tr: (one) => acts(one),
  };
  const ownName = (one) => said(one, "id").trim() || OWN[one.localName]?.(one);
  // What bears no name is known by what can be done in it: a button must not come to mean another line than before.
  const acts = (one) => [...one.querySelectorAll("[id], a[href], form")].map((each) => said(each, "id").trim() || OWN[each.localName](each)).join("|");

  const isElement = (node) => node.nodeType === Node.ELEMENT_NODE;
  const exactly = (node) => (isElement(node) ? `${node.localName} ${ownName(node) ?? acts(node)}` : node.nodeName);
  const byKind = (node) => (isElement(node) && ownName(node) === undefined ? node.localName : "");

  // Which of the nodes that are here goes on as which of those that are wanted.
  function paired(here, wanted) {
    const pairs = new Map();
    for (const name of [exactly, byKind]) {
      const taken = new Set(pairs.values());
      const waiting = new Map();
      for (const one of here) if (!taken.has(one)) waiting.set(name(one), [...(waiting.get(name(one)) || []), one]);
      for (const one of wanted) {
        const found = !pairs.has(one) && name(one) ? waiting.get(name(one))?.shift() : null;
        if (found) pairs.set(one, found);
      }
    }
    return pairs;
  }

  function renewInner(old, fresh) {
    const wanted = [...fresh.childNodes];
    const pairs = paired([...old.childNodes], wanted);
    const stays = new Set(pairs.values());
    for (const one of [...old.childNodes]) if (!stays.has(one)) one.remove();
    let at = old.firstChild;
    for (const one of wanted) {
      const kept = pairs.get(one);
      if (!kept) { old.insertBefore(one, at); continue; }
      // What somebody stands in is not moved, for a browser would take them out of it: what lies before it is.
      if (kept.contains(document.activeElement)) while (at !== kept) { const next = at.nextSibling; at.remove(); at = next; }
      if (kept !== at) old.insertBefore(kept, at);
      at = kept.nextSibling;
      renewPart(kept, one);
    }
  }

  // What is open and what a search hides is the page's own affair.
  const pagesOwn = (one, name) => (name === "open" && one.matches("details, dialog")) || (name === "hidden" && one.matches(".line, [data-answer-search]"));

  function renewOuter(old, fresh) {
    for (const { name } of [...old.attributes]) if (!fresh.hasAttribute(name) && !pagesOwn(old, name)) old.removeAttribute(name);
    for (const { name, value } of fresh.attributes) if (old.getAttribute(name) !== value && !pagesOwn(old, name)) old.setAttribute(name, value);
  }

  const given = (select) => ([...select.options].find((one) => one.defaultSelected) || select.options[0])?.value;

  function renewPart(old, fresh) {
    if (old.isEqualNode(fresh)) return;
    if (!isElement(old)) { old.data = fresh.data; return; }
    const select = old.localName === "select";
    const chosen = select && old.value !== given(old) ? old.value : null;
    renewOuter(old, fresh);
    renewInner(old, fresh);
    if (!select) return;
    const value = [...old.options].some((one) => one.value === chosen) ? chosen : given(old);
    if (old.value !== value) old.value = value;
  }
  window.renewPart = renewPart;
})();
