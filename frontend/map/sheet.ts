// On a narrow screen the list is a sheet over the map: pulled by scrolling, or by its button.

import type { Config } from "./config.ts";
import { say } from "./words.ts";

export class Sheet {
  private readonly narrow = matchMedia("(max-width: 50rem)");

  constructor(
    private readonly config: Config,
    private readonly handle: HTMLElement,
    private readonly word: HTMLElement,
  ) {
    handle.addEventListener("click", () => this.pull(!this.isUp));
    addEventListener("scroll", () => this.tell(), { passive: true });
    this.narrow.addEventListener("change", () => this.tell());
    this.tell();
  }

  get isNarrow(): boolean {
    return this.narrow.matches;
  }

  get isUp(): boolean {
    return this.handle.getBoundingClientRect().top < innerHeight * 0.4;
  }

  pull(up: boolean): void {
    if (!this.isNarrow) return;
    const top = scrollY + this.handle.getBoundingClientRect().top;
    const header = document.querySelector(".top")?.getBoundingClientRect().height ?? 0;
    scrollTo({ top: up ? top - header - 8 : 0 });
  }

  private tell(): void {
    this.handle.setAttribute("aria-expanded", String(this.isUp));
    const word = say(this.config, this.isUp ? "showMap" : "showList");
    if (this.word.textContent !== word) this.word.textContent = word;
  }
}
