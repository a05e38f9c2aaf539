// A voice note from the microphone.
let recorder = null;
let parts = [];
let ticking = 0;

export const seconds = (ms) => `${Math.floor(ms / 60_000)}.${String(Math.floor(ms / 1000) % 60).padStart(2, "0")}`;

// False where there is no microphone, or it may not be used.
export async function start(show) {
  if (!navigator.mediaDevices?.getUserMedia || !window.MediaRecorder) return false;
  try {
    const stream = await navigator.mediaDevices.getUserMedia({ audio: true });
    parts = [];
    recorder = new MediaRecorder(stream);
    recorder.addEventListener("dataavailable", (event) => parts.push(event.data));
    recorder.start();
  } catch {
    return false;
  }
  const began = Date.now();
  show("0.00");
  ticking = setInterval(() => show(seconds(Date.now() - began)), 250);
  return true;
}

// The recording as a blob, or null where nothing was being recorded.
export function stop() {
  clearInterval(ticking);
  if (!recorder || recorder.state === "inactive") return Promise.resolve(null);
  const ending = recorder;
  recorder = null;
  return new Promise((done) => {
    ending.addEventListener("stop", () => {
      ending.stream.getTracks().forEach((track) => track.stop());
      done(new Blob(parts, { type: ending.mimeType }));
    });
    ending.stop();
  });
}
