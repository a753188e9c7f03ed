// The report's page on a phone: keeps what is entered, opens without signal, sends when there is some.
// Without this script the page is an ordinary form.

import { described, missingIn, restore, showErrors, valuesOf } from "./form.js";
import * as photos from "./photos.js";
import { send } from "./send.js";
import { dropPage, keepPage } from "./shell.js";
import { connect } from "./signature.js";
import * as store from "./store.js";
import { say, words } from "./words.js";

const form = document.querySelector("form[data-report]");
const { report: number, person, worker, zone, signIn, most } = form.dataset;
const saved = form.querySelector("[data-saved]");
const state = form.querySelector("[data-state]");
const button = form.querySelector("[data-send]");
const id = store.idOf(person, number);
let draft;
let isSending = false;

const now = () => new Date().toLocaleString("sv-SE", { timeZone: zone }).slice(0, 16);

function tell(kind, text, link) {
  state.className = kind ? `site__state banner banner--${kind}` : "site__state";
  state.replaceChildren(Object.assign(document.createElement("p"), { textContent: text }));
  if (link) state.lastChild.append(" ", Object.assign(document.createElement("a"), link));
}

async function save() {
  draft.values = valuesOf(form);
  draft.copy = described(form);
  draft.savedAt = now();
  try {
    await store.write(draft);
    saved.textContent = say(words.saved, draft.savedAt.slice(11).replace(":", "."));
  } catch {
    saved.textContent = "";
    tell("late", words.unsaved);
  }
}

// What was changed after "Kirim" is not sent behind anybody's back.
function changed() {
  if (draft.isReady) {
    draft.isReady = false;
    tell("waiting", words.changed);
  }
  return save();
}

async function begin() {
  draft = await store.read(id);
  if (draft?.taken) {
    await store.forget(draft);
    draft = null;
  }
  if (draft) {
    restore(form, draft.values);
    saved.textContent = say(words.saved, draft.savedAt.slice(11).replace(":", "."));
  } else {
    draft = { id, key: form.elements.report_key.value, values: {}, photos: [], signatures: {}, isReady: false };
    // The page may have been kept on the phone for hours.
    if (!document.querySelector(".error-summary")) form.elements.visited_at.value = now();
  }
}

// What only makes sense without this script goes, what only works with it comes.
function comeAlive() {
  for (const part of document.querySelectorAll("[data-plain]")) part.remove();
  for (const part of document.querySelectorAll("[data-live]")) part.hidden = false;
  photos.show(draft, changed);
  connect(draft, changed);
  for (const part of form.querySelectorAll("details")) {
    part.open ||= [...part.querySelectorAll("input")].some((input) => input.value);
  }
}

async function deliver() {
  if (isSending) return;
  const missing = missingIn(form);
  showErrors(form, missing);
  draft.isReady = !Object.keys(missing).length;
  await save();
  if (!draft.isReady) return tell("", "");
  isSending = true;
  button.disabled = true;
  tell("info", words.sending);
  const outcome = await send(form, draft, (text) => tell("info", text));
  isSending = false;
  button.disabled = false;
  await settle(outcome);
}

async function settle(outcome) {
  button.textContent = words.sendnow;
  if (outcome.state === "done") {
    await dropPage(person);
    await store.forget(draft);
    location.assign(outcome.url);
  } else if (outcome.state === "invalid") {
    // A photo the server doesn't know is sent once more.
    for (const photo of draft.photos) photo.sent &&= !("" in outcome.errors);
    draft.isReady = false;
    await save();
    tell("", "");
    showErrors(form, outcome.errors);
  } else if (outcome.state === "taken") {
    draft.taken = true;
    draft.isReady = false;
    await save();
    await dropPage(person);
    tell("late", `${outcome.message} ${words.taken}`);
    button.hidden = true;
  } else if (outcome.state === "signedout") {
    tell("waiting", words.signin, { href: signIn, textContent: words.signinlink });
  } else {
    tell("waiting", { offline: words.waiting, gone: words.gone, busy: words.busy }[outcome.state]);
  }
}

function locate() {
  const told = form.querySelector("[data-located]");
  told.textContent = words.locating;
  const found = ({ coords }) => {
    form.elements.latitude.value = coords.latitude.toFixed(6);
    form.elements.longitude.value = coords.longitude.toFixed(6);
    form.elements.accuracy.value = Math.round(coords.accuracy);
    told.textContent = say(words.located, Math.round(coords.accuracy));
    changed();
  };
  const refused = () => { told.textContent = words.nolocation; };
  navigator.geolocation.getCurrentPosition(found, refused, { enableHighAccuracy: true, timeout: 30000 });
}

async function takePhotos(input) {
  const refusals = await photos.add(draft, [...input.files], Number(most));
  input.value = "";
  photos.show(draft, changed);
  showErrors(form, refusals.length ? { new_photos: refusals.join(" ") } : {}, { summary: false });
  await changed();
}

function listen() {
  form.addEventListener("input", (event) => { if (event.target.type !== "file") changed(); });
  form.elements.new_photos.addEventListener("change", (event) => takePhotos(event.target));
  form.querySelector("[data-locate]").addEventListener("click", locate);
  form.addEventListener("submit", (event) => {
    event.preventDefault();
    // The Enter key of a phone's keyboard presses another button.
    if (event.submitter === button) deliver();
  });
  addEventListener("online", () => { if (draft.isReady) deliver(); });
}

async function start() {
  await begin();
  comeAlive();
  listen();
  if (draft.isReady && navigator.onLine) deliver();
  else if (draft.isReady) tell("waiting", words.waiting);
  if (draft.isReady) button.textContent = words.sendnow;
  form.dataset.alive = "";
  if (!navigator.onLine) return;
  navigator.storage?.persist?.();
  try {
    await keepPage(person, worker);
    form.dataset.kept = "";
  } catch {
    // The signal went while the page was being kept; the next visit keeps it.
  }
}

// Without a safe address there is neither a place to keep things nor a worker: the form does without.
if (window.isSecureContext && window.indexedDB) start();
