// The deposit of files: dropped anywhere on the form, listed with their sizes before they are sent, and how far the upload is.
//
// The form is sent by XMLHttpRequest, which alone tells how far it is; the answer is a page, whose content takes the place of this one's.
import { render } from "preact";
import { size } from "./words.ts";

const TEXT_FAILED = "L’envoi n’a pas abouti : la connexion s’est interrompue. Rien n’a été pris ; réessayez.";
const TEXT_JUDGING = "Fichiers reçus, lecture en cours…";

interface View {
  files: File[];
  /** From 0 to 1; null: nothing is on its way. */
  sent: number | null;
  failed: boolean;
}

function Chosen({ files, sent, failed }: View) {
  const all = files.reduce((sum, file) => sum + file.size, 0);
  return (
    <>
      {files.length > 0 && (
        <ul class="fichiers">
          {files.map((file) => (
            <li key={file.name}>
              {file.name} <span class="discret">{size(file.size)}</span>
            </li>
          ))}
        </ul>
      )}
      {sent !== null && (
        <p class="envoi-en-cours" role="status">
          <progress max={1} value={sent} aria-label="Envoi des fichiers" />{" "}
          {sent < 1 ? `${Math.floor(sent * 100)} % de ${size(all)}` : TEXT_JUDGING}
        </p>
      )}
      {failed && (
        <p class="message erreur" role="alert">
          {TEXT_FAILED}
        </p>
      )}
    </>
  );
}

/** Puts the content of a page that came as an answer in the place of this one's. */
function showAnswer(html: string, address: string, start: (content: HTMLElement) => void): void {
  const answer = new DOMParser().parseFromString(html, "text/html");
  const content = answer.querySelector<HTMLElement>("main");
  if (!content) {
    location.assign(address);
    return;
  }
  document.title = answer.title;
  document.querySelector("main")!.replaceWith(content);
  if (address !== location.href) {
    history.pushState(null, "", address);
    addEventListener("popstate", () => location.reload(), { once: true });
  }
  start(content);
  content.focus();
  scrollTo(0, 0);
}

export function takeFiles(form: HTMLFormElement, start: (content: HTMLElement) => void): void {
  const input = form.querySelector<HTMLInputElement>("input[type=file]");
  if (!input) return;
  const place = document.createElement("div");
  const view: View = { files: [], sent: null, failed: false };
  const show = (change: Partial<View>) => render(<Chosen {...Object.assign(view, change)} />, place);
  input.after(place);
  input.addEventListener("change", () => show({ files: [...input.files!], failed: false }));

  form.addEventListener("dragover", (event) => {
    if (!event.dataTransfer?.types.includes("Files")) return;
    event.preventDefault();
    form.dataset.survol = "";
  });
  form.addEventListener("dragleave", (event) => {
    if (!form.contains(event.relatedTarget as Node | null)) delete form.dataset.survol;
  });
  form.addEventListener("drop", (event) => {
    delete form.dataset.survol;
    if (!event.dataTransfer?.files.length || view.sent !== null) return;
    event.preventDefault();
    input.files = event.dataTransfer.files;
    input.dispatchEvent(new Event("change", { bubbles: true }));
  });

  form.addEventListener("submit", (event) => {
    event.preventDefault();
    if (view.sent !== null) return; // on its way already
    const request = new XMLHttpRequest();
    request.upload.onprogress = ({ loaded, total }) => show({ sent: total ? loaded / total : 0 });
    request.upload.onload = () => show({ sent: 1 });
    request.onload = () => showAnswer(request.responseText, request.responseURL, start);
    request.onerror = () => show({ sent: null, failed: true });
    // by its attribute: a field named « action » would stand in for the property
    request.open("POST", form.getAttribute("action") || location.href);
    show({ sent: 0, failed: false });
    const fields = new FormData(form);
    const { submitter } = event;
    if (submitter instanceof HTMLButtonElement && submitter.name) fields.append(submitter.name, submitter.value);
    request.send(fields);
  });
}
