// Sets the theme that the visitor chose before the page is painted. Loaded in <head>, not deferred: so no flash.
(() => {
  try {
    const chosen = localStorage.getItem("theme");
    if (chosen === "clair" || chosen === "sombre") document.documentElement.dataset.theme = chosen;
  } catch {
    // storage refused: the system's theme it is
  }
  document.documentElement.classList.add("js");
})();
