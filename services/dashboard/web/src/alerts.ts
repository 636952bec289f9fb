// How many alerts wait for somebody, beside the way to their page; each event `alerts` says the whole number anew.
import type { Place } from "./submissions.ts";

/** The event `alert`, as services/dashboard/stream_text.c tells it: what this script looks at. */
export type Alert = Place;

/** The event `alerts`. */
export interface Waiting {
  open: number;
  critical: number;
}

export function showWaiting({ open, critical }: Waiting): void {
  for (const badge of document.querySelectorAll<HTMLElement>("[data-alertes]")) {
    badge.textContent = String(open);
    badge.hidden = open === 0;
    badge.classList.toggle("critiques", critical > 0);
  }
}
