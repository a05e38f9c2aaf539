// Files on their way: pictures made small as a telephone does, everything as base 64.
const LONGEST_SIDE = 1280;
const PREVIEW_SIDE = 240;

export const asUrl = (blob) =>
  new Promise((done, failed) => {
    const reader = new FileReader();
    reader.onload = () => done(reader.result);
    reader.onerror = () => failed(reader.error);
    reader.readAsDataURL(blob);
  });

export async function asFile(blob, name) {
  const url = await asUrl(blob);
  return { mime: (blob.type || "application/octet-stream").split(";")[0], name, content: url.slice(url.indexOf(",") + 1) };
}

// A picture that the browser cannot draw goes as it is. `size` is the preview's, so that it takes its room at once.
export async function smaller(blob) {
  try {
    const [sent, preview] = [await drawn(blob, LONGEST_SIDE), await drawn(blob, PREVIEW_SIDE)];
    return { blob: sent.blob, preview: await asUrl(preview.blob), size: preview.size };
  } catch {
    return { blob, preview: "", size: [0, 0] };
  }
}

async function drawn(blob, side) {
  const image = await createImageBitmap(blob);
  const scale = Math.min(1, side / Math.max(image.width, image.height));
  const canvas = document.createElement("canvas");
  canvas.width = Math.max(1, Math.round(image.width * scale));
  canvas.height = Math.max(1, Math.round(image.height * scale));
  canvas.getContext("2d").drawImage(image, 0, 0, canvas.width, canvas.height);
  image.close();
  const made = await new Promise((done) => canvas.toBlob(done, "image/jpeg", 0.82));
  if (!made) throw new Error("no picture");
  return { blob: made, size: [canvas.width, canvas.height] };
}

export async function sample(name) {
  const answer = await fetch(`/simulator/samples/${name}`);
  return answer.blob();
}
