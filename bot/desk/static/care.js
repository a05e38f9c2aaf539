// The composer warns while an officer types, and never blocks. Only news of a death is held, and that by the server.
"use strict";
document.addEventListener("input", (event) => {
  const place = event.target.closest("form")?.querySelector("[data-care]");
  if (!place || event.target.name !== "text") return;
  const warnings = [];
  for (const { kind, pattern, flags } of JSON.parse(place.dataset.rules)) {
    const found = [...new Set([...event.target.value.matchAll(new RegExp(pattern, `g${flags}`))].map((one) => one[0]))];
    // Which word it is helps with words and names; a link or a sum stands before the officer's eyes.
    if (found.length) warnings.push(kind === "words" || kind === "name" ? `${place.dataset[kind]} ${found.join(", ")}.` : place.dataset[kind]);
  }
  place.textContent = warnings.join(" ");
  place.hidden = !warnings.length;
});
