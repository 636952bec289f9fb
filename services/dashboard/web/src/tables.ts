// Sorts the rows of a table by the heading that is chosen: numbers by their value, the greatest first; days and words from the first on.
import { whenPrinting } from "./print.ts";
import { sorted, type Direction, type Key } from "./sort.ts";

/** What stands for no value at all: unknown, withheld. */
const NOTHING = new Set(["", "–", "s"]);

function keyOf(row: HTMLTableRowElement, column: number): Key {
  const cell = row.cells[column];
  const data = cell?.querySelector("data");
  if (data?.value) return isNaN(Number(data.value)) ? data.value : Number(data.value);
  const day = cell?.querySelector("time");
  if (day) return day.dateTime;
  const text = cell?.textContent?.trim() ?? "";
  return NOTHING.has(text) ? null : text;
}

function sort(table: HTMLTableElement, heading: HTMLTableCellElement, direction: Direction): void {
  for (const other of table.tHead!.rows[0]!.cells) other.removeAttribute("aria-sort");
  heading.setAttribute("aria-sort", direction);
  for (const body of table.tBodies) {
    // the heading of a section stays on top of it
    const rows = [...body.rows].filter((row) => !row.classList.contains("section"));
    body.append(...sorted(rows, (row) => keyOf(row, heading.cellIndex), direction));
  }
}

function makeButton(table: HTMLTableElement, heading: HTMLTableCellElement): void {
  const button = document.createElement("button");
  button.type = "button";
  button.className = "tri";
  button.append(...heading.childNodes);
  button.addEventListener("click", () => {
    const first: Direction = heading.classList.contains("nombre") ? "descending" : "ascending";
    const other: Direction = first === "ascending" ? "descending" : "ascending";
    sort(table, heading, heading.getAttribute("aria-sort") === first ? other : first);
  });
  heading.append(button);
}

export function makeSortable(table: HTMLTableElement): void {
  const headings = [...(table.tHead?.rows[0]?.cells ?? [])];
  if (![...table.tBodies].some((body) => body.rows.length > 1)) return;
  for (const heading of headings) makeButton(table, heading);
  // paper has no buttons, but it has headings
  const buttons = headings.map((heading) => heading.querySelector("button")!);
  whenPrinting(
    () => buttons.forEach((button) => button.isConnected && button.replaceWith(...button.childNodes)),
    () =>
      buttons.forEach((button, i) => {
        if (button.isConnected) return;
        button.append(...headings[i]!.childNodes);
        headings[i]!.append(button);
      }),
  );
}
