// The form of an organisation: saved while it is typed; without this script its buttons save it.

import { fieldsOf, type Kept, readKept, Saving, type Told } from "./saving.ts";

const LEFT = ["csrfmiddlewaretoken", "was", "take"]; // what is not somebody's words
const PATIENCE = 15_000; // milliseconds for an answer

const form = document.querySelector<HTMLFormElement>("form#writing");
const status = document.getElementById("saving");
if (form && status) start(form, status);

function start(form: HTMLFormElement, status: HTMLElement): void {
  const { save = "", draft = "" } = form.dataset;
  const was = form.elements.namedItem("was") as HTMLInputElement;
  const key = `draft ${draft}`;
  const read = (): Kept => ({ was: was.value, fields: fieldsOf(new FormData(form), LEFT) });
  const saving = new Saving({
    read,
    post: (kept) => post(form, save, kept),
    adopt: (marks) => (was.value = JSON.stringify({ ...(JSON.parse(was.value || "{}") as object), ...marks })),
    keep: (kept) => keep(key, kept),
    tell: (told) => tell(status, told),
    later: (run, milliseconds) => {
      const timer = setTimeout(run, milliseconds);
      return () => clearTimeout(timer);
    },
  });
  let isLeaving = false;
  // What the server says was wrong comes with what was typed: nothing older is put in its place.
  if (form.dataset["posted"] === undefined && restore(form, was, key)) {
    status.textContent = status.dataset["restored"] ?? "";
    saving.changed();
  }
  form.addEventListener("input", () => saving.changed());
  addEventListener("online", () => void saving.save());
  addEventListener("beforeunload", (event) => {
    if (saving.isDirty && !isLeaving) event.preventDefault();
  });
  form.addEventListener("submit", (event) => {
    if (isLeaving || !saving.isDirty) {
      isLeaving = true;
      return;
    }
    event.preventDefault();
    void saving.save().then((told) => {
      if (told?.state === "waiting" || told?.state === "signed-out" || told?.state === "closed") return;
      keep(key, null); // the server has it, or answers with it
      isLeaving = true;
      form.requestSubmit(event.submitter);
    });
  });
  // A page that comes back out of the browser's memory can be left again.
  addEventListener("pageshow", () => (isLeaving = false));
}

async function post(form: HTMLFormElement, address: string, kept: Kept): Promise<Told> {
  const body = new URLSearchParams(kept.fields);
  body.set("was", kept.was);
  body.set("csrfmiddlewaretoken", (form.elements.namedItem("csrfmiddlewaretoken") as HTMLInputElement).value);
  const signal = AbortSignal.timeout(PATIENCE);
  const answer = await fetch(address, { method: "POST", body, redirect: "manual", signal });
  if (answer.type === "opaqueredirect" || answer.status === 403) return { state: "signed-out" };
  if (!answer.ok && answer.status !== 409) throw new Error(`${answer.status}`);
  const told = (await answer.json()) as Told & { refused?: Record<string, string[]> };
  return told.state === "saved" && Object.keys(told.refused ?? {}).length ? { ...told, state: "refused" } : told;
}

/** Say how saving goes, in the words that the page brought along. */
function tell(status: HTMLElement, told: Told): void {
  const words = told.text ?? status.dataset[told.state === "signed-out" ? "signedOut" : told.state] ?? "";
  status.textContent = words.replace("{time}", told.at ?? "");
}

/** Keep on this device what the server does not have yet; where that is forbidden, it is not kept. */
function keep(key: string, kept: Kept | null): void {
  try {
    if (kept) localStorage.setItem(key, JSON.stringify(kept));
    else localStorage.removeItem(key);
  } catch {
    // Private windows and full devices: the server is asked all the same.
  }
}

/** Put back what was typed and never reached the server; returns whether there was anything. */
function restore(form: HTMLFormElement, was: HTMLInputElement, key: string): boolean {
  let kept: Kept | null = null;
  try {
    kept = readKept(localStorage.getItem(key));
  } catch {
    return false;
  }
  if (!kept) return false;
  const said = new Set(kept.fields.map(([name, value]) => `${name}\n${value}`));
  const texts = new Map(kept.fields);
  for (const each of form.elements) {
    if (each instanceof HTMLInputElement && (each.type === "checkbox" || each.type === "radio")) {
      if (!LEFT.includes(each.name)) each.checked = said.has(`${each.name}\n${each.value}`);
    } else if (each instanceof HTMLInputElement || each instanceof HTMLTextAreaElement || each instanceof HTMLSelectElement) {
      const text = texts.get(each.name);
      if (text !== undefined && each.type !== "file" && each.type !== "hidden") each.value = text;
    }
  }
  was.value = kept.was;
  return true;
}
