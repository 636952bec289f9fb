// Where a chart's axes and colours are divided. Pure.

/** The first days of months between the first and the last of `dates`, as many as have `room` pixels each. */
export function monthTicks(dates: Date[], width: number, room: number): Date[] {
  if (dates.length === 0) return [];
  const times = dates.map(Number);
  const [first, last] = [new Date(Math.min(...times)), new Date(Math.max(...times))];
  const months = (last.getUTCFullYear() - first.getUTCFullYear()) * 12 + last.getUTCMonth() - first.getUTCMonth() + 1;
  const every = (step: number): Date[] =>
    Array.from({ length: months }, (_, i) => new Date(Date.UTC(first.getUTCFullYear(), first.getUTCMonth() + i, 1))).filter(
      (tick) => tick >= first && tick <= last && (tick.getUTCFullYear() * 12 + tick.getUTCMonth()) % step === 0,
    );
  const fit = Math.max(1, Math.floor(width / room));
  return [1, 2, 3, 4, 6, 12, 24].map(every).find((ticks) => ticks.length <= fit) ?? every(60);
}

/** Whole numbers that part `values` into at most `most` classes of one round width: [100, 150, 200] are the two classes from 100 to 200. */
export function classBreaks(values: number[], most: number): number[] {
  if (values.length === 0) return [];
  const [low, high] = [Math.min(...values), Math.max(...values)];
  for (let power = 1; ; power *= 10) {
    for (const unit of [1, 2, 5]) {
      const step = unit * power;
      const first = Math.floor(low / step) * step;
      const classes = Math.floor((high - first) / step) + 1;
      if (classes <= most) return Array.from({ length: classes + 1 }, (_, i) => first + i * step);
    }
  }
}
