// The steps of a bridge, and the scale that they are seen on. Pure.

export interface Bridge {
  avant: string;
  apres: string;
  de: number;
  a: number;
  termes: { nom: string; n: number }[];
}

export interface Step {
  /** Unlike any other row's: two reports may bear one name. */
  key: string;
  name: string;
  kind: "total" | "up" | "down";
  n: number;
  begin: number;
  end: number;
}

/** Where the smallest total is over so much of the largest, the scale begins near it: else no term would be seen. */
const CUT = 0.5;

export function steps({ avant, apres, de, a, termes }: Bridge): { rows: Step[]; from: number; cut: boolean } {
  let at = de;
  const moves = termes
    .filter(({ n }) => n !== 0)
    .map(({ nom, n }, i): Step => ({ key: `${i + 1} ${nom}`, name: nom, kind: n > 0 ? "up" : "down", n, begin: at, end: (at += n) }));
  const levels = [de, ...moves.map(({ end }) => end), a];
  const low = Math.min(...levels);
  const high = Math.max(...levels);
  const cut = low > high * CUT;
  const from = cut ? Math.max(0, Math.floor(low - Math.max(1, high - low) * 0.6)) : Math.min(0, low);
  const total = (key: string, name: string, n: number): Step => ({ key, name, kind: "total", n, begin: from, end: n });
  return { rows: [total("de", avant, de), ...moves, total("a", apres, a)], from, cut: cut && from > 0 };
}
