// The text of the <style> element that Observable Plot puts into every chart, for the hash that the page's security policy names.
//
// It is taken from a chart that Plot really draws, into a document just large enough for that.
import { createHash } from "node:crypto";
import { plot } from "@observablehq/plot";
import { chartClass } from "../src/chart_class.ts";

class Node {
  children: Node[] = [];
  textContent = "";
  style = {};
  ownerDocument: unknown;
  namespaceURI = "http://www.w3.org/2000/svg";
  constructor(
    readonly name: string,
    document: unknown,
  ) {
    this.ownerDocument = document;
  }
  setAttribute(): void {}
  setAttributeNS(): void {}
  removeAttribute(): void {}
  appendChild(child: Node): Node {
    this.children.push(child);
    return child;
  }
}

export function plotStyle(): string {
  const document = { documentElement: null as unknown, createElementNS: (_: string, name: string) => new Node(name, document) };
  document.documentElement = new Node("html", document);
  const svg = plot({ className: chartClass, marks: [], document: document as unknown as Document }) as unknown as Node;
  const styles = svg.children.filter((c) => c.name === "style");
  if (styles.length !== 1 || !styles[0]!.textContent.includes(`.${chartClass}`)) {
    throw new Error("Observable Plot no longer brings one <style> of its class: see make/plot_style.ts");
  }
  return styles[0]!.textContent;
}

export function plotStyleHash(): string {
  return `sha256-${createHash("sha256").update(plotStyle()).digest("base64")}`;
}
