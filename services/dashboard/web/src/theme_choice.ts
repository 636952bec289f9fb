// The button that chooses the theme: light, dark, or the machine's. theme.ts sets what was chosen before the page is painted.
type Theme = "clair" | "sombre" | "automatique";

const KEY = "theme";
const dark = matchMedia("(prefers-color-scheme: dark)");

function chosen(): Theme {
  const set = document.documentElement.dataset.theme;
  return set === "clair" || set === "sombre" ? set : "automatique";
}

/** From the machine's own to its contrary first: that is what one presses the button for. */
function next(theme: Theme): Theme {
  const order: Theme[] = dark.matches ? ["automatique", "clair", "sombre"] : ["automatique", "sombre", "clair"];
  return order[(order.indexOf(theme) + 1) % order.length]!;
}

function set(theme: Theme): void {
  if (theme === "automatique") delete document.documentElement.dataset.theme;
  else document.documentElement.dataset.theme = theme;
}

function keep(theme: Theme): void {
  try {
    if (theme === "automatique") localStorage.removeItem(KEY);
    else localStorage.setItem(KEY, theme);
  } catch {
    // storage refused: it holds for this page
  }
}

export function offerTheme(header: HTMLElement): void {
  const button = document.createElement("button");
  const label = () => (button.textContent = `Thème ${chosen()}`);
  button.type = "button";
  button.className = "discret";
  button.dataset.themeChoice = "";
  button.title = "Changer de thème : clair, sombre, ou celui de l’appareil";
  label();
  button.addEventListener("click", () => {
    const theme = next(chosen());
    set(theme);
    keep(theme);
    label();
  });
  // chosen in another tab
  addEventListener("storage", ({ key, newValue }) => {
    if (key !== KEY) return;
    set(newValue === "clair" || newValue === "sombre" ? newValue : "automatique");
    label();
  });
  (header.querySelector(".compte") ?? header).prepend(button);
}
