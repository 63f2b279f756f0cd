// Puts a merge field into the message where the cursor stands: each placeholder becomes a button.
(() => {
  const fields = [...document.querySelectorAll("#id_subject, #id_body")];
  let last = document.getElementById("id_body");
  if (!last) return;
  for (const field of fields) field.addEventListener("focus", () => (last = field));
  for (const code of document.querySelectorAll("[data-merge-field]")) {
    const button = document.createElement("button");
    button.type = "button";
    button.className = "usa-button usa-button--unstyled";
    button.textContent = code.dataset.mergeField;
    button.setAttribute("aria-label", `Insert ${code.dataset.mergeField}`);
    button.addEventListener("click", () => {
      last.setRangeText(code.dataset.mergeField, last.selectionStart, last.selectionEnd, "end");
      last.focus();
    });
    code.replaceWith(button);
  }
})();
