// A page of tables that no event can write asks for itself anew when a submission or an alert of its perimeter changes. Its content takes the place of what is
// shown; what one looks at stays where it was, and nothing moves under who fills in a form.

/** Submissions come many at once: they are told together. */
const PAUSE_MS = 3000;
/** Somebody is at a form, or nobody answered. */
const LATER_MS = 5000;

/** What the person did to the content, done again to the content that follows. */
function keep(content: HTMLElement): (fresh: HTMLElement) => void {
  const boxes = [...content.querySelectorAll(".defile")].map(({ scrollLeft, scrollTop }) => [scrollLeft, scrollTop] as const);
  const open = new Map([...content.querySelectorAll("details")].map((details, i) => [details.id || i, details.open] as const));
  const sorted = [...content.querySelectorAll<HTMLElement>("table [aria-sort]")].map((heading) => [headingName(heading), heading.getAttribute("aria-sort")]);
  const link = content.contains(document.activeElement) ? document.activeElement?.getAttribute("href") : null;
  const { scrollX, scrollY } = window;
  return (fresh) => {
    // one of a list keeps its own state, wherever it stands now
    fresh.querySelectorAll("details").forEach((details, i) => (details.open = open.get(details.id || i) ?? details.open));
    for (const heading of fresh.querySelectorAll<HTMLElement>("table[data-sortable] thead th")) {
      const wanted = sorted.find(([name]) => name === headingName(heading))?.[1];
      for (let click = 0; wanted && click < 2 && heading.getAttribute("aria-sort") !== wanted; click++) heading.querySelector("button")?.click();
    }
    fresh.querySelectorAll(".defile").forEach((box, i) => box.scrollTo(...(boxes[i] ?? [0, 0])));
    if (link) fresh.querySelector<HTMLElement>(`a[href="${CSS.escape(link)}"]`)?.focus({ preventScroll: true });
    scrollTo(scrollX, scrollY);
  };
}

const headingName = (heading: HTMLElement): string => `${heading.closest("table")?.id} ${heading.dataset.cle}`;

/** Returns what is to be called when something moved. `start`: the part of a page that an answer may replace. */
export function rereads(start: (content: HTMLElement) => void): () => void {
  const content = () => document.querySelector<HTMLElement>("main")!;
  let touched = false;
  let waiting = 0;

  document.addEventListener("input", ({ target }) => (touched ||= content().contains(target as Node)));
  const busy = () => touched || (content().contains(document.activeElement) && !!document.activeElement?.closest("form"));
  const wait = (ms: number) => (waiting ||= window.setTimeout(() => void reread(), ms));

  async function reread(): Promise<void> {
    waiting = 0;
    if (busy()) {
      wait(LATER_MS);
      return;
    }
    const answer = await fetch(location.href).catch(() => null);
    const fresh = answer?.ok && !answer.redirected ? new DOMParser().parseFromString(await answer.text(), "text/html") : null;
    const main = fresh?.querySelector<HTMLElement>("main");
    if (!fresh || !main || busy()) {
      wait(LATER_MS);
      return;
    }
    const again = keep(content());
    document.title = fresh.title;
    content().replaceWith(main);
    const foot = fresh.querySelector("footer.pied");
    if (foot) document.querySelector("footer.pied")?.replaceWith(foot);
    start(main);
    again(main);
  }

  return () => wait(PAUSE_MS);
}
