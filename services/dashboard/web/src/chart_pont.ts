// A bridge: from one report to the next, each term a bar that begins where the one before ended. Bars lie, so that their names can be read.
import * as Plot from "@observablehq/plot";
import { LETTER, NARROW, base, halo, ink, legend, line, seriesInk, softInk, targetInk, widthOf } from "./chart_style.ts";
import type { Chart } from "./charts.ts";
import { steps, type Bridge, type Step } from "./pont.ts";
import { number, signed } from "./words.ts";

const ROW = 26;
/** Neither is good or bad: an exit is what people came for. */
const inkOf = ({ kind }: Step): string => (kind === "total" ? seriesInk(0) : kind === "up" ? seriesInk(1) : targetInk);
const textOf = ({ kind, n }: Step): string => (kind === "total" ? number(n) : signed(n));

function draw(bridge: Bridge, width: number): SVGSVGElement {
  const { rows, from, cut } = steps(bridge);
  const narrow = width < NARROW;
  const beside = Math.min(width * (narrow ? 0.44 : 0.34), Math.max(0, ...rows.map(({ name }) => widthOf(name))) + 14);
  const to = Math.max(...rows.map(({ end, begin }) => Math.max(end, begin)), from + 1);
  const names = rows.map(({ key }) => key);
  return Plot.plot({
    ...base,
    width,
    height: rows.length * ROW + 8,
    marginLeft: Math.round(beside),
    marginRight: Math.max(24, ...rows.map((row) => widthOf(textOf(row)) + 12)),
    marginTop: 4,
    marginBottom: 4,
    x: { domain: [from, to], axis: null },
    y: { domain: names, axis: null, padding: 0.24 },
    color: { type: "identity" },
    marks: [
      Plot.barX(rows, { y: "key", x1: ({ begin }: Step) => Math.max(begin, from), x2: "end", fill: inkOf, rx: 2 }),
      // from the end of each bar to the one below
      Plot.link(rows.slice(0, -1), { x1: "end", x2: "end", y1: "key", y2: (_: Step, i: number) => names[i + 1], stroke: softInk, strokeDasharray: "2 3" }),
      cut ? null : Plot.ruleX([from], { stroke: line }),
      Plot.text(rows, { y: "key", text: "name", frameAnchor: "left", textAnchor: "end", dx: -10, lineWidth: (beside - 12) / LETTER, fill: ink }),
      Plot.text(rows, {
        y: "key",
        x: ({ begin, end }: Step) => Math.max(begin, end),
        text: textOf,
        dx: 6,
        textAnchor: "start",
        fill: ink,
        fontWeight: 600,
        ...halo,
      }),
    ],
  }) as SVGSVGElement;
}

export function pont(data: Bridge, figure: HTMLElement): Chart {
  const caption = figure.querySelector("figcaption");
  if (steps(data).cut && caption) caption.append(" L’échelle ne part pas de zéro.");
  return {
    draw(width) {
      const svg = draw(data, width);
      svg.setAttribute("role", "img");
      svg.setAttribute("aria-label", caption?.textContent?.trim() ?? "");
      const signs = [
        { name: "chiffre d’un rapport", ink: seriesInk(0) },
        { name: "en plus", ink: seriesInk(1) },
        { name: "en moins", ink: targetInk },
      ];
      return [legend(signs, width), svg];
    },
  };
}
