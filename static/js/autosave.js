// Forms with data-autosave="ADDRESS": save a draft a moment after the last change, by POST with the
// header X-Autosave. The server answers JSON {"text": "Draft saved at 4:05 PM EST"}; a refusal
// answers 4xx with {"text": "…why"}. An element with data-save-state inside the form (made here when
// it is missing) says so. While the network fails the entries are kept in this browser, and offered
// again when the page is opened before they were saved; signing out removes them. Files and passwords are never kept.
(() => {
  const PAUSE = 1500;
  const RETRY = 15000;
  const DAY = 24 * 60 * 60 * 1000;
  const LEFT_OUT = ["csrfmiddlewaretoken", "once"];

  const store = {
    read(key) {
      try { return JSON.parse(localStorage.getItem(key)); } catch { return null; }
    },
    write(key, value) {
      try { localStorage.setItem(key, JSON.stringify(value)); return true; } catch { return false; }
    },
    remove(key) {
      try { localStorage.removeItem(key); } catch { /* storage is switched off */ }
    },
  };

  const entriesOf = (form) => [...new FormData(form)].filter(([name, value]) => {
    const control = form.elements.namedItem(name);
    return typeof value === "string" && !LEFT_OUT.includes(name) && control?.type !== "password";
  });

  const fill = (form, entries) => {
    for (const control of form.elements) {
      if (!control.name || LEFT_OUT.includes(control.name) || ["file", "password", "submit", "hidden"].includes(control.type)) continue;
      const values = entries.filter(([name]) => name === control.name).map(([, value]) => value);
      if (["checkbox", "radio"].includes(control.type)) control.checked = values.includes(control.value);
      else if (control.type === "select-multiple") {
        for (const option of control.options) option.selected = values.includes(option.value);
      } else if (values.length) control.value = values[0];
    }
  };

  const clock = () => new Intl.DateTimeFormat("en-US", {
    hour: "numeric", minute: "2-digit", timeZoneName: "short",
  }).format(new Date());

  const setUp = (form) => {
    const address = form.dataset.autosave;
    const key = `draft:${address}`;
    let state = form.querySelector("[data-save-state]");
    if (!state) {
      state = document.createElement("p");
      state.className = "bcp-save-state";
      form.append(state);
    }
    state.setAttribute("role", "status");

    let saved = JSON.stringify(entriesOf(form));
    let timer = 0;
    let isSaving = false;

    const later = (pause) => {
      clearTimeout(timer);
      timer = setTimeout(save, pause);
    };

    const keep = () => {
      const isKept = store.write(key, { at: Date.now(), entries: entriesOf(form) });
      state.textContent = isKept
        ? `Not saved: the network did not answer at ${clock()}. Your entries are kept in this browser and sent again soon.`
        : `Not saved: the network did not answer at ${clock()}. Leave this page open; it tries again soon.`;
      later(RETRY);
    };

    const save = async () => {
      const now = JSON.stringify(entriesOf(form));
      if (now === saved) return;
      if (isSaving) return later(PAUSE);
      isSaving = true;
      try {
        const response = await fetch(address, {
          method: "POST",
          body: new FormData(form),
          credentials: "same-origin",
          redirect: "error",
          headers: { Accept: "application/json", "X-Autosave": "1" },
        });
        if (response.status >= 500) return keep();
        const answer = await response.json().catch(() => ({}));
        if (response.ok) {
          saved = now;
          store.remove(key);
          state.textContent = answer.text || `Draft saved at ${clock()}`;
          if (JSON.stringify(entriesOf(form)) !== saved) later(PAUSE);
        } else {
          state.textContent = answer.text || "Not saved. Load the page again; your entries are kept in this browser.";
          store.write(key, { at: Date.now(), entries: entriesOf(form) });
        }
      } catch {
        keep();
      } finally {
        isSaving = false;
      }
    };

    const offer = (draft) => {
      const notice = document.createElement("div");
      notice.className = "usa-alert usa-alert--warning usa-alert--slim";
      notice.setAttribute("role", "status");
      const body = document.createElement("div");
      body.className = "usa-alert__body";
      const text = document.createElement("p");
      text.className = "usa-alert__text";
      text.textContent = `This browser holds entries from ${new Date(draft.at).toLocaleString("en-US", { dateStyle: "medium", timeStyle: "short" })} that were not saved. `;
      for (const [label, act] of [
        ["Restore them", () => { fill(form, draft.entries); later(0); }],
        ["Discard them", () => store.remove(key)],
      ]) {
        const button = document.createElement("button");
        button.type = "button";
        button.className = "usa-button usa-button--unstyled";
        button.textContent = label;
        button.addEventListener("click", () => {
          act();
          notice.remove();
          form.querySelector("input:not([type=hidden]), select, textarea")?.focus();
        });
        text.append(button, " ");
      }
      body.append(text);
      notice.append(body);
      form.before(notice);
    };

    const draft = store.read(key);
    if (draft && Date.now() - draft.at > 7 * DAY) store.remove(key);
    else if (draft && JSON.stringify(draft.entries) !== saved) offer(draft);
    else if (draft) store.remove(key);

    form.addEventListener("input", () => later(PAUSE));
    form.addEventListener("change", () => later(PAUSE));
    form.addEventListener("submit", () => {
      clearTimeout(timer);
      if (navigator.onLine) store.remove(key);
      else store.write(key, { at: Date.now(), entries: entriesOf(form) });
      saved = JSON.stringify(entriesOf(form));
    });
    document.addEventListener("visibilitychange", () => {
      if (document.visibilityState === "hidden") save();
    });
    window.addEventListener("online", () => later(0));
  };

  for (const form of document.querySelectorAll("form[data-autosave]")) setUp(form);
})();
