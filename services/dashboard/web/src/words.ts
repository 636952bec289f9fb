// Numbers, days and hours as the French write them. Pure.
const numbers = new Intl.NumberFormat("fr-FR", { maximumFractionDigits: 1 });
const utc = (options: Intl.DateTimeFormatOptions) => new Intl.DateTimeFormat("fr-FR", { timeZone: "UTC", ...options });
const paris = (options: Intl.DateTimeFormatOptions) => new Intl.DateTimeFormat("fr-FR", { timeZone: "Europe/Paris", ...options });

const longDay = utc({ weekday: "long", day: "numeric", month: "long", year: "numeric" });
const shortMonth = utc({ month: "short" });
const clockFormat = paris({ hour: "2-digit", minute: "2-digit" });
const parisDay = paris({ day: "2-digit", month: "2-digit", year: "numeric" });
const parisDayInWords = paris({ day: "numeric", month: "long" });

export const number = (value: number): string => numbers.format(value);

/** « 1 salarié », « 2 salariés ». */
export const counted = (value: number, unit: string): string => `${number(value)} ${Math.abs(value) < 2 ? unit.replace(/s$/, "") : unit}`;

/** A day without an hour (AAAA-MM-JJ) as the instant 0 h UTC, which is how charts hold it. */
export const day = (iso: string): Date => new Date(`${iso}T00:00:00Z`);

/** « lundi 30 novembre 2026 » */
export const dayInWords = (date: Date): string => longDay.format(date);

/** « nov. » */
export const month = (date: Date): string => shortMonth.format(date);

/** « 30/11/2026 » of AAAA-MM-JJ. */
export const dayInNumbers = (iso: string): string => iso.split("-").reverse().join("/");

/** « 10 h 42 », in Paris. */
export const clock = (instant: Date): string => clockFormat.format(instant).replace(/^0/, "").replace(":", "\u00a0h\u00a0");

/** « 30/11/2026 à 10:42 », in Paris, as the server writes instants. */
export const instantInNumbers = (instant: Date): string => `${parisDay.format(instant)} à ${clockFormat.format(instant)}`;

/** « 10 h 42 », or « le 29 novembre à 10 h 42 » of another day than today's. */
export function since(instant: Date, now: Date): string {
  const told = clock(instant);
  return parisDay.format(instant) === parisDay.format(now) ? told : `le ${parisDayInWords.format(instant)} à ${told}`;
}

/** « +1 », « −2 ». */
export const signed = (value: number): string => `${value < 0 ? "−" : "+"}${number(Math.abs(value))}`;

/** A size in bytes: « 840 octets », « 12 Ko », « 3,4 Mo ». */
export function size(bytes: number): string {
  if (bytes < 1000) return `${bytes}\u00a0octet${bytes > 1 ? "s" : ""}`;
  return bytes < 1e6 ? `${Math.round(bytes / 1000)}\u00a0Ko` : `${number(bytes / 1e6)}\u00a0Mo`;
}

/** A sentence as it goes on behind a colon: without its capital and its full stop. */
export const goOn = (sentence: string): string => sentence.charAt(0).toLowerCase() + sentence.slice(1).replace(/\.$/, "");
