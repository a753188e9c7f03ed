// The form itself: what is typed into it, what is missing, and where messages go.

import { words } from "./words.js";

const NOT_KEPT = ["csrfmiddlewaretoken", "report_key", "photo", "new_photos"];

// Everything typed and chosen, by name.
export function valuesOf(form) {
  const values = {};
  for (const [name, value] of new FormData(form)) {
    if (!NOT_KEPT.includes(name) && typeof value === "string") (values[name] ??= []).push(value);
  }
  return values;
}

export function restore(form, values) {
  for (const input of form.elements) {
    if (!input.name || NOT_KEPT.includes(input.name)) continue;
    const kept = values[input.name];
    if (input.type === "radio" || input.type === "checkbox") input.checked = Boolean(kept?.includes(input.value));
    else if (kept) input.value = kept[0];
  }
}

// The same as people read it, for a copy that outlives this page: label and text.
export function described(form) {
  const rows = [];
  for (const input of form.elements) {
    const isChoice = input.type === "radio";
    if (!input.name || NOT_KEPT.includes(input.name) || !input.value || (isChoice && !input.checked)) continue;
    const title = isChoice ? input.closest("fieldset").querySelector("legend") : input.labels?.[0];
    const text = isChoice ? input.labels[0].textContent.trim() : input.value;
    if (title) rows.push([title.textContent.trim(), input.type === "datetime-local" ? text.replace("T", " ") : text]);
  }
  return rows;
}

// What can be known to be missing without the server: message by name.
export function missingIn(form) {
  const missing = {};
  for (const input of form.elements) {
    if (input.dataset.missing && !input.validity.valid) missing[input.name] ??= input.dataset.missing;
  }
  const conclusion = form.querySelector("[name=conclusion]:checked");
  if (conclusion?.value === "with_notes" && !form.elements.notes.value.trim()) missing.notes = words.notes;
  return missing;
}

function inputNamed(form, name) {
  const found = name && form.elements[name];
  return found instanceof RadioNodeList ? found[0] : found || null;
}

function put(input, message) {
  const field = input.closest("fieldset:not(.site__person)") || input;
  const list = document.createElement("ul");
  list.className = "errorlist";
  list.dataset.local = "";
  list.id = `${input.id}_error`;
  list.append(Object.assign(document.createElement("li"), { textContent: message }));
  if (field === input) input.before(list);
  else field.querySelector("legend").after(list);
  input.closest(".field").classList.add("field--error");
  input.setAttribute("aria-invalid", "true");
  field.setAttribute("aria-describedby", [field.getAttribute("aria-describedby") || "", list.id].join(" ").trim());
}

function clean(form) {
  for (const list of form.querySelectorAll(".errorlist")) list.remove();
  for (const field of form.querySelectorAll(".field--error")) field.classList.remove("field--error");
  for (const input of form.querySelectorAll("[aria-invalid]")) input.removeAttribute("aria-invalid");
  for (const part of form.querySelectorAll("[aria-describedby]")) {
    const ids = part.getAttribute("aria-describedby").split(" ").filter((id) => !id.endsWith("_error"));
    if (ids.length) part.setAttribute("aria-describedby", ids.join(" "));
    else part.removeAttribute("aria-describedby");
  }
}

// Shows each message at its field and all of them on top; none takes them away.
export function showErrors(form, errors, { summary = true } = {}) {
  clean(form);
  const place = document.querySelector("[data-problems]");
  place.replaceChildren();
  const box = document.createElement("div");
  box.className = "error-summary";
  box.tabIndex = -1;
  box.setAttribute("role", "alert");
  const title = Object.assign(document.createElement("h2"), { textContent: words.fix });
  const list = document.createElement("ul");
  for (const [name, message] of Object.entries(errors)) {
    const input = inputNamed(form, name);
    const line = document.createElement(input ? "a" : "strong");
    line.textContent = message;
    if (input) {
      line.href = `#${input.id}`;
      put(input, message);
      input.closest("details")?.setAttribute("open", "");
    }
    list.append(document.createElement("li"));
    list.lastChild.append(line);
  }
  box.append(title, list);
  if (!summary || !list.childElementCount) return;
  place.append(box);
  box.focus();
}
