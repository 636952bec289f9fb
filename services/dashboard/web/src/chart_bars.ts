// Bars that lie: one a name and series, on one scale, with their values in letters; thresholds across.
import * as Plot from "@observablehq/plot";
import { LETTER, NARROW, base, halo, ink, legend, seriesInk, softInk, thresholdInk, widthOf } from "./chart_style.ts";
import type { Chart } from "./charts.ts";
import type { Figures } from "./figures.ts";

interface Bars {
  unite: string;
  /** Of a perimeter, the name of the period first: then the first value of a bar with a code follows what comes. */
  scope?: string;
  series: string[];
  barres: { nom: string; code?: string; valeurs: (number | null)[]; textes: string[] }[];
  seuils?: { valeur: number; nom: string }[];
}

interface Bar {
  nom: string;
  serie: string;
  k: number;
  value: number;
  text: string;
}

const BAR = 18;
const PAUSE = 14;
const NAME_LINE = 20;
/** Stands for the line above a name's bars, where the name is written when there is no room beside them. */
const NAME = "\u0000nom";

function draw({ series, barres, seuils = [] }: Bars, width: number): SVGSVGElement {
  const bars = barres.flatMap(({ nom, valeurs, textes }) =>
    series.map((serie, k): Bar => ({ nom, serie, k, value: valeurs[k] ?? 0, text: textes[k] || "–" })),
  );
  const narrow = width < NARROW;
  const beside = Math.min(width * 0.36, Math.max(0, ...barres.map(({ nom }) => widthOf(nom))) + 14);
  const rows = series.length * BAR + (narrow ? NAME_LINE : 0);
  const top = seuils.length ? 22 : 4;
  const highest = Math.max(0, ...bars.map(({ value }) => value), ...seuils.map(({ valeur }) => valeur));
  const where = { fy: "nom", y: "serie" } as const;
  return Plot.plot({
    ...base,
    width,
    height: Math.round(barres.length * (rows + PAUSE) + top + 4),
    marginLeft: narrow ? 1 : Math.round(beside),
    marginRight: Math.max(24, ...bars.map(({ text }) => widthOf(text) + 12)),
    marginTop: top,
    marginBottom: 4,
    x: { domain: [0, highest || 1], axis: null },
    y: { domain: narrow ? [NAME, ...series] : series, axis: null, padding: 0.12 },
    fy: { domain: barres.map(({ nom }) => nom), axis: null, padding: PAUSE / (rows + PAUSE) },
    color: { type: "identity" },
    marks: [
      Plot.barX(bars, { ...where, x1: 0, x2: "value", fill: ({ k }: Bar) => seriesInk(k), rx: 2 }),
      Plot.ruleX([0], { stroke: softInk }),
      Plot.ruleX(seuils, { x: "valeur", stroke: thresholdInk, strokeWidth: 1.5, strokeDasharray: "5 4" }),
      narrow
        ? Plot.text(barres, { fy: "nom", y: () => NAME, text: "nom", frameAnchor: "left", textAnchor: "start", fontWeight: 600, fill: ink, ...halo })
        : Plot.text(barres, { fy: "nom", text: "nom", frameAnchor: "left", textAnchor: "end", dx: -10, lineWidth: (beside - 12) / LETTER, fill: ink }),
      Plot.text(bars, { ...where, x: "value", text: "text", dx: 6, textAnchor: "start", fill: ({ k }: Bar) => (k === 0 ? ink : softInk), fontWeight: 600, ...halo, strokeWidth: 6 }),
      Plot.text(seuils, { x: "valeur", text: "nom", frameAnchor: "top", facetAnchor: "top", dy: -12, fill: thresholdInk, fontWeight: 600, ...halo }),
    ],
  }) as SVGSVGElement;
}

/** The value of a figure, or of one key of a repartition (« CODE:clé ») as its share in percent, which is what bars compare. */
function valueOf(code: string, { figures, values }: Figures): number | null | undefined {
  const at = code.indexOf(":");
  if (at < 0) return values[code] as number | null | undefined;
  const whole = figures[code.slice(0, at)];
  if (!whole || typeof whole.num === "number") return undefined;
  return whole.den ? ((whole.num[code.slice(at + 1)] ?? 0) * 100) / whole.den : null;
}

export function bars(data: Bars, figure: HTMLElement): Chart {
  const caption = figure.querySelector("figcaption")?.textContent?.trim() ?? "";
  return {
    draw(width) {
      const svg = draw(data, width);
      svg.setAttribute("role", "img");
      svg.setAttribute("aria-label", caption);
      return data.series.length > 1 ? [legend(data.series.map((name, k) => ({ name, ink: seriesInk(k) })), width), svg] : [svg];
    },
    take(figures) {
      if (figures.scope !== data.scope || figures.period !== data.series[0]) return false;
      let moved = false;
      for (const { code, valeurs, textes } of data.barres) {
        const text = code ? figures.shown[code] : undefined;
        const value = code ? valueOf(code, figures) : undefined;
        if (text === undefined || value === undefined || (value === valeurs[0] && text === textes[0])) continue;
        valeurs[0] = value;
        textes[0] = text;
        moved = true;
      }
      return moved;
    },
  };
}
