// What was, and what is expected: a median within the band where it falls eight times in ten, with the thresholds that come near.
import * as Plot from "@observablehq/plot";
import { LETTER, NARROW, base, ground, halo, ink, line, seriesInk, softInk, thresholdInk, tip, widthOf } from "./chart_style.ts";
import type { Chart } from "./charts.ts";
import { monthTicks } from "./ticks.ts";
import { counted, day, dayInWords, month, number } from "./words.ts";

interface Forecast {
  unite: string;
  passe: [string, number][];
  /** The evening; low, median, high. */
  semaines: [string, number, number, number][];
  seuils: { nom: string; points: [string, number][] }[];
}

interface Point {
  date: Date;
  low: number;
  value: number;
  high: number;
  expected: boolean;
}

/** A threshold far above everything would press the rest flat. */
const IN_SIGHT = 1.25;

/** « lundi 30 novembre 2026 : 38 salariés attendus, 36 à 40 » */
function told({ date, low, value, high, expected }: Point, unite: string): string {
  const people = counted(value, unite);
  return `${dayInWords(date)} : ${expected ? `${people} attendu${value < 2 ? "" : "s"}, ${number(low)} à ${number(high)}` : people}`;
}

function draw({ passe, semaines, seuils, unite }: Forecast, width: number): SVGSVGElement {
  const past = passe.map(([iso, value]): Point => ({ date: day(iso), low: value, value, high: value, expected: false }));
  const coming = semaines.map(([iso, low, value, high]): Point => ({ date: day(iso), low, value, high, expected: true }));
  const now = past.slice(-1);
  const ahead = [...now, ...coming]; // the band begins where what is known ends
  const all = [...past, ...coming];
  const last = coming.slice(-1);
  const narrow = width < NARROW;
  const height = Math.round(Math.min(300, Math.max(200, width * 0.32)));
  const reached = Math.max(1, ...all.map(({ high }) => high));
  const near = seuils.filter(({ points }) => points.length > 0 && Math.min(...points.map(([, value]) => value)) <= reached * IN_SIGHT);
  const highest = Math.min(Math.max(reached, ...near.flatMap(({ points }) => points.map(([, value]) => value))), reached * IN_SIGHT);
  const lowest = Math.min(...all.map(({ low }) => low));
  // from near the lowest number, not from zero: what a forecast tells are a few people more or less
  const floor = Math.max(0, Math.floor(lowest - (highest - lowest) * 0.6));
  // a week outside of the picture breaks the line
  const limits = near.map(({ nom, points }) => points.map(([iso, value]) => ({ date: day(iso), nom, value: value >= floor && value <= highest ? value : NaN })));
  const margins = { marginTop: 20, marginBottom: 38, marginLeft: Math.max(30, widthOf(number(highest)) + 14), marginRight: Math.max(44, ...last.map(({ value }) => widthOf(number(value)) + 22)) };
  const ticks = monthTicks(all.map(({ date }) => date), width - margins.marginLeft - margins.marginRight, narrow ? 56 : 74);
  return Plot.plot({
    ...base,
    ...margins,
    width,
    height,
    x: { type: "utc" },
    y: { domain: [floor, highest * 1.04], nice: true },
    color: { type: "identity" },
    marks: [
      Plot.gridY({ stroke: line, strokeOpacity: 1, ticks: narrow ? 4 : 5 }),
      Plot.axisY({ ticks: narrow ? 4 : 5, tickSize: 0, tickFormat: (value: number) => number(value), fill: softInk, label: null }),
      Plot.axisX(ticks, { tickSize: 5, stroke: line, fill: softInk, label: null, lineHeight: 1.2, tickFormat: (date: Date, i: number) => (i === 0 || date.getUTCMonth() === 0 ? `${month(date)}\n${date.getUTCFullYear()}` : month(date)) }),
      Plot.areaY(ahead, { x: "date", y1: "low", y2: "high", fill: seriesInk(0), fillOpacity: 0.2 }),
      ...limits.flatMap((points) => [
        Plot.lineY(points, { x: "date", y: "value", stroke: thresholdInk, strokeWidth: 1.5, strokeDasharray: "5 4", curve: "step-before" }),
        Plot.text(points.filter(({ value }) => !Number.isNaN(value)).slice(-1), { x: "date", y: "value", text: "nom", textAnchor: "end", dx: -4, dy: -8, fill: thresholdInk, fontWeight: 600, ...halo }),
      ]),
      Plot.lineY(past, { x: "date", y: "value", stroke: seriesInk(0), strokeWidth: 2.25, strokeLinejoin: "round" }),
      Plot.lineY(ahead, { x: "date", y: "value", stroke: seriesInk(0), strokeWidth: 2.25, strokeLinejoin: "round", strokeDasharray: "2 4", strokeLinecap: "round" }),
      Plot.ruleX(now, { x: "date", stroke: softInk, strokeWidth: 1 }),
      Plot.dot([...now, ...last], { x: "date", y: "value", r: 4, fill: seriesInk(0), stroke: ground, strokeWidth: 2 }),
      Plot.text(last, { x: "date", y: "value", text: ({ value }: Point) => number(value), dx: 9, textAnchor: "start", fontSize: LETTER + 2, fontWeight: 700, fill: ink, ...halo }),
      Plot.tip(all, Plot.pointerX({ x: "date", y: "value", title: (point: Point) => told(point, unite).replace(" : ", "\n"), ...tip })),
    ],
  }) as SVGSVGElement;
}

export function forecast(data: Forecast, figure: HTMLElement): Chart {
  const caption = figure.querySelector("figcaption")?.textContent?.trim() ?? "";
  const end = data.semaines.at(-1);
  const said = end ? told({ date: day(end[0]), low: end[1], value: end[2], high: end[3], expected: true }, data.unite) : "";
  return {
    draw(width) {
      const svg = draw(data, width);
      svg.setAttribute("role", "img");
      svg.setAttribute("aria-label", `${caption} ${said}`.trim());
      return [svg];
    },
  };
}
