// A field that suggests while one types: the editable combobox of ARIA 1.2, its list below it.

import { moved, NONE } from "./choosing.ts";
import { isCancelled, settled } from "./requests.ts";

const SETTLED = 150; // milliseconds without another letter
const LEAST = 2; // letters

/** Where suggestions come from, how one looks, and what becomes of the one that is chosen. */
export interface Source<T> {
  ask: (text: string) => Promise<readonly T[]>;
  draw: (suggestion: T) => Node[];
  choose: (suggestion: T, input: HTMLInputElement) => void;
  say: (count: number) => string; // what those hear who do not see the list
  label: string; // of the list
}

let made = 0;

export class Combobox<T> {
  private readonly list = document.createElement("ul");
  private readonly status = document.createElement("p");
  private readonly later = settled(SETTLED, () => void this.suggest());
  private found: readonly T[] = [];
  private active = NONE;
  private turn = 0; // an answer that comes after its list was closed opens nothing

  constructor(
    private readonly input: HTMLInputElement,
    private readonly source: Source<T>,
  ) {
    made += 1;
    this.list.id = `suggestions-${made}`;
    this.list.className = "suggestions";
    this.list.hidden = true;
    this.list.setAttribute("role", "listbox");
    this.list.setAttribute("aria-label", source.label);
    this.status.className = "unseen";
    this.status.setAttribute("aria-live", "polite");
    const attributes = { role: "combobox", autocomplete: "off", "aria-autocomplete": "list", "aria-expanded": "false", "aria-controls": this.list.id };
    for (const [name, value] of Object.entries(attributes)) input.setAttribute(name, value);
    input.removeAttribute("list"); // of names that came with the page
    input.after(this.list, this.status);
    this.listen();
  }

  private listen(): void {
    this.input.addEventListener("input", () => this.later());
    this.input.addEventListener("keydown", (event) => this.press(event));
    this.input.addEventListener("blur", () => this.close());
    // The field keeps the focus, and a finger may scroll the list before it chooses.
    this.list.addEventListener("mousedown", (event) => event.preventDefault());
    this.list.addEventListener("click", (event) => {
      const option = (event.target as Element).closest("[role=option]");
      if (option) this.take([...this.list.children].indexOf(option));
    });
  }

  private press(event: KeyboardEvent): void {
    if (event.isComposing) return;
    if (event.key === "Escape" && this.isOpen) {
      event.preventDefault(); // only the list goes, not what was typed
      return this.close();
    }
    if (event.key === "Enter" && this.isOpen && this.active !== NONE) {
      event.preventDefault();
      return this.take(this.active);
    }
    if (!this.isOpen && (event.key === "ArrowDown" || event.key === "ArrowUp")) {
      event.preventDefault();
      return void this.suggest();
    }
    const to = this.isOpen && !event.altKey ? moved(this.active, this.found.length, event.key) : null;
    if (to === null) return;
    event.preventDefault();
    this.mark(to);
  }

  private async suggest(): Promise<void> {
    const text = this.input.value.trim();
    if (text.length < LEAST) return this.close();
    const turn = ++this.turn;
    try {
      const found = await this.source.ask(text);
      if (turn === this.turn && document.activeElement === this.input) this.show(found);
    } catch (error) {
      if (!isCancelled(error)) this.close(); // the search itself will tell what is wrong
    }
  }

  private show(found: readonly T[]): void {
    this.found = found;
    this.list.replaceChildren(...found.map((each, at) => this.option(each, at)));
    this.list.hidden = found.length === 0;
    this.input.setAttribute("aria-expanded", String(this.isOpen));
    this.mark(NONE);
    this.status.textContent = this.source.say(found.length);
  }

  private option(suggestion: T, at: number): HTMLElement {
    const option = document.createElement("li");
    option.id = `${this.list.id}-${at}`;
    option.setAttribute("role", "option");
    option.append(...this.source.draw(suggestion));
    return option;
  }

  private mark(active: number): void {
    this.active = active;
    [...this.list.children].forEach((option, at) => option.setAttribute("aria-selected", String(at === active)));
    const chosen = this.list.children[active];
    if (!chosen) return this.input.removeAttribute("aria-activedescendant");
    this.input.setAttribute("aria-activedescendant", chosen.id);
    chosen.scrollIntoView({ block: "nearest" });
  }

  private take(at: number): void {
    const suggestion = this.found[at];
    this.close();
    if (suggestion !== undefined) this.source.choose(suggestion, this.input);
  }

  private close(): void {
    this.turn += 1;
    this.list.hidden = true;
    this.status.textContent = "";
    this.input.setAttribute("aria-expanded", "false");
    this.mark(NONE);
  }

  private get isOpen(): boolean {
    return !this.list.hidden;
  }
}
