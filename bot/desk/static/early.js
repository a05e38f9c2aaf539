// Keys that are pressed while a page is still being put together wait here for desk.js, which does what they say.
"use strict";
(() => {
  window.early = [];
  document.addEventListener("keydown", (event) => {
    if (!window.early || event.ctrlKey || event.metaKey || event.altKey) return;
    if (event.target.closest("textarea, select, input:not([type=radio])")) return;
    // A browser would open its own search.
    if (event.key === "/") event.preventDefault();
    window.early.push(event.key);
  });
})();
