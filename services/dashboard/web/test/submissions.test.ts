import test from "node:test";
import assert from "node:assert/strict";
import { concerns, type Submission } from "../src/submissions.ts";

const event = (chantier: string, territoire: string | null) => ({ chantier, territoire }) as Submission;

test("a submission is told on the pages of its perimeters alone", () => {
  assert.ok(concerns(event("CH1", "LYON"), ["nation", "territoire:LILLE"]));
  assert.ok(concerns(event("CH1", "LYON"), ["territoire:LYON", "chantier:CH2"]));
  assert.ok(concerns(event("CH1", "LYON"), ["chantier:CH1"]));
  assert.ok(!concerns(event("CH1", "LYON"), ["territoire:LILLE", "chantier:CH2"]));
  assert.ok(!concerns(event("CH1", "LYON"), ["chantier:CH10"]));
});

test("a coordination's own submission is its territory's", () => {
  assert.ok(concerns(event("LYON", null), ["territoire:LYON"]));
  assert.ok(!concerns(event("LILLE", null), ["territoire:LYON"]));
});
