// Tries out what is being typed in a draft, and shows beside the form what would be refused and how it will look.
// Without it the same panel comes with every save.

const form = document.getElementById("editor");
const panel = document.getElementById("panel");
const said = document.getElementById("panel-said");
const PAUSE = 600;

let waiting = 0;
let asked = new AbortController();

async function check() {
  asked.abort();
  asked = new AbortController();
  try {
    const options = { method: "POST", body: new FormData(form), signal: asked.signal };
    const answer = await fetch(form.dataset.check, options);
    if (answer.ok) show(await answer.text());
  } catch {
    // The connection is away, or more was typed meanwhile: saving tells the same.
  }
}

function show(html) {
  const opened = panel.querySelector("details[open]") !== null;
  panel.innerHTML = html;
  panel.querySelectorAll("details").forEach((part) => {
    part.open = opened;
  });
  said.textContent = panel.firstElementChild.dataset.said;
}

function later() {
  clearTimeout(waiting);
  waiting = setTimeout(check, PAUSE);
}

form.addEventListener("input", later);
document.querySelectorAll("select[form=editor]").forEach((select) => select.addEventListener("change", check));
