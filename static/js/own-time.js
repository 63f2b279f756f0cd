// Adds the meeting's time in the reader's own zone, when that is another one than the venue's.
(() => {
  const own = Intl.DateTimeFormat().resolvedOptions().timeZone;
  for (const place of document.querySelectorAll("[data-own-time]")) {
    const { start, end, zone, lang, label } = place.dataset;
    const words = (instant, style) =>
      new Date(instant).toLocaleString(lang, { ...style, timeZoneName: "short" });
    const long = { dateStyle: undefined, weekday: "long", year: "numeric", month: "long", day: "numeric", hour: "numeric", minute: "2-digit" };
    const offset = (timeZone) =>
      new Date(start).toLocaleString("en", { timeZone, timeZoneName: "longOffset", hour: "numeric" });
    if (!own || offset(own) === offset(zone)) continue;
    place.textContent = `${label} ${words(start, long)} – ${words(end, { hour: "numeric", minute: "2-digit" })}`;
    place.hidden = false;
  }
})();
