// Read the question's form and the legend, and write into them what the state says.

import type { Config } from "./config.ts";
import { parseState, type State } from "./state.ts";

type Asked = Pick<State, "from" | "to" | "profile" | "area">;

export class Form {
  private readonly names = new Map<string, string>(); // of ids: people read names

  constructor(
    private readonly form: HTMLFormElement,
    private readonly legend: HTMLFormElement,
    private readonly config: Config,
  ) {}

  on(ask: (asked: Asked) => void, chooseLayers: (layers: string[]) => void, centre: () => string): void {
    this.form.addEventListener("submit", (event) => {
      event.preventDefault();
      ask(this.read());
    });
    this.form.addEventListener("click", (event) => {
      const name = (event.target as Element).closest<HTMLElement>("[data-centre]")?.dataset.centre;
      const field = name && this.form.elements.namedItem(name);
      if (!(field instanceof HTMLInputElement)) return;
      field.value = centre();
      field.focus();
      const asked = this.read();
      if (asked.from && asked.to) ask(asked);
    });
    this.legend.addEventListener("submit", (event) => event.preventDefault());
    this.legend.addEventListener("change", () => chooseLayers(this.boxes().filter((box) => box.checked).map((box) => box.value)));
  }

  show(state: State): void {
    for (const name of ["from", "to", "profile", "area"] as const) {
      const field = this.form.elements.namedItem(name);
      if (field instanceof HTMLInputElement) this.put(field, state[name]);
      else if (field instanceof HTMLSelectElement) field.value = state[name];
    }
    for (const box of this.boxes()) box.checked = (state.layers ?? this.config.layers).includes(box.value);
  }

  /** Learn what to show for ids. */
  know(names: Record<string, string>): void {
    for (const [id, name] of Object.entries(names)) if (name) this.names.set(id, name);
  }

  /** Show the names that an answer has brought; what somebody is typing stays. */
  name(state: State): void {
    for (const name of ["from", "to"] as const) {
      const field = this.form.elements.namedItem(name);
      if (!(field instanceof HTMLInputElement)) continue;
      if (field.dataset.name === field.value) this.put(field, state[name]);
      else if (field.dataset.name === undefined) this.keep(field, state[name]); // as the page came
    }
  }

  /** Let the links to other languages lead to the same view. */
  links(query: string): void {
    for (const link of document.querySelectorAll<HTMLAnchorElement>(".languages a")) link.search = query;
  }

  private read(): Asked {
    const { from, to, profile, area } = parseState(
      String(new URLSearchParams([...new FormData(this.form)].map(([name, value]) => [name, String(value)]))),
    );
    return { from: this.meant("from", from), to: this.meant("to", to), profile, area };
  }

  /** Show an id by its name, and keep the id beside it for as long as nobody types. */
  private put(field: HTMLInputElement, given: string): void {
    this.keep(field, given);
    field.value = field.dataset.name ?? given;
  }

  private keep(field: HTMLInputElement, given: string): void {
    field.dataset.name = this.names.get(given) ?? given;
    field.dataset.id = given;
  }

  private meant(name: string, typed: string): string {
    const field = this.form.elements.namedItem(name);
    if (!(field instanceof HTMLInputElement)) return typed;
    return typed && typed === field.dataset.name?.trim() ? (field.dataset.id ?? typed) : typed;
  }

  private boxes(): HTMLInputElement[] {
    return [...this.legend.querySelectorAll<HTMLInputElement>("input[name=layers]")].filter(
      (box) => box.value in this.config.collections,
    );
  }
}
