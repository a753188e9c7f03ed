// Sends a report: photos first, then the report itself. What arrived once is never asked for again, what was lost is sent again.

import { asFile } from "./signature.js";
import { picture, write } from "./store.js";
import { say, words } from "./words.js";

const LOST = { state: "offline" };

async function call(url, options) {
  try {
    return await fetch(url, { credentials: "same-origin", redirect: "manual", ...options });
  } catch (error) {
    if (error instanceof TypeError) return null;
    throw error;
  }
}

// What an answer means that is neither a yes nor about the report itself.
function trouble(answer) {
  if (!answer) return LOST;
  if (answer.type === "opaqueredirect" || answer.status === 401) return { state: "signedout" };
  if (answer.status === 404) return { state: "gone" };
  return { state: "busy" };
}

// The token may be of an earlier sign-in when the page was kept on the phone: the page is asked anew.
async function freshToken() {
  const answer = await call(location.pathname);
  if (!answer || answer.status !== 200) return trouble(answer);
  const page = new DOMParser().parseFromString(await answer.text(), "text/html");
  return { token: page.querySelector("[name=csrfmiddlewaretoken]").value };
}

async function post(url, token, body) {
  const headers = { "X-CSRFToken": token, Accept: "application/json" };
  return call(url, { method: "POST", headers, body });
}

async function sendPhotos(form, draft, token, tell) {
  for (const [place, photo] of draft.photos.entries()) {
    if (photo.sent) continue;
    tell(say(words.sendingphoto, place + 1));
    const body = new FormData();
    body.append("key", photo.key);
    body.append("photo", await picture(photo.key), "foto.jpg");
    const answer = await post(form.dataset.photos, token, body);
    // 409: the report is in already, from here or from a colleague; the report's own answer tells which.
    if (answer?.status === 409) return null;
    if (answer?.status === 422 || answer?.status === 400) {
      const { error } = await answer.json();
      return { state: "invalid", errors: { new_photos: `${say(words.photo, place + 1)}: ${error}` } };
    }
    if (answer?.status !== 200 && answer?.status !== 201) return trouble(answer);
    photo.sent = true;
    await write(draft);
  }
  return null;
}

function wholeReport(form, draft) {
  const body = new FormData(form);
  body.delete("new_photos");
  body.set("report_key", draft.key);
  for (const [number, signature] of Object.entries(draft.signatures)) {
    body.append(`attendee-${number}-signature`, asFile(signature));
  }
  return body;
}

// Tries once. Resolves to {state}: done (url), invalid (errors by name), taken (message), offline, signedout, gone, busy.
export async function send(form, draft, tell) {
  const { token, ...refusal } = await freshToken();
  if (!token) return refusal;
  const stopped = await sendPhotos(form, draft, token, tell);
  if (stopped) return stopped;
  tell(words.sending);
  const answer = await post(location.pathname, token, wholeReport(form, draft));
  if (answer?.status === 200 || answer?.status === 201) return { state: "done", ...(await answer.json()) };
  if (answer?.status === 422) return { state: "invalid", ...(await answer.json()) };
  if (answer?.status === 409) return { state: "taken", ...(await answer.json()) };
  return trouble(answer);
}
