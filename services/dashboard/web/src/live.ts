// Follows the server's stream: hands on what it says, tells in #etat when the page no longer follows, and takes up again by itself.
//
// EventSource reconnects after a cut, but stops for good when it is refused, and notices no connection that died in silence: hence a watch on
// the `state` that comes every few seconds, a look at the refusal's reason, and a clock of our own for the next try.
import { showWaiting, type Alert, type Waiting } from "./alerts.ts";
import { tell, type Figures } from "./figures.ts";
import { isWritten } from "./forms.ts";
import { hear, isFinal, say, unknown, type Heard, type Status } from "./status.ts";
import { concerns, showSubmission, type Submission } from "./submissions.ts";

/** Three `state` in a row that do not come (STREAM_STATE_MS in stream.h). */
const SILENCE_MS = 15_000;
/** A cut as short as this is not told: EventSource has taken up again by then. */
const GRACE_MS = 2500;
const RETRY_MIN_MS = 1000;
const RETRY_MAX_MS = 10_000;
const TICK_MS = 1000;
/** A tab that nobody looks at gives its connection back: over HTTP/1.1 a browser has six for all tabs. */
const HIDDEN_MS = 30_000;

let status: Status = unknown;

function show(heard: Heard): void {
  status = hear(status, heard);
  document.documentElement.toggleAttribute("data-direct", status.direct);
  const place = document.getElementById("etat");
  const text = say(status, Date.now());
  if (!place || place.dataset.dit === text) return; // it is read aloud each time that it is written
  place.dataset.dit = text;
  place.textContent = text;
  if (status.signIn) {
    const again = document.createElement("a");
    again.href = location.href; // leads by way of the sign-in back here
    again.textContent = "Se reconnecter";
    place.append(" ", again);
  }
}

/** Why the stream at this address is refused: its HTTP status; 0: nobody answers; 200: it is not. */
async function reason(address: string): Promise<number> {
  const asked = new AbortController();
  const patience = setTimeout(() => asked.abort(), SILENCE_MS);
  try {
    return (await fetch(address, { headers: { Accept: "text/event-stream" }, signal: asked.signal })).status;
  } catch {
    return 0;
  } finally {
    clearTimeout(patience);
    asked.abort();
  }
}

/** What the stream tells beside figures, as data-reread names it. */
export type Moved = "submission" | "alert";

/** `moved`: called when a submission or an alert of the page's perimeters changed. */
export function followStream(address: string, moved?: (what: Moved) => void): void {
  const scopes = (new URL(address, location.href).searchParams.get("scope") ?? "").split(",");
  let source: EventSource | null = null;
  let heardAt = Date.now();
  let openedAt = 0;
  let lastId = "";
  let failures = 0;
  let retry = 0;
  let resting = false;
  /** Counts the streams that were opened, given up or rested from: who waited for something looks whether it is still his turn. */
  let turn = 0;

  function on<T>(name: string, take: (data: T) => void): void {
    source!.addEventListener(name, (event) => {
      heardAt = Date.now();
      failures = 0;
      lastId = event.lastEventId || lastId;
      take(JSON.parse(event.data) as T);
    });
  }

  function close(): void {
    turn++;
    window.clearTimeout(retry);
    retry = 0;
    source?.close();
    source = null;
  }

  function open(): void {
    close();
    openedAt = Date.now();
    // a new EventSource knows nothing of what the one before heard last
    const from = new URL(address, location.href);
    if (lastId) from.searchParams.set("last", lastId);
    source = new EventSource(from);
    on<{ live: boolean; since: string; message: string }>("state", ({ live, since, message }) =>
      show({ kind: "state", live, since: Date.parse(since), message }),
    );
    on<Figures>("figures", tell);
    on<Submission>("submission", (event) => {
      if (!concerns(event, scopes)) return;
      for (const list of document.querySelectorAll<HTMLElement>("[data-live-submissions]")) showSubmission(list, event);
      moved?.("submission");
    });
    on<Alert>("alert", (event) => {
      if (concerns(event, scopes)) moved?.("alert");
    });
    on<Waiting>("alerts", showWaiting);
    on("reload", () => {
      if (!isWritten()) return location.reload();
      close();
      show({ kind: "old", at: Date.now() });
    });
    source.onerror = () => {
      if (source?.readyState === EventSource.CLOSED) void again();
    };
  }

  /** The stream ended for good, or was given up: asks why, and tries anew unless that is of no use. */
  async function again(): Promise<void> {
    close();
    const mine = turn;
    const code = await reason(address);
    if (mine !== turn) return;
    if (code !== 200) show(code ? { kind: "refused", at: heardAt, status: code } : { kind: "lost", at: heardAt });
    if (isFinal(code)) return;
    const pause = Math.min(RETRY_MAX_MS, RETRY_MIN_MS * 2 ** failures++);
    // not all pages at the same instant
    retry = window.setTimeout(open, pause * (0.75 + Math.random() / 2));
  }

  function rest(): void {
    resting = true;
    close();
  }

  let hidden = 0;
  document.addEventListener("visibilitychange", () => {
    window.clearTimeout(hidden);
    if (document.hidden) {
      hidden = window.setTimeout(rest, HIDDEN_MS);
    } else if (resting) {
      resting = false;
      open(); // the whole state of each perimeter comes first
    }
  });

  if (document.hidden) resting = true;
  else open();
  window.setInterval(() => {
    if (!source) return;
    const now = Date.now();
    const silent = now - Math.max(heardAt, openedAt) > SILENCE_MS;
    if (silent || (source.readyState !== EventSource.OPEN && now - heardAt > GRACE_MS)) show({ kind: "lost", at: heardAt });
    if (silent) void again();
  }, TICK_MS);
}
