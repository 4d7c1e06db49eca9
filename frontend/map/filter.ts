// Shorten a long list of checkboxes to those whose words hold what is typed; what is ticked stays.

import { fill } from "./words.ts";

/** Say whether a row is shown: its words hold all that was typed, in whichever letters. */
export function matches(text: string, typed: string): boolean {
  const known = plain(text);
  return plain(typed)
    .split(/\s+/)
    .every((word) => known.includes(word));
}

function plain(text: string): string {
  return text.toLocaleLowerCase().normalize("NFD").replace(/\p{M}/gu, "");
}

export function offerFilter(list: HTMLElement): void {
  const rows = [...list.querySelectorAll<HTMLElement>("li")];
  const label = document.createElement("label");
  const field = document.createElement("input");
  const status = document.createElement("p");
  field.type = "search";
  field.autocomplete = "off";
  label.append(list.dataset.filter ?? "", field);
  status.className = "what";
  status.setAttribute("role", "status");
  field.addEventListener("input", (event) => {
    event.stopPropagation(); // it is no part of what is written
    let count = 0;
    for (const row of rows) {
      const box = row.querySelector<HTMLInputElement>("input");
      row.hidden = !matches(row.textContent ?? "", field.value) && !box?.checked;
      if (!row.hidden) count += 1;
    }
    status.textContent = field.value ? fill(list.dataset.found ?? "", { count }) : "";
  });
  // Enter would send the whole form.
  field.addEventListener("keydown", (event) => event.key === "Enter" && event.preventDefault());
  list.querySelector("ul")?.before(label, status);
}
