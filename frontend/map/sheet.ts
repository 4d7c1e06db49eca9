// On a narrow screen the list is a sheet over the map: pulled by scrolling, or by its button.

import type { Config } from "./config.ts";
import { say } from "./words.ts";

const MOST_ABOVE = 0.3; // of the window, for the page's head and the box of the search

export class Sheet {
  private readonly narrow = matchMedia("(max-width: 50rem)");

  constructor(
    private readonly config: Config,
    private readonly handle: HTMLElement,
    private readonly word: HTMLElement,
  ) {
    handle.addEventListener("click", () => this.pull(!this.isUp, "auto"));
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

  /** At once, unless somebody pulls it: what the map shows next is placed beside the sheet as it lies then. */
  pull(up: boolean, behavior: ScrollBehavior = "instant"): void {
    if (!this.isNarrow) return;
    const top = scrollY + this.handle.getBoundingClientRect().top;
    const header = document.querySelector(".top")?.getBoundingClientRect().height ?? 0;
    scrollTo({ top: up ? top - header - 8 : this.mapTop, behavior });
  }

  /** Where the page is scrolled to for the map: past what large letters leave no room for above it. */
  private get mapTop(): number {
    const above = scrollY + (document.querySelector(".map-page")?.getBoundingClientRect().top ?? 0);
    return above > innerHeight * MOST_ABOVE ? above : 0;
  }

  private tell(): void {
    this.handle.setAttribute("aria-expanded", String(this.isUp));
    const word = say(this.config, this.isUp ? "showMap" : "showList");
    if (this.word.textContent !== word) this.word.textContent = word;
  }
}
