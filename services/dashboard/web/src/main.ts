// Starts what a page asks for: each part looks for its marks in the page and leaves it alone when there are none.
import "./style/app.css";
import { closeMenu, showFreePeriod, watchForms } from "./forms.ts";
import { followStream } from "./live.ts";
import { rereads } from "./reread.ts";
import { makeSortable } from "./tables.ts";
import { offerTheme } from "./theme_choice.ts";
import { awaitFirst, followValues } from "./values.ts";

/** The part of a page that an answer may replace. */
function startContent(root: HTMLElement): void {
  const charts = [...root.querySelectorAll<HTMLElement>("figure.graphique[data-chart]")];
  if (charts.length > 0) void import("./charts.ts").then(({ mount }) => charts.forEach(mount));
  root.querySelectorAll<HTMLTableElement>("table[data-sortable]").forEach(makeSortable);
  root.querySelectorAll<HTMLFormElement>("form.choix").forEach(showFreePeriod);
  const deposits = [...root.querySelectorAll<HTMLFormElement>("form[data-depot]")];
  if (deposits.length > 0) void import("./deposit.tsx").then(({ takeFiles }) => deposits.forEach((form) => takeFiles(form, startContent)));
}

watchForms();
for (const menu of document.querySelectorAll<HTMLDetailsElement>("details.menu")) closeMenu(menu);
const header = document.querySelector<HTMLElement>(".entete");
if (header) offerTheme(header);
const content = document.querySelector<HTMLElement>("main");
if (content) startContent(content);

const { stream, reread, attend } = document.body.dataset;
if (stream) {
  const period = new URL(stream, location.href).searchParams.get("period") ?? "";
  followValues(document, period);
  if (attend) awaitFirst(attend.split(" "), period);
  const again = reread === undefined ? undefined : rereads(startContent);
  followStream(stream, (what) => what === reread && again?.());
}
