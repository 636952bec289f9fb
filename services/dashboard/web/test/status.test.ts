import test from "node:test";
import assert from "node:assert/strict";
import { hear, isFinal, say, unknown, type Heard } from "../src/status.ts";

const T = Date.parse("2026-11-30T09:42:00Z"); // 10 h 42 in Paris
const live: Heard = { kind: "state", live: true, since: T, message: "" };
const stale = (since: number): Heard => ({ kind: "state", live: false, since, message: "Les chiffres n’arrivent plus." });
const plain = (text: string) => text.replace(/\u00a0/g, " ");
const after = (...heard: Heard[]) => heard.reduce(hear, unknown);

test("nothing is said before anything is heard, nor while all is well", () => {
  assert.equal(say(unknown, T), "");
  assert.equal(say(after(live), T), "");
  assert.equal(unknown.direct, false);
  assert.equal(after(live).direct, true);
});

test("what is stale says since when and why, and heals", () => {
  const status = after(live, stale(T));
  assert.equal(plain(say(status, T + 1000)), "Valeurs figées depuis 10 h 42 : les chiffres n’arrivent plus");
  assert.equal(status.direct, false);
  assert.equal(say(hear(status, live), T), "");
});

test("what froze first counts, whatever is heard meanwhile", () => {
  const lost: Heard = { kind: "lost", at: T };
  assert.equal(after(live, lost, stale(T + 60_000)).frozen, T);
  assert.equal(after(live, lost, { kind: "refused", at: T + 60_000, status: 503 }).frozen, T);
  assert.equal(after(live, stale(T + 60_000), live, lost).frozen, T);
});

test("a page that is to be loaded anew says so while somebody writes in it", () => {
  assert.match(say(after(live, { kind: "old", at: T }), T), /à recharger/);
});

test("who is signed out is told to sign in again, and no longer asked for", () => {
  const status = after(live, { kind: "refused", at: T, status: 401 });
  assert.equal(status.signIn, true);
  assert.match(say(status, T), /session a pris fin/);
  assert.deepEqual([0, 200, 400, 401, 403, 404, 408, 429, 500, 503].filter(isFinal), [400, 401, 403, 404]);
});
