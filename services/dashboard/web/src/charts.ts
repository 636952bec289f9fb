// Charts, by Observable Plot: each figure is drawn from the JSON that stands in it, as wide as it has room, and again when the room or the
// figures change.
import { bars } from "./chart_bars.ts";
import { curve } from "./chart_curve.ts";
import { forecast } from "./chart_forecast.ts";
import { fetchSheet, map } from "./chart_map.ts";
import { pont } from "./chart_pont.ts";
import { follow, type Figures } from "./figures.ts";
import { whenPrinting } from "./print.ts";

export interface Chart {
  draw(width: number): Element[];
  /** Pixels; wider it gains nothing. */
  widest?: number;
  /** What a reader moves, under the picture. */
  below?: HTMLElement;
  /** Is given how to have it drawn anew. */
  follow?(redraw: () => void): void;
  /** Does that change the picture? */
  take?(figures: Figures): boolean;
}

/** A4 less its margins, in CSS pixels. */
const PAPER = 680;
const NARROWEST = 260;

// The JSON is written by the templates of this page's own server.
const kinds: Record<string, (data: never, figure: HTMLElement) => Chart | Promise<Chart>> = {
  courbe: curve,
  barres: bars,
  prevision: forecast,
  pont,
  carte: async (data, figure) => map(data, figure, await fetchSheet()),
};

export async function mount(figure: HTMLElement): Promise<void> {
  const make = kinds[figure.dataset.chart ?? ""];
  const source = figure.querySelector('script[type="application/json"]')?.textContent;
  if (!make || !source) return;
  const chart = await make(JSON.parse(source) as never, figure);
  const place = document.createElement("div");
  place.className = "dessin";
  const details = figure.querySelector("details");
  if (details) details.before(place);
  else figure.append(place);
  if (chart.below) place.after(chart.below);

  let drawn = 0;
  const draw = (width: number) => {
    drawn = Math.round(Math.max(NARROWEST, Math.min(width, chart.widest ?? Infinity)));
    const pictures = chart.draw(drawn);
    // Plot names its groups (« line », « rule »), in English and where no name may be: the whole has one
    for (const group of pictures.flatMap((picture) => [...picture.querySelectorAll("g[aria-label]")])) group.removeAttribute("aria-label");
    place.replaceChildren(...pictures);
  };
  let asked = 0;
  const redraw = () => {
    asked ||= requestAnimationFrame(() => {
      asked = 0;
      draw(place.clientWidth);
    });
  };
  chart.follow?.(redraw);
  new ResizeObserver(() => {
    if (place.clientWidth > 0 && Math.round(Math.min(place.clientWidth, chart.widest ?? Infinity)) !== drawn) redraw();
  }).observe(place);
  whenPrinting(
    () => {
      if (chart.below) chart.below.hidden = true;
      draw(Math.min(PAPER, place.clientWidth || PAPER));
    },
    () => {
      if (chart.below) chart.below.hidden = false;
      redraw();
    },
  );
  draw(place.clientWidth);
  if (chart.take) follow((figures) => void (chart.take!(figures) && redraw()));
}
