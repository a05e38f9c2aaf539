// The composer warns while an officer types, and never blocks. Only news of a death is held, and that by the server.
"use strict";
(() => {
  function look(text) {
    const place = text.form?.querySelector("[data-care]");
    if (!place || text.name !== "text") return;
    const warnings = [];
    for (const { kind, pattern, flags } of JSON.parse(place.dataset.rules)) {
      const found = [...new Set([...text.value.matchAll(new RegExp(pattern, `g${flags}`))].map((one) => one[0]))];
      // Which word it is helps with words and names; a link or a sum stands before the officer's eyes.
      const which = ["words", "name", "stranger"].includes(kind);
      if (found.length) warnings.push(which ? `${place.dataset[kind]} ${found.join(", ")}.` : place.dataset[kind]);
    }
    place.textContent = warnings.join(" ");
    place.hidden = !warnings.length;
  }
  document.addEventListener("input", (event) => look(event.target));
  // A warning goes with the words that it was about.
  document.addEventListener("desk:emptied", (event) => look(event.target));
  // What was typed before the page was loaded anew is looked at, too.
  for (const text of document.querySelectorAll("textarea")) if (text.value) look(text);
})();
