// Charts, by Observable Plot.
import * as Plot from "@observablehq/plot";
import { feature } from "topojson-client";
import { chartClass } from "./chart_class.ts";

export async function draw(figure: HTMLElement): Promise<void> {
  const map = await (await fetch(new URL("./carte.json", import.meta.url))).json();
  const all = feature(map, map.objects.departements);
  const near = feature(map, map.objects.loupe);
  const [width, height] = map.taille;
  figure.append(Plot.plot({ className: chartClass, width, height, projection: { type: "identity", domain: { type: "MultiPoint", coordinates: [[0,0],[width,height]] } as never }, margin: 0,
   marks: [Plot.geo(all, {fill: "#ccd", stroke: "white"}), Plot.geo(near, {fill: "#ccd", stroke: "white"}), Plot.rect(map.cadres, {x1:"x",y1:"y",x2:(d)=>d.x+d.w,y2:(d)=>d.y+d.h,stroke:"#ccc"}), Plot.text(map.cadres,{x:(d)=>d.x+d.w/2,y:(d)=>d.y+d.h-9,text:"nom"})] }));
}
