// After a drag the clock times and rules are old: load the page again, at the same place.
document.addEventListener("bcp:sorted", (event) => {
  if (event.target.id === "agenda") window.setTimeout(() => window.location.reload(), 600);
});
