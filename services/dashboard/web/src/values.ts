// Live figures in the page: each [data-live] is given its value and its text, each [data-live-moves] what moved it.
import { follow, type Figures } from "./figures.ts";
import { clock, signed } from "./words.ts";

const FLASH_MS = 1200;
const still = matchMedia("(prefers-reduced-motion: reduce)");

/** By "SCOPE CODE" or "SCOPE CODE PERIOD": a figure of the page's own period, or of another one. */
type Marked = Map<string, HTMLElement[]>;

function marked(root: ParentNode, mark: string): Marked {
  const found: Marked = new Map();
  for (const element of root.querySelectorAll<HTMLElement>(`[${mark}]`)) {
    const name = element.getAttribute(mark)!;
    const others = found.get(name);
    if (others) others.push(element);
    else found.set(name, [element]);
  }
  return found;
}

function flash(element: HTMLElement): void {
  if (still.matches) return;
  element.animate([{ backgroundColor: "color-mix(in srgb, var(--serie-1) 35%, transparent)" }, { backgroundColor: "transparent" }], {
    duration: FLASH_MS,
    easing: "ease-out",
  });
}

function write(element: HTMLElement, value: number | string | null, text: string): void {
  if (element.textContent === text && element.getAttribute("value") === String(value ?? "")) return;
  const moved = element.textContent !== text;
  if (element instanceof HTMLDataElement) element.value = String(value ?? "");
  element.textContent = text;
  if (moved && element instanceof HTMLDataElement) flash(element);
  if (typeof value !== "string") weigh(element, value);
}

/** Of a figure that says how heavy it is, as services/dashboard/charge.c: the word is also the class. */
function weigh(element: HTMLElement, value: number | null): void {
  const place = element.closest<HTMLElement>("[data-seuils]");
  const said = place?.querySelector(".niveau");
  if (!place || !said) return;
  const [tendu = Infinity, critique = Infinity] = place.dataset.seuils!.split(" ").map(Number);
  const level = value === null || value <= tendu ? "" : value <= critique ? "tendu" : "critique";
  if (said.textContent === level) return;
  said.textContent = level;
  for (const name of ["tendu", "critique"]) place.classList.toggle(name, name === level);
}

/** « Magdala +1, Emmaüs −2 à 10 h 42 » */
export function movesInWords(moves: Figures["moves"], now: Date): string {
  return `${moves.map(({ nom, delta }) => `${nom}\u00a0${signed(delta)}`).join(", ")} à ${clock(now)}`;
}

/** Of these perimeters nothing was known when the page was made: with their first export it is another page. */
export function awaitFirst(scopes: string[], ownPeriod: string): void {
  follow(({ scope, period, coverage }) => {
    if (period === ownPeriod && coverage.counted > 0 && scopes.includes(scope)) location.reload();
  });
}

/** `ownPeriod`: the one that the page is about. */
export function followValues(root: ParentNode, ownPeriod: string): () => void {
  const values = marked(root, "data-live");
  const moves = marked(root, "data-live-moves");
  const coverages = marked(root, "data-live-coverage");
  return follow((figures) => {
    const own = figures.period === ownPeriod;
    for (const [code, text] of Object.entries(figures.shown)) {
      const name = own ? `${figures.scope} ${code}` : `${figures.scope} ${code} ${figures.period}`;
      for (const element of values.get(name) ?? []) write(element, figures.values[code] ?? null, text);
    }
    if (!own) return;
    for (const element of coverages.get(figures.scope) ?? []) {
      if (element.textContent !== figures.coverage_text) element.textContent = figures.coverage_text;
    }
    if (figures.moves.length === 0) return;
    for (const element of moves.get(figures.scope) ?? []) {
      element.textContent = movesInWords(figures.moves, new Date());
      flash(element);
    }
  });
}
