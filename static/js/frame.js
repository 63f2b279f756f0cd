// The page frame: the menu button on phones, and the menus that close by Escape or a click outside.
(() => {
  const button = document.querySelector("[data-menu-button]");
  const navigation = button && document.getElementById(button.getAttribute("aria-controls"));

  const show = (isOpen) => {
    button.setAttribute("aria-expanded", String(isOpen));
    navigation.classList.toggle("is-open", isOpen);
  };

  if (navigation) {
    button.addEventListener("click", () => {
      show(button.getAttribute("aria-expanded") !== "true");
    });
    document.addEventListener("keydown", (event) => {
      if (event.key === "Escape" && button.getAttribute("aria-expanded") === "true") {
        show(false);
        button.focus();
      }
    });
  }

  // Entries that autosave.js kept in this browser do not outlive the session.
  document.querySelector("[data-sign-out]")?.addEventListener("submit", () => {
    try {
      for (const key of Object.keys(localStorage)) {
        if (key.startsWith("draft:")) localStorage.removeItem(key);
      }
    } catch { /* storage is switched off */ }
  });

  for (const popover of document.querySelectorAll("details[data-popover]")) {
    popover.addEventListener("keydown", (event) => {
      if (event.key === "Escape" && popover.open) {
        popover.open = false;
        popover.querySelector("summary").focus();
      }
    });
    document.addEventListener("click", (event) => {
      if (!popover.contains(event.target)) popover.open = false;
    });
  }
})();
