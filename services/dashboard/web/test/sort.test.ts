import test from "node:test";
import assert from "node:assert/strict";
import { sorted, type Key } from "../src/sort.ts";

const both = (keys: Key[]) => [sorted(keys, (key) => key, "ascending"), sorted(keys, (key) => key, "descending")];

for (const [what, keys, up, down] of [
  ["numbers", [3, -1, 20], [-1, 3, 20], [20, 3, -1]],
  ["words, as the French order them", ["Étoile", "zèbre", "Ardoise", "été"], ["Ardoise", "été", "Étoile", "zèbre"], ["zèbre", "Étoile", "été", "Ardoise"]],
  ["numbers within words", ["CH10", "CH2"], ["CH2", "CH10"], ["CH10", "CH2"]],
  ["days", ["2026-11-30", "2025-12-31"], ["2025-12-31", "2026-11-30"], ["2026-11-30", "2025-12-31"]],
  ["nothing known: last either way", [null, 2, null, 1], [1, 2, null, null], [2, 1, null, null]],
] as [string, Key[], Key[], Key[]][]) {
  test(what, () => assert.deepEqual(both(keys), [up, down]));
}

test("equal rows stay as they stood", () => {
  const rows = [{ k: 1, name: "a" }, { k: 0, name: "b" }, { k: 1, name: "c" }]; // prettier-ignore
  assert.deepEqual(sorted(rows, ({ k }) => k, "descending").map(({ name }) => name), ["a", "c", "b"]);
});
