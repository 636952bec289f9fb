// The live figures that came last, and whoever follows them.

/** The event `figures`: one perimeter in one period, as services/dashboard/stream_text.c tells it. */
export interface Figures {
  scope: string;
  period: string;
  debut: string;
  fin: string;
  coverage: { expected: number; counted: number };
  coverage_text: string;
  /** What they are made of; by code. `num` of a repartition: by key, those left out that are 0. */
  figures: Record<string, { num: number | Record<string, number>; den?: number }>;
  /** As it is shown, and in the unit shown; by code, the coverage (`couverture.…`) among them. */
  shown: Record<string, string>;
  values: Record<string, number | string | null>;
  /** Whose file active is another, the newest first. */
  moves: { chantier: string; nom: string; delta: number }[];
}

type Follower = (figures: Figures) => void;

const latest = new Map<string, Figures>();
const followers = new Set<Follower>();

export function tell(figures: Figures): void {
  latest.set(`${figures.scope} ${figures.period}`, figures);
  for (const follower of followers) follower(figures);
}

/** Calls back for what is known already, then for all that comes. Returns how to end it. */
export function follow(follower: Follower): () => void {
  for (const figures of latest.values()) follower(figures);
  followers.add(follower);
  return () => followers.delete(follower);
}
