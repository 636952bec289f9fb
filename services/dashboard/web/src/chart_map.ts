// The map: departments in outline, territories by their value, each the way to its page; around Paris once more, enlarged.
import * as Plot from "@observablehq/plot";
import { feature, merge } from "topojson-client";
import type { Feature, FeatureCollection, MultiPolygon } from "geojson";
import type { GeometryCollection, MultiPolygon as TopoMulti, Polygon as TopoPolygon, Topology } from "topojson-specification";
import { LETTER, base, ground, halo, ink, legend, line, mapInks, softInk, tip, widthOf } from "./chart_style.ts";
import type { Chart } from "./charts.ts";
import type { Figures } from "./figures.ts";
import { classBreaks } from "./ticks.ts";
import { counted, number } from "./words.ts";

interface Territory {
  code: string;
  nom: string;
  departements: string[];
  valeur: number | null;
  texte: string;
  href: string;
}

interface Territories {
  territoires: Territory[];
  unite: string;
}

type Shapes = GeometryCollection<{ name: string }>;
type Sheet = Topology<{ departements: Shapes; loupe: Shapes }> & {
  taille: [number, number];
  /** `vers`: what the frame enlarges. */
  cadres: { nom: string; x: number; y: number; w: number; h: number; vers?: [number, number] }[];
};
type Land = Feature<MultiPolygon, Territory>;

export async function fetchSheet(): Promise<Sheet> {
  const answer = await fetch(new URL("./carte.json", import.meta.url));
  if (!answer.ok) throw new Error(`carte.json: ${answer.status}`);
  return (await answer.json()) as Sheet;
}

/** The lands of territories among these shapes. */
function lands(sheet: Sheet, shapes: Shapes, territories: Territory[]): Land[] {
  return territories.flatMap((properties) => {
    const own = shapes.geometries.filter(({ id }) => properties.departements.includes(String(id)));
    if (own.length === 0) return [];
    return [{ type: "Feature", properties, geometry: merge(sheet, own as (TopoPolygon | TopoMulti)[]) } as Land];
  });
}

const toldOf = ({ nom, valeur }: Territory, unite: string) => (valeur === null ? `${nom} : inconnu` : `${nom} : ${counted(valeur, unite)}`);

function colours(territories: Territory[]): { scale: Plot.ScaleOptions; items: { name: string; ink: string }[] } {
  const breaks = classBreaks(territories.flatMap(({ valeur }) => valeur ?? []), mapInks.length);
  const classes = Math.max(0, breaks.length - 1);
  // few classes are spread over all colours
  const range = Array.from({ length: classes }, (_, i) => mapInks[classes === 1 ? 3 : Math.round((i * (mapInks.length - 1)) / (classes - 1))]!);
  const named = (from: number, to: number) => (from === to ? number(from) : `${number(from)} à ${number(to)}`);
  const items = range.map((colour, i) => ({ ink: colour, name: named(breaks[i]!, breaks[i + 1]! - 1) }));
  if (classes === 1) return { scale: { type: "ordinal", domain: [], unknown: range[0]! }, items };
  return { scale: { type: "threshold", domain: breaks.slice(1, -1), range, unknown: ground }, items };
}

function draw({ territoires, unite }: Territories, sheet: Sheet, width: number): SVGSVGElement[] {
  const [w, h] = sheet.taille;
  const height = Math.round((width * h) / w);
  const scale = width / w;
  const all = lands(sheet, sheet.objects.departements, territoires);
  const near = lands(sheet, sheet.objects.loupe, territoires);
  const enlarged = new Set(near.map(({ properties }) => properties.code));
  const far = all.filter(({ properties }) => !enlarged.has(properties.code));
  const shown = [...far, ...near];
  const { scale: color, items } = colours(territoires);
  const land = { fill: ({ properties }: Land) => properties.valeur, stroke: ground, strokeWidth: 1 };
  const hidden = { ariaHidden: "true" } as const;
  const outlines = [sheet.objects.departements, sheet.objects.loupe].map((shapes) => feature(sheet, shapes) as FeatureCollection);
  const svg = Plot.plot({
    ...base,
    width,
    height,
    margin: 0,
    color,
    projection: { type: "identity", domain: { type: "MultiPoint", coordinates: [[0, 0], [w, h]] } as never }, // prettier-ignore
    marks: [
      Plot.rect(sheet.cadres, { x1: "x", y1: "y", x2: ({ x, w }) => x + w, y2: ({ y, h }) => y + h, fill: "none", stroke: line, rx: 6, ...hidden }),
      ...outlines.map((one) => Plot.geo(one, { fill: line, fillOpacity: 0.35, stroke: ground, strokeWidth: 0.8, ...hidden })),
      Plot.geo(
        all.filter(({ properties }) => enlarged.has(properties.code)),
        { ...land, strokeWidth: 0.5, ...hidden },
      ),
      Plot.link(
        sheet.cadres.filter(({ vers }) => vers),
        { x1: ({ x, w }) => x + w, y1: ({ y, h }) => y + h * 0.75, x2: ({ vers }) => vers[0] - 9, y2: ({ vers }) => vers[1] - 6, stroke: softInk, ...hidden },
      ),
      Plot.geo(shown, {
        ...land,
        href: ({ properties }: Land) => properties.href,
        ariaLabel: ({ properties }: Land) => toldOf(properties, unite),
        sort: null,
      }),
      Plot.text(
        sheet.cadres.filter(({ nom, w }) => widthOf(nom) * 0.92 < w * scale),
        { x: ({ x, w }) => x + w / 2, y: ({ y, h }) => y + h, text: "nom", dy: -9, fontSize: 11, fill: softInk, ...hidden },
      ),
      Plot.text(
        shown,
        Plot.centroid({ text: ({ properties }: Land) => properties.texte || "–", fontSize: width < 420 ? 11 : LETTER + 1, fontWeight: 700, fill: ink, ...halo, strokeWidth: 3, pointerEvents: "none", ...hidden }),
      ),
      Plot.tip(shown, Plot.pointer(Plot.centroid({ title: ({ properties }: Land) => toldOf(properties, unite).replace(" : ", "\n"), maxRadius: 40, pointerEvents: "none", ...tip, ...hidden }))),
    ],
  }) as SVGSVGElement;
  return items.length > 0 ? [legend(items, width), svg] : [svg];
}

/** Plot wraps what bears an `href` into a link and leaves its name on the shape: the name is the link's. */
function nameLinks(svg: SVGSVGElement): void {
  for (const link of svg.querySelectorAll("a")) {
    const shape = link.firstElementChild!;
    link.setAttribute("aria-label", shape.getAttribute("aria-label") ?? "");
    shape.removeAttribute("aria-label");
  }
}

const addressOf = (link: Element | null): string => (link instanceof SVGAElement ? link.href.baseVal : "");

export function map(data: Territories, figure: HTMLElement, sheet: Sheet): Chart {
  return {
    widest: 640,
    draw(width) {
      const focused = figure.contains(document.activeElement) ? addressOf(document.activeElement) : "";
      const drawn = draw(data, sheet, width);
      const svg = drawn.at(-1)!;
      svg.setAttribute("role", "group");
      svg.setAttribute("aria-label", figure.querySelector("figcaption")?.textContent?.trim() ?? "");
      nameLinks(svg);
      // drawn anew under someone's hands: the focus stays where it was
      if (focused) queueMicrotask(() => [...svg.querySelectorAll("a")].find((link) => addressOf(link) === focused)?.focus());
      return drawn;
    },
    take({ scope, coverage, values, shown }: Figures) {
      const one = data.territoires.find(({ code }) => scope === `territoire:${code}`);
      const value = values["effectif.file_active"] as number | null | undefined;
      if (!one || coverage.counted === 0 || value === undefined || value === one.valeur) return false;
      one.valeur = value;
      one.texte = shown["effectif.file_active"] ?? "";
      return true;
    },
  };
}
