// On every page: say that it was kept and when, list what is kept, forget it when asked to.

import { forget, type View, views } from "./stores.ts";

const script = document.currentScript as HTMLScriptElement | null;
const root = document.documentElement;
const PAUSE = 2000; // milliseconds that a view is looked at before it is kept

function start(worker: string): void {
  const notice = document.getElementById("kept");
  if (notice) {
    tellAge(notice, root.dataset["keptAt"]);
    navigator.serviceWorker.addEventListener("message", (event: MessageEvent<{ keptAt?: string }>) => tellAge(notice, event.data.keptAt));
    // A page that is new asks by itself again for what was not.
    if (!root.dataset["keptAt"]) addEventListener("online", () => notice.replaceChildren());
  }
  for (const place of document.querySelectorAll<HTMLElement>("[data-kept-views]")) void list(place);
  for (const place of document.querySelectorAll<HTMLElement>("[data-forget]")) offerToForget(place);
  for (const told of document.querySelectorAll<HTMLElement>("[data-not-kept]")) told.hidden = location.pathname.endsWith("/offline");
  keepViews();
  const register = (): void => void navigator.serviceWorker.register(worker).catch(() => undefined);
  // What is looked at comes first.
  if (document.readyState === "complete") register();
  else addEventListener("load", register);
}

/** Say that what is shown was kept, when; the oldest part of it counts. */
function tellAge(notice: HTMLElement, at: string | undefined): void {
  if (!at || (notice.dataset["at"] ?? at) < at) return;
  notice.dataset["at"] = at;
  const text = document.createElement("p");
  text.textContent = (notice.dataset["text"] ?? "{date}").replace("{date}", date(at));
  const again = document.createElement("a");
  again.href = location.href;
  again.textContent = notice.dataset["again"] ?? "";
  notice.replaceChildren(text, again);
}

/** Write a time as the pages write it, in the time zone of the area. */
function date(at: string): string {
  const language = { en: "en-GB", ar: "ar-u-nu-latn" }[root.lang] ?? root.lang;
  const zone = document.getElementById("kept")?.dataset["zone"];
  return new Intl.DateTimeFormat(language, {
    day: "numeric",
    month: "long",
    hour: "2-digit",
    minute: "2-digit",
    ...(zone ? { timeZone: zone } : {}),
  }).format(new Date(at));
}

async function list(place: HTMLElement): Promise<void> {
  const kept = await views();
  if (!kept.length) return;
  const rows = document.createElement("ul");
  rows.className = "kept-views";
  rows.append(...kept.map(row));
  place.replaceChildren(rows);
}

function row(view: View): HTMLElement {
  const item = document.createElement("li");
  const link = document.createElement("a");
  const url = new URL(view.address);
  link.href = url.pathname + url.search;
  link.lang = url.pathname.split("/")[1] ?? "";
  // A title comes as the page wrote it, with its entities.
  link.textContent = new DOMParser().parseFromString(view.title, "text/html").body.textContent || link.href;
  const name = document.createElement("bdi");
  name.append(link);
  const when = document.createElement("span");
  when.className = "what";
  when.textContent = date(view.at);
  item.append(name, " ", when);
  return item;
}

function offerToForget(place: HTMLElement): void {
  const button = place.querySelector("button");
  const said = place.querySelector<HTMLElement>("[role=status]");
  if (!button || !said) return;
  place.hidden = false;
  button.addEventListener("click", () => {
    void forget().then(() => {
      said.textContent = said.dataset["done"] ?? "";
      for (const list of document.querySelectorAll<HTMLElement>("[data-kept-views]")) list.textContent = list.dataset["none"] ?? "";
    });
  });
}

/** See to it that views are kept which the worker does not hear of. */
function keepViews(): void {
  const tell = (others: string[] = []): void => navigator.serviceWorker.controller?.postMessage({ page: location.href, others });
  // Before the first worker was there, the browser fetched all of this itself.
  if (!navigator.serviceWorker.controller) {
    navigator.serviceWorker.addEventListener(
      "controllerchange",
      () => {
        // Some of it may still be on its way.
        new PerformanceObserver((some) => {
          const unheard = (some.getEntries() as PerformanceResourceTiming[]).filter((each) => each.workerStart === 0);
          if (unheard.length) tell(unheard.map((each) => each.name));
        }).observe({ type: "resource", buffered: true });
        tell();
        document.dispatchEvent(new Event("kept-from-now"));
      },
      { once: true },
    );
  }
  // The map makes new views without going to another page.
  let timer: ReturnType<typeof setTimeout> | undefined;
  document.addEventListener("view", () => {
    clearTimeout(timer);
    timer = setTimeout(tell, PAUSE);
  });
}

if (script?.dataset["worker"] && "serviceWorker" in navigator && "caches" in window) start(script.dataset["worker"]);
