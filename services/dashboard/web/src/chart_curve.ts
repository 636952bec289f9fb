// The curve of one or a few values through time, with a slider that reads one evening.
import * as Plot from "@observablehq/plot";
import { LETTER, NARROW, base, ground, halo, ink, legend, line, seriesInk, softInk, targetInk, tip, widthOf } from "./chart_style.ts";
import type { Chart } from "./charts.ts";
import type { Figures } from "./figures.ts";
import { monthTicks } from "./ticks.ts";
import { counted, day, dayInWords, month, number } from "./words.ts";

interface Curve {
  series: { nom: string; scope?: string; points: [string, number | null][] }[];
  unite: string;
  objectif?: number;
}

interface Point {
  date: Date;
  value: number | null;
  k: number;
}

/** The evening that is read: « lundi 30 novembre 2026 : 2 582 salariés ». */
function reading({ series, unite }: Curve, at: number): string {
  const date = dayInWords(day(series[0]!.points[at]![0]));
  const told = series.map(({ nom, points }) => {
    const value = points[at]?.[1] ?? null;
    const text = value === null ? "inconnu" : counted(value, unite);
    return series.length > 1 ? `${nom} ${text}` : text;
  });
  return `${date} : ${told.join(", ")}`;
}

function lasts(points: Point[][]): Point[] {
  return points.flatMap((one) => one.filter(({ value }) => value !== null).slice(-1));
}

function draw(data: Curve, width: number, read: number | null): SVGSVGElement {
  const { series, unite, objectif } = data;
  const alone = series.length === 1;
  const points = series.map(({ points }, k) => points.map(([iso, value]): Point => ({ date: day(iso), value, k })));
  const all = points.flat();
  const ends = lasts(points);
  const narrow = width < NARROW;
  const height = Math.round(Math.min(340, Math.max(220, width * 0.36)));
  const highest = Math.max(objectif ?? 0, 1, ...all.map(({ value }) => value ?? 0));
  const margins = { marginTop: 20, marginBottom: 38, marginLeft: Math.max(30, widthOf(number(highest)) + 14), marginRight: Math.max(36, ...ends.map(({ value }) => widthOf(number(value!)) + 18)) };
  const ticks = monthTicks(all.map(({ date }) => date), width - margins.marginLeft - margins.marginRight, narrow ? 56 : 74);
  const fill = ({ k }: Point) => seriesInk(k);
  const marks: Plot.Markish[] = [
    Plot.gridY({ stroke: line, strokeOpacity: 1, ticks: narrow ? 4 : 5 }),
    Plot.axisY({ ticks: narrow ? 4 : 5, tickSize: 0, tickFormat: (value: number) => number(value), fill: softInk, label: null }),
    Plot.axisX(ticks, {
      tickSize: 5,
      stroke: line,
      fill: softInk,
      label: null,
      lineHeight: 1.2,
      tickFormat: (date: Date, i: number) => (i === 0 || date.getUTCMonth() === 0 ? `${month(date)}\n${date.getUTCFullYear()}` : month(date)),
    }),
  ];
  if (alone) marks.push(Plot.areaY(all, { x: "date", y: "value", fill: seriesInk(0), fillOpacity: 0.12 }));
  if (objectif !== undefined) {
    // at the right end, on the side where the curve is not
    const below = (ends[0]?.value ?? 0) >= objectif;
    marks.push(
      Plot.ruleY([objectif], { stroke: targetInk, strokeWidth: 1.5, strokeDasharray: "6 4" }),
      Plot.text([objectif], {
        y: (value: number) => value,
        text: (value: number) => `Objectif ${number(value)}`,
        frameAnchor: "right",
        textAnchor: "end",
        dx: -4,
        dy: below ? 11 : -9,
        fill: targetInk,
        fontWeight: 600,
        ...halo,
      }),
    );
  }
  marks.push(Plot.ruleY([0], { stroke: line }), Plot.lineY(all, { x: "date", y: "value", z: "k", stroke: fill, strokeWidth: 2.25, strokeLinejoin: "round" }));
  if (read !== null) {
    const there = points.flatMap((one) => one.slice(read, read + 1));
    marks.push(
      Plot.ruleX(there.slice(0, 1), { x: "date", stroke: softInk, strokeWidth: 1 }),
      Plot.dot(there, { x: "date", y: "value", r: 5, fill, stroke: ground, strokeWidth: 2 }),
    );
  }
  marks.push(
    Plot.dot(ends, { x: "date", y: "value", r: 4, fill, stroke: ground, strokeWidth: 2 }),
    Plot.text(ends, { x: "date", y: "value", text: ({ value }: Point) => number(value!), dx: 9, textAnchor: "start", fontSize: LETTER + 2, fontWeight: 700, fill: ink, ...halo }),
    Plot.tip(
      all,
      Plot.pointerX({
        x: "date",
        y: "value",
        title: ({ date, value, k }: Point) => `${dayInWords(date)}\n${alone ? "" : `${series[k]!.nom} : `}${value === null ? "inconnu" : counted(value, unite)}`,
        ...tip,
      }),
    ),
  );
  return Plot.plot({ ...base, ...margins, width, height, x: { type: "utc" }, y: { domain: [0, highest * 1.04], nice: true }, color: { type: "identity" }, marks }) as SVGSVGElement;
}

export function curve(data: Curve, figure: HTMLElement): Chart {
  const days = data.series[0]?.points.length ?? 0;
  const caption = figure.querySelector("figcaption")?.textContent?.trim() ?? "";
  const control = document.createElement("p");
  const label = document.createElement("label");
  const slider = document.createElement("input");
  const output = document.createElement("output");
  let read: number | null = null; // until the slider is touched, the last value stands for itself
  let redraw = () => {};

  slider.id = `curseur-${(serial += 1)}`;
  Object.assign(slider, { type: "range", min: "0", max: String(Math.max(0, days - 1)), step: "1", value: String(days - 1) });
  label.htmlFor = slider.id;
  label.textContent = "Lire un soir";
  output.htmlFor.add(slider.id);
  control.className = "curseur";
  control.append(label, " ", slider, " ", output);
  const say = () => {
    if (days === 0) return;
    output.textContent = reading(data, slider.valueAsNumber);
    slider.setAttribute("aria-valuetext", output.textContent);
  };
  slider.addEventListener("input", () => {
    read = slider.valueAsNumber;
    say();
    redraw();
  });
  say();

  return {
    draw(width) {
      const svg = draw(data, width, read);
      svg.setAttribute("role", "img");
      svg.setAttribute("aria-label", `${caption} ${days ? reading(data, days - 1) : ""}`.trim());
      return data.series.length > 1 ? [legend(data.series.map(({ nom }, k) => ({ name: nom, ink: seriesInk(k) })), width), svg] : [svg];
    },
    below: days > 1 ? control : undefined,
    follow(again) {
      redraw = again;
    },
    take({ scope, debut, fin, values }: Figures) {
      const last = data.series.find((one) => one.scope === scope)?.points.at(-1);
      const value = values["effectif.file_active"] as number | null | undefined;
      // the figure is that of the period's last evening so far
      if (!last || value === undefined || value === last[1] || last[0] < debut || last[0] > fin) return false;
      last[1] = value;
      say();
      return true;
    },
  };
}

let serial = 0;
