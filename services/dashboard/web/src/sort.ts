// In which order the rows of a table stand. Pure.

/** What a cell says: a number, text (days as AAAA-MM-JJ), or null: nothing that is known. */
export type Key = number | string | null;
export type Direction = "ascending" | "descending";

const words = new Intl.Collator("fr", { numeric: true, sensitivity: "base" });

/** Rows as they are to stand; those of which nothing is known stand last, whatever the direction. Equal ones stay as they stood. */
export function sorted<Row>(rows: Row[], key: (row: Row) => Key, direction: Direction): Row[] {
  const sign = direction === "ascending" ? 1 : -1;
  const compare = (a: Key, b: Key): number => {
    if (a === null || b === null) return a === b ? 0 : a === null ? 1 : -1;
    if (typeof a === "number" && typeof b === "number") return sign * (a - b);
    return sign * words.compare(String(a), String(b));
  };
  return rows
    .map((row) => ({ row, key: key(row) }))
    .sort((a, b) => compare(a.key, b.key))
    .map(({ row }) => row);
}
