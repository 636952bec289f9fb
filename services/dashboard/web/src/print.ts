// Before paper and after it.

/** `before` may be called twice in a row, by whichever sign of printing this browser gives; so may `after`. */
export function whenPrinting(before: () => void, after: () => void): void {
  matchMedia("print").addEventListener("change", ({ matches }) => (matches ? before() : after()));
  addEventListener("beforeprint", before);
  addEventListener("afterprint", after);
}
