import test from "node:test";
import assert from "node:assert/strict";
import { classBreaks, monthTicks } from "../src/ticks.ts";

const weeks = (first: string, n: number) => Array.from({ length: n }, (_, i) => new Date(Date.parse(`${first}T00:00:00Z`) + i * 7 * 86_400_000));
const told = (dates: Date[]) => dates.map((date) => date.toISOString().slice(0, 7));

test("months are told as often as there is room", () => {
  const two = weeks("2024-12-02", 105);
  assert.deepEqual(told(monthTicks(two, 230, 56)), ["2025-01", "2025-07", "2026-01", "2026-07"]);
  assert.equal(monthTicks(two, 1100, 74).length, 12);
  assert.equal(monthTicks(two, 60, 56).length, 1);
  assert.deepEqual(told(monthTicks(weeks("2026-03-02", 9), 600, 74)), ["2026-04"]);
  assert.deepEqual(monthTicks([], 600, 74), []);
});

test("classes are of one round width and hold every value", () => {
  for (const [values, breaks] of [
    [[111, 399, 205], [100, 150, 200, 250, 300, 350, 400]],
    [[7], [7, 8]],
    [[0, 0], [0, 1]],
    [[0, 5], [0, 1, 2, 3, 4, 5, 6]],
    [[1, 1000], [0, 200, 400, 600, 800, 1000, 1200]],
    [[], []],
  ]) {
    assert.deepEqual(classBreaks(values!, 6), breaks);
  }
});
