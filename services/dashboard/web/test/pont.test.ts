import test from "node:test";
import assert from "node:assert/strict";
import { steps } from "../src/pont.ts";

const terme = (nom: string, n: number) => ({ nom, n });

test("each term begins where the one before ended, and the last ends at the new figure", () => {
  const { rows, from, cut } = steps({ avant: "2026-C2", apres: "2026-C3", de: 100, a: 107, termes: [terme("Entrées", 12), terme("Retraits", 0), terme("Sorties", -5)] });
  assert.deepEqual(
    rows.map(({ name, kind, begin, end }) => [name, kind, begin, end]),
    [
      ["2026-C2", "total", from, 100],
      ["Entrées", "up", 100, 112],
      ["Sorties", "down", 112, 107],
      ["2026-C3", "total", from, 107],
    ],
  );
  assert.equal(cut, true);
  assert.ok(from > 0 && from < 100);
});

test("what starts small is seen from zero", () => {
  const { from, cut } = steps({ avant: "2025-C4", apres: "2026-C1", de: 300, a: 90, termes: [terme("Changement de période", -300), terme("Entrées", 90)] });
  assert.deepEqual([from, cut], [0, false]);
});

test("two reports of one name, two terms of one name, and nothing at all", () => {
  const { rows } = steps({ avant: "2026-C3", apres: "2026-C3", de: 0, a: 0, termes: [terme("a", 1), terme("a", -1)] });
  assert.equal(new Set(rows.map(({ key }) => key)).size, 4);
  assert.equal(steps({ avant: "x", apres: "y", de: 0, a: 0, termes: [] }).rows.length, 2);
});
