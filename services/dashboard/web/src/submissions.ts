// The list of the last submissions: each event `submission` comes on top, in place of what was said of it before.
import { dayInNumbers, instantInNumbers } from "./words.ts";

/** As ENVOIS_MAX in envois.h. */
const SHOWN_MAX = 12;

/** Whom an event is about. */
export interface Place {
  chantier: string;
  territoire: string | null;
}

/** The event `submission`, as services/dashboard/stream_text.c tells it. */
export interface Submission extends Place {
  submission: string;
  nom: string;
  state: string;
  state_text: string;
  date_situation: string;
  at: string;
}

/** Is it of a page about these perimeters? The stream tells all that the viewer may know of. */
export function concerns({ chantier, territoire }: Place, scopes: string[]): boolean {
  return scopes.some(
    // a coordination reports under its territory's code
    (scope) => scope === "nation" || scope === "operationnels" || scope === `chantier:${chantier}` || scope === `territoire:${territoire ?? chantier}`,
  );
}

function line(event: Submission): HTMLLIElement {
  const li = document.createElement("li");
  const link = document.createElement("a");
  const state = document.createElement("span");
  const when = document.createElement("span");
  li.dataset.envoi = event.submission;
  link.href = `/chantier/${encodeURIComponent(event.chantier)}/envoi/${encodeURIComponent(event.submission)}`;
  link.textContent = event.nom;
  state.className = `puce envoi-${event.state}`;
  state.textContent = event.state_text;
  when.className = "quand";
  when.textContent = `situation au ${dayInNumbers(event.date_situation)}, ${instantInNumbers(new Date(event.at))}`;
  li.append(link, " ", state, " ", when);
  return li;
}

export function showSubmission(list: HTMLElement, event: Submission): void {
  const before = [...list.children].find((li) => (li as HTMLElement).dataset.envoi === event.submission);
  const told = line(event);
  if (before?.textContent === told.textContent) return; // told again after a reconnection
  before?.remove();
  if (list.children.length === 0 && list.nextElementSibling instanceof HTMLParagraphElement) list.nextElementSibling.remove(); // « aucun envoi »
  list.prepend(told);
  while (list.children.length > SHOWN_MAX) list.lastElementChild!.remove();
}
