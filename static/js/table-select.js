// Tables with data-select-rows: a box in the head for all rows, and shift-click for a range.
// Rows carry <input type="checkbox" name="row">. An element with data-selected-count shows how many.
(() => {
  for (const table of document.querySelectorAll("table[data-select-rows]")) {
    const boxes = [...table.querySelectorAll("tbody .bcp-table__check input[type=checkbox]")];
    const place = table.querySelector("thead .bcp-table__check");
    if (!boxes.length || !place) continue;

    const all = document.createElement("input");
    all.type = "checkbox";
    all.className = "usa-checkbox__input";
    all.id = `${boxes[0].id}-all`;
    const label = document.createElement("label");
    label.className = "usa-checkbox__label";
    label.htmlFor = all.id;
    label.innerHTML = '<span class="usa-sr-only">Select all rows on this page</span>';
    const wrap = document.createElement("div");
    wrap.className = "usa-checkbox";
    wrap.append(all, label);
    place.append(wrap);

    const count = () => {
      const chosen = boxes.filter((box) => box.checked).length;
      all.checked = chosen === boxes.length;
      all.indeterminate = chosen > 0 && chosen < boxes.length;
      for (const shown of document.querySelectorAll("[data-selected-count]")) {
        shown.textContent = `${chosen} selected`;
      }
    };

    let last = null;
    const chose = (box, isRange) => {
      const here = boxes.indexOf(box);
      if (isRange && last !== null) {
        const [from, to] = [Math.min(last, here), Math.max(last, here)];
        for (const between of boxes.slice(from, to + 1)) between.checked = box.checked;
      }
      last = here;
      count();
    };

    table.addEventListener("change", (event) => {
      if (event.target === all) {
        for (const box of boxes) box.checked = all.checked;
        count();
      } else if (boxes.includes(event.target)) {
        chose(event.target, false);
      }
    });
    // With shift a browser selects text instead of following the label: do both steps here.
    table.addEventListener("mousedown", (event) => {
      if (event.shiftKey && event.target.closest("label")) event.preventDefault();
    });
    table.addEventListener("click", (event) => {
      const box = event.target.closest("label")?.control;
      if (!event.shiftKey || !boxes.includes(box)) return;
      event.preventDefault();
      box.checked = !box.checked;
      chose(box, true);
    });
    count();
  }
})();
