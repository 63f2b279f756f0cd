// Lists with data-sortable="ADDRESS": drag items by their handle, then post the new order.
// Items carry data-id and an element with data-drag-handle. The body is order=ID&order=ID…, with the
// token of any form in the list; the page is loaded again when the server refuses. Without this
// file, and for keyboards, components/move_buttons.html does the same, one step at a time.
// Needs sortablejs/Sortable.min.js before it.
(() => {
  const say = (text) => {
    let live = document.querySelector("[data-sortable-live]");
    if (!live) {
      live = document.createElement("p");
      live.className = "usa-sr-only";
      live.setAttribute("role", "status");
      live.dataset.sortableLive = "";
      document.body.append(live);
    }
    live.textContent = text;
  };

  const send = async (list, moved) => {
    const items = [...list.querySelectorAll(":scope > [data-id]")];
    const body = new FormData();
    for (const item of items) body.append("order", item.dataset.id);
    const token = document.querySelector("input[name=csrfmiddlewaretoken]");
    if (token) body.append("csrfmiddlewaretoken", token.value);
    try {
      const response = await fetch(list.dataset.sortable, {
        method: "POST",
        body,
        credentials: "same-origin",
        headers: { Accept: "application/json", "X-Sortable": "1" },
      });
      if (!response.ok) throw new Error(String(response.status));
    } catch {
      window.location.reload();
      return;
    }
    const place = items.indexOf(moved) + 1;
    say(`${moved.dataset.label || "The item"} is now item ${place} of ${items.length}.`);
    list.dispatchEvent(new CustomEvent("bcp:sorted", { bubbles: true }));
  };

  if (!window.Sortable) return;
  for (const list of document.querySelectorAll("[data-sortable]")) {
    window.Sortable.create(list, {
      handle: "[data-drag-handle]",
      draggable: "[data-id]",
      chosenClass: "bcp-dragged",
      animation: window.matchMedia("(prefers-reduced-motion: reduce)").matches ? 0 : 120,
      onEnd: (event) => {
        if (event.oldIndex !== event.newIndex) send(list, event.item);
      },
    });
  }
})();
