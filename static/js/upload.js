// Sends chosen files in pieces, so that a lost connection costs one piece and not the file.
// Without this script the same form sends whole files. The words stand in the page, the rules on the server.
(() => {
  const PIECE = 256 * 1024;
  const LONGEST_WAIT = 30000;
  const list = document.querySelector("[data-uploads]");
  if (!list || !window.fetch) return;

  const form = list.closest("form");
  const token = form.querySelector("[name=csrfmiddlewaretoken]").value;
  const status = list.querySelector("[data-status]");
  const running = new Set();
  let pressed = null;

  const say = (words, value) => words.replace("{}", value);

  const online = (wait) =>
    new Promise((resolve) => {
      const timer = setTimeout(resolve, wait);
      addEventListener("online", () => { clearTimeout(timer); resolve(); }, { once: true });
    });

  const call = (url, options) =>
    fetch(url, { credentials: "same-origin", redirect: "manual", ...options,
      headers: { "X-CSRFToken": token, ...options.headers } });

  // Tries until the server answers; a lost connection and a busy server are waited out.
  async function insist(attempt, waiting) {
    for (let wait = 1000; ; wait = Math.min(wait * 2, LONGEST_WAIT)) {
      try {
        const answer = await attempt();
        if (answer.status < 500 && answer.status !== 429) return answer;
      } catch (error) {
        if (!(error instanceof TypeError)) throw error;
      }
      waiting();
      await online(wait);
    }
  }

  function show(place, words, percent) {
    const box = place.querySelector("[data-progress]");
    box.hidden = false;
    box.querySelector("p").textContent = words;
    box.querySelector("progress").value = percent;
  }

  function refuse(place, message) {
    const input = place.querySelector("input[type=file]");
    const error = place.querySelector("[data-error]");
    error.hidden = false;
    error.firstElementChild.textContent = message;
    input.closest(".field").classList.add("field--error");
    input.setAttribute("aria-invalid", "true");
    input.value = "";
    place.querySelector("[data-progress]").hidden = true;
    status.textContent = message;
  }

  async function reasonOf(answer) {
    const isJson = (answer.headers.get("Content-Type") || "").includes("json");
    return (isJson && (await answer.json()).error) || list.dataset.failed;
  }

  async function send(place, file) {
    const begin = { method: "POST", body: new URLSearchParams({ name: file.name, size: file.size }) };
    let percent = 0;
    const waiting = () => {
      const words = say(list.dataset.waiting, percent);
      show(place, words, percent);
      status.textContent = words;
    };
    let answer = await insist(() => call(place.dataset.upload, begin), waiting);
    if (answer.status !== 201) return refuse(place, await reasonOf(answer));
    const { url, offset: arrived } = await answer.json();
    let offset = arrived;
    for (;;) {
      percent = Math.floor((100 * offset) / file.size);
      show(place, say(list.dataset.sending, percent), percent);
      const piece = file.slice(offset, offset + PIECE);
      const headers = { "Upload-Offset": offset, "Content-Type": "application/octet-stream" };
      answer = await insist(() => call(url, { method: "PATCH", body: piece, headers }), waiting);
      // 409: a piece arrived whose answer was lost; the server says where to go on.
      if (answer.status !== 200 && answer.status !== 409) break;
      ({ offset } = await answer.json());
    }
    if (answer.status !== 201) return refuse(place, await reasonOf(answer));
    replace(place, await answer.text(), file.name);
  }

  function replace(place, html, name) {
    const hadFocus = place.contains(document.activeElement);
    const holder = document.createElement("template");
    holder.innerHTML = html;
    const fresh = holder.content.querySelector("[data-upload]");
    place.replaceWith(fresh);
    if (hadFocus) fresh.querySelector("input[type=file]").focus();
    status.textContent = say(list.dataset.finished, name);
  }

  list.addEventListener("change", (event) => {
    const place = event.target.closest("[data-upload]");
    const file = event.target.files && event.target.files[0];
    if (!place || !file) return;
    const job = send(place, file).catch(() => refuse(place, list.dataset.failed));
    running.add(job);
    job.finally(() => {
      running.delete(job);
      if (pressed && !running.size) form.requestSubmit(pressed);
    });
  });

  // Whoever goes on while a file is under way goes on when it has arrived.
  form.addEventListener("submit", (event) => {
    if (!running.size) return;
    event.preventDefault();
    pressed = event.submitter;
  });
})();
