// What the phone keeps of reports that are not sent yet: the typed values as one small record, each photo by its key.

const NAME = "bap";
const REPORTS = "reports";
const PICTURES = "pictures";

const settled = (request) =>
  new Promise((resolve, reject) => {
    request.onsuccess = () => resolve(request.result);
    request.onerror = () => reject(request.error);
  });

const completed = (transaction) =>
  new Promise((resolve, reject) => {
    transaction.oncomplete = () => resolve();
    transaction.onabort = transaction.onerror = () => reject(transaction.error);
  });

function open() {
  const request = indexedDB.open(NAME, 1);
  request.onupgradeneeded = () => {
    request.result.createObjectStore(REPORTS, { keyPath: "id" });
    request.result.createObjectStore(PICTURES);
  };
  return settled(request);
}

async function change(stores, work) {
  const database = await open();
  const transaction = database.transaction(stores, "readwrite");
  work(transaction);
  await completed(transaction);
  database.close();
}

async function look(store, key) {
  const database = await open();
  const found = await settled(database.transaction(store).objectStore(store).get(key));
  database.close();
  return found;
}

// One person's report on one file.
export const idOf = (person, number) => `${person}:${number}`;

export const read = (id) => look(REPORTS, id);

export const write = (draft) => change([REPORTS], (all) => all.objectStore(REPORTS).put(draft));

export const picture = (key) => look(PICTURES, key);

export const keepPicture = (key, blob) => change([PICTURES], (all) => all.objectStore(PICTURES).put(blob, key));

export const dropPicture = (key) => change([PICTURES], (all) => all.objectStore(PICTURES).delete(key));

// Leaves nothing of the report on the phone.
export const forget = (draft) =>
  change([REPORTS, PICTURES], (all) => {
    all.objectStore(REPORTS).delete(draft.id);
    for (const photo of draft.photos) all.objectStore(PICTURES).delete(photo.key);
  });
