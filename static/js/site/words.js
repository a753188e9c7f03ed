// The words stand in the page, where they are translated.

export const words = document.querySelector("[data-words]").dataset;

export const say = (text, value) => text.replace("{}", value);
