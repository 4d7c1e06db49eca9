// The search beside its form: suggestions while typing, where the reader stands, passing a search on.

import { Combobox } from "./combobox.ts";
import { readJson } from "./config.ts";
import { offerFilter } from "./filter.ts";
import { NotLocated, position, rounded } from "./position.ts";
import { Requests } from "./requests.ts";
import { offerSharing } from "./share.ts";
import { aboutOf, addressOf, ask, countOf, endOf, type Finder, type Suggestion } from "./suggestions.ts";
import { icon, tag } from "./symbols.ts";

function drawing(finder: Finder): (suggestion: Suggestion) => Node[] {
  return (suggestion) => {
    const name = tag("bdi", "suggestion-name", suggestion.name);
    const language = suggestion.name_language;
    if (language && language !== finder.language) name.lang = language;
    const told = tag("span", "");
    told.append(name, " ", tag("span", "what", aboutOf(finder, suggestion)));
    return [icon(finder, finder.nouns[suggestion.noun]?.icon ?? "place"), told];
  };
}

/** The box of the search: what is chosen is gone to. */
function suggestAnything(finder: Finder, requests: Requests, input: HTMLInputElement): void {
  new Combobox<Suggestion>(input, {
    ask: (text) => ask(finder, requests, text),
    draw: drawing(finder),
    choose: (suggestion) => location.assign(addressOf(finder, suggestion, said(input.form))),
    say: (count) => countOf(finder, count),
    label: finder.texts["suggestions"] ?? "",
  });
}

/** A field that takes a place: what is chosen stands in it, its id in the field beside it. */
function suggestEnds(finder: Finder, requests: Requests, input: HTMLInputElement): void {
  const choose = (suggestion: Suggestion): void => {
    input.value = suggestion.name;
    const hidden = idField(input);
    hidden.value = endOf(suggestion);
    hidden.disabled = !hidden.value;
  };
  new Combobox<Suggestion>(input, {
    ask: (text) => ask(finder, requests, text, { isEnd: true }),
    draw: drawing(finder),
    choose,
    say: (count) => countOf(finder, count),
    label: finder.texts["suggestions"] ?? "",
  });
}

/** Return the hidden field beside a field; the server takes its id only while the name is its own. */
function idField(input: HTMLInputElement): HTMLInputElement {
  const name = `${input.name}-id`;
  const known = input.form?.elements.namedItem(name);
  if (known instanceof HTMLInputElement) return known;
  const hidden = document.createElement("input");
  hidden.type = "hidden";
  hidden.name = name;
  input.before(hidden);
  return hidden;
}

/** Return what a form says, without what was left blank. */
function said(form: HTMLFormElement | null): URLSearchParams {
  const fields = form ? [...new FormData(form)] : [];
  return new URLSearchParams(fields.map(([name, text]): [string, string] => [name, String(text).trim()]).filter(([, text]) => text));
}

/** Where the reader stands goes into the address of this search, and nowhere else. */
function offerNearMe(finder: Finder, button: HTMLButtonElement): void {
  const status = document.getElementById(button.getAttribute("aria-describedby")?.split(" ")[1] ?? "");
  const tell = (text: string): void => {
    if (status) status.textContent = text;
  };
  button.addEventListener("click", async () => {
    const field = button.form?.elements.namedItem(button.dataset.nearMe ?? "");
    if (!(field instanceof HTMLInputElement)) return;
    button.setAttribute("aria-disabled", "true");
    tell(finder.texts["locating"] ?? "");
    try {
      const here = await position(finder.box);
      idField(field).disabled = true;
      field.value = rounded(here);
      button.form?.requestSubmit();
    } catch (error) {
      tell(finder.texts[error instanceof NotLocated ? error.refusal : "unavailable"] ?? "");
    } finally {
      button.removeAttribute("aria-disabled");
    }
  });
}

/** Who chooses a day and time means it. */
function meanMoment(moment: HTMLInputElement): void {
  moment.addEventListener("change", () => {
    const when = moment.form?.elements.namedItem("open");
    if (when instanceof HTMLSelectElement && moment.value) when.value = "at";
  });
}

for (const list of document.querySelectorAll<HTMLElement>("[data-filter]")) offerFilter(list);
const finder = readJson<Finder>("finder");
if (finder) {
  const requests = new Requests();
  for (const input of document.querySelectorAll<HTMLInputElement>("[data-suggest=anything]")) suggestAnything(finder, requests, input);
  for (const input of document.querySelectorAll<HTMLInputElement>("[data-suggest=ends]")) suggestEnds(finder, requests, input);
  for (const button of document.querySelectorAll<HTMLButtonElement>("[data-near-me]")) offerNearMe(finder, button);
  for (const moment of document.querySelectorAll<HTMLInputElement>("[name=open-at]")) meanMoment(moment);
}
offerSharing();
