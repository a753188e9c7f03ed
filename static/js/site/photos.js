// The photos of a report: made small on the phone, shown at once, kept until they are sent.

import { dropPicture, keepPicture } from "./store.js";
import { say, words } from "./words.js";

const LONGEST_SIDE = 1600;
const THUMB_SIDE = 240;
const MAX_BYTES = 10 * 1024 * 1024;
const list = document.querySelector("[data-photo-list]");
const pattern = document.querySelector("[data-photo-row]");

function drawn(bitmap, side) {
  const scale = Math.min(1, side / Math.max(bitmap.width, bitmap.height));
  const canvas = document.createElement("canvas");
  canvas.width = Math.max(1, Math.round(bitmap.width * scale));
  canvas.height = Math.max(1, Math.round(bitmap.height * scale));
  const pen = canvas.getContext("2d");
  pen.fillStyle = "#fff";
  pen.fillRect(0, 0, canvas.width, canvas.height);
  pen.drawImage(bitmap, 0, 0, canvas.width, canvas.height);
  return canvas;
}

// A smaller JPEG, upright and without what the camera wrote into it; null for what is no picture.
async function shrunk(file) {
  let bitmap;
  try {
    bitmap = await createImageBitmap(file);
  } catch {
    return null;
  }
  const blob = await new Promise((resolve) => drawn(bitmap, LONGEST_SIDE).toBlob(resolve, "image/jpeg", 0.85));
  const thumb = drawn(bitmap, THUMB_SIDE).toDataURL("image/jpeg", 0.7);
  bitmap.close();
  return { blob, thumb };
}

// Keeps the chosen files with the draft and returns why others were refused.
export async function add(draft, files, most) {
  const refusals = new Set();
  for (const file of files) {
    if (draft.photos.length >= most) refusals.add(say(words.toomany, most));
    else if (file.size > MAX_BYTES) refusals.add(words.toolarge);
    else {
      const small = await shrunk(file);
      if (!small) {
        refusals.add(words.notphoto);
        continue;
      }
      const key = crypto.randomUUID();
      await keepPicture(key, small.blob);
      draft.photos.push({ key, thumb: small.thumb, sent: false });
    }
  }
  return [...refusals];
}

// Shows the draft's photos; `changed` is called when one is taken out.
export function show(draft, changed) {
  const captions = new Map([...list.querySelectorAll("[name^=caption-]")].map((input) => [input.name, input.value]));
  list.replaceChildren(...draft.photos.map((photo, place) => row(draft, photo, place + 1, captions, changed)));
}

function row(draft, photo, number, captions, changed) {
  const item = pattern.content.cloneNode(true).querySelector("li");
  const name = `caption-${photo.key}`;
  item.querySelector("[type=hidden]").value = photo.key;
  item.querySelector("img").src = photo.thumb;
  item.querySelector("img").alt = say(words.photo, number);
  const label = item.querySelector("label");
  label.htmlFor = name;
  label.querySelector("span").textContent = say(words.caption, number);
  const caption = item.querySelector(".field input");
  caption.id = caption.name = name;
  caption.value = captions.get(name) ?? draft.values[name]?.[0] ?? "";
  item.querySelector("button span").textContent = ` ${say(words.photo, number)}`;
  item.querySelector("button").addEventListener("click", async () => {
    draft.photos = draft.photos.filter((other) => other !== photo);
    await dropPicture(photo.key);
    show(draft, changed);
    document.getElementById("id_new_photos").focus();
    changed();
  });
  return item;
}
