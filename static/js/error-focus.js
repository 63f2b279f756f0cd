// After a refused form: put the focus on the summary of errors, and follow its links to the fields.
(() => {
  const focusOn = (part) => part.querySelector?.("[data-error-summary]")?.focus();

  focusOn(document);
  document.addEventListener("htmx:afterSettle", (event) => focusOn(event.target));
  document.addEventListener("click", (event) => {
    const link = event.target.closest("[data-error-summary] a[href^='#']");
    const field = link && document.getElementById(link.getAttribute("href").slice(1));
    if (!field) return;
    event.preventDefault();
    field.focus();
    (field.closest(".usa-form-group") || field).scrollIntoView({ block: "start" });
  });
})();
