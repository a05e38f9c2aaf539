// The words of the page, as the server translated them.
const page = JSON.parse(document.getElementById("said").textContent);

export const said = page.words;
export const telling = page.telling;
export const language = page.language;
