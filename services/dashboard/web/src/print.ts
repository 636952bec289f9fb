// Before paper and after it.

const paper = matchMedia("print");

/** `before` may be called twice in a row, by whichever sign of printing this browser gives; so may `after`. */
export function whenPrinting(before: () => void, after: () => void): void {
  paper.addEventListener("change", () => (paper.matches ? before() : after()));
  addEventListener("beforeprint", before);
  // a page that is shown as on paper stays so
  addEventListener("afterprint", () => !paper.matches && after());
}
