// Runs before the first paint: lets the style sheet fold what JavaScript can unfold.
document.documentElement.classList.add("has-js");
