// Whether what the page shows follows what comes, and if not since when and why: what is heard, turned into one sentence. Pure.
import { goOn, since } from "./words.ts";

const LOST = "le tableau de bord ne répond plus ; la page se remettra à jour dès qu’il répondra";
const BUSY = "le tableau de bord ne peut pas suivre cette page en ce moment ; elle réessaie d’elle-même";
const SIGNED_OUT = "votre session a pris fin.";
const CLOSED = "cette page ne vous est plus ouverte.";
const OLD = "la page est à recharger ; faites-le quand vous aurez fini ce que vous avez commencé à écrire.";
const OTHER = "le tableau de bord n’accepte plus de suivre cette page ; rechargez-la.";

export interface Status {
  /** Since when nothing follows, in ms; null: it does, or nothing says yet that it does not. */
  frozen: number | null;
  why: string;
  /** Only whoever looks can help: by signing in again. */
  signIn: boolean;
  direct: boolean;
}

export type Heard =
  /** The server's word on itself. */
  | { kind: "state"; live: boolean; since: number; message: string }
  /** Nothing comes any more; the last that came did at `at`. */
  | { kind: "lost"; at: number }
  /** The page is to be loaded anew, and somebody is writing in it. */
  | { kind: "old"; at: number }
  /** The stream is refused with that HTTP status. */
  | { kind: "refused"; at: number; status: number };

export const unknown: Status = { frozen: null, why: "", signIn: false, direct: false };

/** Is it of no use to ask again? */
export const isFinal = (status: number): boolean => status >= 400 && status < 500 && status !== 408 && status !== 429;

const refusals: Record<number, string> = { 401: SIGNED_OUT, 403: CLOSED, 429: BUSY, 503: BUSY };

export function hear(before: Status, heard: Heard): Status {
  switch (heard.kind) {
    case "state":
      if (heard.live) return { ...unknown, direct: true };
      // what froze first counts: a server that was started anew meanwhile knows only of its own start
      return { ...unknown, frozen: Math.min(before.frozen ?? Infinity, heard.since), why: goOn(heard.message) };
    case "lost":
      return { ...unknown, frozen: before.frozen ?? heard.at, why: LOST };
    case "old":
      return { ...unknown, frozen: heard.at, why: OLD };
    case "refused": {
      const why = refusals[heard.status] ?? (isFinal(heard.status) ? OTHER : LOST);
      return { ...unknown, frozen: before.frozen ?? heard.at, why, signIn: heard.status === 401 };
    }
  }
}

/** What #etat says; empty while all is well. */
export function say(status: Status, now: number): string {
  if (status.frozen === null) return "";
  return `Valeurs figées depuis ${since(new Date(status.frozen), new Date(now))} : ${status.why}`;
}
