import test from "node:test";
import assert from "node:assert/strict";
import { clock, counted, dayInNumbers, dayInWords, day, goOn, instantInNumbers, number, signed, since, size } from "../src/words.ts";

const plain = (text: string) => text.replace(/[\s\u00a0\u202f]+/g, " ");

test("numbers, signs and sizes", () => {
  assert.equal(plain(number(1204)), "1 204");
  assert.equal(plain(number(16.08)), "16,1");
  assert.equal(signed(1), "+1");
  assert.equal(signed(-2), "−2");
  assert.deepEqual([0, 1, 840, 12_300, 3_400_000].map((bytes) => plain(size(bytes))), ["0 octet", "1 octet", "840 octets", "12 Ko", "3,4 Mo"]);
});

test("what is counted is singular below two", () => {
  assert.deepEqual([0, 1, 2, 1204].map((value) => plain(counted(value, "salariés"))), ["0 salarié", "1 salarié", "2 salariés", "1 204 salariés"]);
});

test("days", () => {
  assert.equal(dayInWords(day("2026-11-30")), "lundi 30 novembre 2026");
  assert.equal(dayInNumbers("2026-03-01"), "01/03/2026");
});

test("hours are those of Paris, in winter and in summer", () => {
  assert.equal(plain(clock(new Date("2026-01-15T09:42:00Z"))), "10 h 42");
  assert.equal(plain(clock(new Date("2026-07-15T06:05:00Z"))), "8 h 05");
  assert.equal(instantInNumbers(new Date("2026-12-31T23:30:00Z")), "01/01/2027 à 00:30");
});

test("since when, with the day where it is another", () => {
  const now = new Date("2026-11-30T10:00:00Z");
  assert.equal(plain(since(new Date("2026-11-30T09:42:00Z"), now)), "10 h 42");
  assert.equal(plain(since(new Date("2026-11-29T22:00:00Z"), now)), "le 29 novembre à 23 h 00");
});

test("a sentence goes on behind a colon", () => {
  assert.equal(goOn("Les chiffres n’arrivent plus : rien."), "les chiffres n’arrivent plus : rien");
  assert.equal(goOn(""), "");
});
