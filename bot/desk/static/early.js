// Keys that are pressed while a page is still being put together wait here for desk.js, which does what they say.
"use strict";
(() => {
  window.early = [];
  document.addEventListener("keydown", (event) => {
    if (!window.early || event.altKey) return;
    if (event.ctrlKey || event.metaKey) {
      // A browser would take what is typed next for a search of its own, and send it away.
      if (event.key.toLowerCase() === "k") { event.preventDefault(); window.early.push("palette"); }
      return;
    }
    if (event.target.closest("textarea, select, input:not([type=radio])")) return;
    // A browser would open its own search.
    if (event.key === "/") event.preventDefault();
    window.early.push(event.key);
  });
})();
