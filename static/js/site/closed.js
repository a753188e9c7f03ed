// The page of an inspection that is closed: the phone forgets a report that arrived, and shows one that did not.

import { dropPage } from "./shell.js";
import { forget, idOf, read } from "./store.js";

const page = document.querySelector("[data-closed]");
const { closed: number, person, key } = page.dataset;

function show(draft) {
  const rows = draft.copy.map(([label, text]) => {
    const row = document.createElement("div");
    row.append(Object.assign(document.createElement("dt"), { textContent: label }));
    row.append(Object.assign(document.createElement("dd"), { textContent: text }));
    return row;
  });
  const pictures = draft.photos.map(({ thumb }) => {
    const item = document.createElement("li");
    item.append(Object.assign(document.createElement("img"), { src: thumb, alt: "" }));
    return item;
  });
  page.querySelector("[data-copy-rows]").replaceChildren(...rows);
  page.querySelector("[data-copy-photos]").replaceChildren(...pictures);
  page.querySelector("[data-forget]").addEventListener("click", async () => {
    await forget(draft);
    page.querySelector("[data-copy]").hidden = true;
  });
  page.querySelector("[data-copy]").hidden = false;
}

async function start() {
  await dropPage(person);
  const draft = await read(idOf(person, number));
  if (draft && draft.key === key) await forget(draft);
  else if (draft) show(draft);
  page.dataset.alive = "";
}

if (window.isSecureContext && window.indexedDB) start();
