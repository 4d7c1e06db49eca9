// Say what has happened: aloud for those who listen, on the map when something is wrong.

import { element } from "./config.ts";
import { button, tag } from "./symbols.ts";

export class Messages {
  constructor(
    private readonly status: HTMLElement,
    private readonly box: HTMLElement,
  ) {}

  say(text: string): void {
    // The same words again are news only when they change.
    this.status.textContent = this.status.textContent === text ? `${text}\u00a0` : text;
  }

  problem(text: string, word = "", again?: () => void): void {
    this.box.replaceChildren(tag("span", "", text));
    if (again) {
      this.box.append(
        button(word, "message-again", () => {
          this.clear();
          element("map").focus({ preventScroll: true });
          again();
        }),
      );
    }
    this.box.hidden = false;
    this.say(text);
  }

  clear(): void {
    this.box.hidden = true;
    this.box.replaceChildren();
  }
}
