// What all charts share: their class, their letters, and their colours, which are custom properties of the page's style, so that a chart follows
// the theme without being drawn anew.
import * as Plot from "@observablehq/plot";
import { chartClass } from "./chart_class.ts";

export const ink = "var(--encre)";
export const softInk = "var(--encre-douce)";
export const line = "var(--trait)";
export const ground = "var(--fond)";
export const targetInk = "var(--objectif)";
export const thresholdInk = "var(--seuil)";
export const mapInks = ["var(--carte-0)", "var(--carte-1)", "var(--carte-2)", "var(--carte-3)", "var(--carte-4)", "var(--carte-5)"];
export const seriesInk = (k: number) => (k % 2 === 0 ? "var(--serie-1)" : "var(--serie-2)");

export const LETTER = 12;
/** About the width of a letter: no text can be measured before it is drawn. */
const LETTER_WIDTH = 6.6;
export const widthOf = (text: string): number => text.length * LETTER_WIDTH;

/** Below this width a chart is drawn for a phone. */
export const NARROW = 520;

/** Behind what is written across lines and areas. */
export const halo = { stroke: ground, strokeWidth: 4, strokeLinejoin: "round" } as const;

export const tip = { fill: ground, stroke: line, fontSize: LETTER, textPadding: 8, lineWidth: 24 } as const;

export const base = {
  className: chartClass,
  // by the object model, which the security policy allows: an attribute `style` it does not
  style: { fontFamily: "inherit", fontSize: `${LETTER}px`, color: ink, overflow: "visible" },
};

export interface LegendItem {
  name: string;
  ink: string;
}

/** Squares of colour with their names, in as many lines as the width asks for. */
export function legend(items: LegendItem[], width: number): SVGSVGElement {
  const SQUARE = 14;
  const GAP = 6;
  const LINE = 22;
  let x = 0;
  let y = 0;
  const placed = items.map((item) => {
    const own = SQUARE + GAP + widthOf(item.name) + 3 * GAP;
    if (x > 0 && x + own > width) {
      x = 0;
      y += LINE;
    }
    const at = { ...item, x, y };
    x += own;
    return at;
  });
  const svg = Plot.plot({
    ...base,
    width,
    height: y + LINE,
    margin: 0,
    x: { type: "identity", axis: null },
    y: { type: "identity", axis: null },
    marks: [
      Plot.rect(placed, { x1: "x", x2: ({ x }) => x + SQUARE, y1: ({ y }) => y + 4, y2: ({ y }) => y + 4 + SQUARE, fill: "ink", stroke: line, rx: 2 }),
      Plot.text(placed, { x: ({ x }) => x + SQUARE + GAP, y: ({ y }) => y + 4 + SQUARE / 2, text: "name", textAnchor: "start", fill: softInk }),
    ],
  }) as SVGSVGElement;
  svg.setAttribute("aria-hidden", "true"); // the table names what the colours say
  return svg;
}
