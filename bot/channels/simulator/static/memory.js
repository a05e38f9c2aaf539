// What one telephone remembers, in this browser alone: its address, its profile and its last lines.
const PREFIX = "kentongan.telephone.";
const LINES_KEPT = 200;
const NAMES = ["Siti", "Budi", "Dewi", "Agus", "Rini", "Joko"];

export const draw = () => crypto.randomUUID();

export function slotFrom(search) {
  const asked = new URLSearchParams(search).get("phone") ?? "1";
  return /^[a-z0-9-]{1,20}$/.test(asked) ? asked : "1";
}

export function slots() {
  const found = Object.keys(localStorage).filter((key) => key.startsWith(PREFIX)).map((key) => key.slice(PREFIX.length));
  return found.sort((a, b) => a.localeCompare(b, undefined, { numeric: true }));
}

export function nextSlot() {
  const taken = new Set(slots());
  let number = 1;
  while (taken.has(String(number))) number += 1;
  return String(number);
}

export function load(slot) {
  return read(slot) ?? { address: draw(), name: NAMES[Number(slot) - 1] ?? "", numbered: false, last: "", lines: [], waiting: [] };
}

export function read(slot) {
  try {
    return JSON.parse(localStorage.getItem(PREFIX + slot));
  } catch {
    return null;
  }
}

export const isFor = (slot, key) => key === PREFIX + slot;

// False where the browser's store is full even without pictures.
export function save(slot, state) {
  state.lines = state.lines.slice(-LINES_KEPT);
  return put(slot, state) || put(slot, { ...state, lines: state.lines.map(bare), waiting: [] });
}

function put(slot, state) {
  try {
    localStorage.setItem(PREFIX + slot, JSON.stringify(state));
    return true;
  } catch {
    return false;
  }
}

const bare = (line) => ({ ...line, picture: "", sound: "" });
