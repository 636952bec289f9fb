// What forms and the menu gain by a script: the two days of a free period only where they count, a question before what cannot be undone, no form
// that is sent twice, a menu that closes.

/** After which a form may be sent again: its answer was a file, and the page stayed. */
const AGAIN_MS = 8000;

export function showFreePeriod(form: HTMLFormElement): void {
  const period = form.querySelector<HTMLSelectElement>("select[name=periode]");
  const days = form.querySelector<HTMLElement>(".libre");
  if (!period || !days) return;
  const show = () => (days.hidden = period.value !== "libre");
  period.addEventListener("change", show);
  show();
}

function onSubmit(event: SubmitEvent): void {
  const form = event.target as HTMLFormElement;
  const question = event.submitter?.dataset.confirm ?? form.dataset.confirm;
  if (event.defaultPrevented || form.method !== "post") return;
  if (question && !confirm(question)) {
    event.preventDefault();
    return;
  }
  if (form.dataset.parti !== undefined) event.preventDefault();
  form.dataset.parti = "";
  setTimeout(() => delete form.dataset.parti, AGAIN_MS);
}

/** Is there a form that somebody has begun to fill in? */
export const isWritten = (): boolean => document.querySelector("form[data-ecrit]") !== null;

export function watchForms(): void {
  document.addEventListener("submit", onSubmit);
  document.addEventListener("input", ({ target }) => {
    const form = (target as HTMLInputElement).form;
    if (form) form.dataset.ecrit = "";
  });
  // back on a page that the browser kept: its forms may be sent again
  addEventListener("pageshow", ({ persisted }) => {
    if (persisted) document.querySelectorAll<HTMLFormElement>("form[data-parti]").forEach((form) => delete form.dataset.parti);
  });
}

/** The menu opens ways that stand beside it in the header. */
export function closeMenu(menu: HTMLDetailsElement): void {
  const header = menu.closest(".entete") ?? menu;
  document.addEventListener("keydown", ({ key }) => {
    if (key !== "Escape" || !menu.open) return;
    menu.open = false;
    if (header.contains(document.activeElement)) menu.querySelector("summary")?.focus();
  });
  document.addEventListener("click", ({ target }) => {
    if (menu.open && !header.contains(target as Node)) menu.open = false;
  });
}
