// The list at the door, quick and without network.
// Forms with data-op are sent in the background and the list [data-check-in] takes its new place.
// When the network is away they are kept in localStorage, shown as kept, and sent in their order
// when it is back; the server knows each by invitation or key, so sending twice does nothing.
// Without this file every button is a plain form.
(() => {
  const list = () => document.querySelector("[data-check-in]");
  if (!list()) return;
  const store = `bcp-check-in-${list().dataset.checkIn}`;
  const kept = () => JSON.parse(localStorage.getItem(store) || "[]");
  const keep = (operations) => {
    if (operations.length) localStorage.setItem(store, JSON.stringify(operations));
    else localStorage.removeItem(store);
    show();
  };
  const token = () => document.querySelector("input[name=csrfmiddlewaretoken]").value;
  const say = (text, tone) => {
    const place = document.querySelector("[data-check-in-state]");
    place.hidden = !text;
    place.dataset.tone = tone || "";
    place.textContent = text;
  };

  const rowOf = (operation) =>
    document.getElementById(
      operation.invitation ? `person-${operation.invitation}` : `walk-in-${operation.key}`,
    );

  function show() {
    const operations = kept();
    for (const mark of document.querySelectorAll("[data-kept]")) mark.remove();
    for (const row of document.querySelectorAll("[data-kept-row]")) {
      row.removeAttribute("data-kept-row");
    }
    for (const operation of operations) {
      const row = rowOf(operation);
      if (!row) continue;
      row.dataset.keptRow = "";
      const mark = document.createElement("p");
      mark.dataset.kept = "";
      mark.textContent =
        operation.kind === "undo" ? "Taken back, kept on this device" : "Arrived, kept on this device";
      row.append(mark);
    }
    if (!operations.length) {
      say("");
      return;
    }
    const names = operations.filter((one) => one.kind === "walk_in").map((one) => one.name);
    const walkIns = names.length ? ` Walk-ins: ${names.join(", ")}.` : "";
    const entries = operations.length === 1 ? "1 entry is" : `${operations.length} entries are`;
    say(`No network. ${entries} kept on this device and sent when it is back.${walkIns}`, "warning");
  }

  async function swap(response, focusId, walkIn) {
    const page = new DOMParser().parseFromString(await response.text(), "text/html");
    const fresh = page.querySelector("[data-check-in]");
    if (!fresh) {
      window.location.reload();
      return;
    }
    list().replaceWith(fresh);
    // The answer has an empty form with a new key, or the form with what is wrong in it.
    if (walkIn) walkIn.replaceWith(page.querySelector("form[data-op=walk_in]"));
    filter();
    const message = page.querySelector(".bcp-messages .usa-alert__text");
    show();
    if (message && !kept().length) say(message.textContent);
    const target = focusId && document.getElementById(focusId);
    if (target) target.querySelector("button")?.focus();
  }

  let isSending = false;
  async function flush() {
    const operations = kept();
    if (!operations.length || isSending) return;
    isSending = true;
    const body = new FormData();
    body.append("csrfmiddlewaretoken", token());
    body.append("operations", JSON.stringify(operations));
    try {
      const response = await fetch(list().dataset.syncUrl, { method: "POST", body });
      if (!(response.headers.get("Content-Type") || "").includes("json")) {
        say("Sign in again in another tab. What was noted is still kept on this device.", "warning");
        return;
      }
      const answer = await response.json();
      if (!response.ok) throw new Error(answer.text);
      keep(kept().slice(operations.length));
      await swap(await fetch(window.location.href), "");
      const refused = answer.refused.map((one) => one.text);
      say([`${answer.done} entries were sent.`, ...refused].join(" "));
    } catch {
      show();
    } finally {
      isSending = false;
    }
  }

  function operationOf(form) {
    const data = new FormData(form);
    const operation = { kind: form.dataset.op, at: new Date().toISOString() };
    if (form.dataset.invitation) operation.invitation = Number(form.dataset.invitation);
    if (form.dataset.key) operation.key = form.dataset.key;
    if (operation.kind === "walk_in") {
      operation.key = data.get("once");
      operation.name = data.get("name").trim();
      operation.organization_name = data.get("organization_name").trim();
      operation.sector = data.get("sector");
    }
    return operation;
  }

  function keepForm(form) {
    const operation = operationOf(form);
    if (operation.kind === "walk_in" && !(operation.name && operation.sector)) {
      say("Enter the name and choose the sector.", "warning");
      return;
    }
    keep([...kept(), operation]);
    if (operation.kind === "walk_in") {
      form.reset();
      form.querySelector("[name=once]").value = crypto.randomUUID();
    }
  }

  document.addEventListener("submit", async (event) => {
    const form = event.target.closest("form[data-op]");
    if (!form) return;
    event.preventDefault();
    if (kept().length) {
      keepForm(form);
      await flush();
      return;
    }
    const body = new FormData(form);
    const row = form.closest("li");
    try {
      const response = await fetch(form.action, { method: "POST", body });
      const walkIn = form.dataset.op === "walk_in" ? form : null;
      await swap(response, row ? row.id : "", walkIn);
      if (!walkIn) return;
      const wrong = document.querySelector("form[data-op=walk_in] [aria-invalid=true]");
      (wrong || document.querySelector("[data-search]")).focus();
    } catch (error) {
      if (!(error instanceof TypeError)) throw error;
      keepForm(form);
    }
  });

  function filter() {
    const box = document.querySelector("[data-search]");
    if (!box) return;
    const words = box.value.toLowerCase().split(/\s+/).filter(Boolean);
    for (const row of document.querySelectorAll("[data-person]")) {
      const text = row.dataset.person.toLowerCase();
      row.hidden = !words.every((word) => text.includes(word));
    }
  }

  document.addEventListener("input", (event) => {
    if (event.target.matches("[data-search]")) filter();
  });
  window.addEventListener("online", flush);
  window.setInterval(flush, 15000);
  show();
  flush();
})();
