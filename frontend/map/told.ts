// Bring the server's answer into the page: its words are the page's own, its lines go to the map.

import { type Config, type Drawn, NOTHING, readJson } from "./config.ts";
import { isCancelled, type Requests } from "./requests.ts";
import { button, tag } from "./symbols.ts";
import { say } from "./words.ts";

const SLOW = 350; // milliseconds before waiting is shown: what is quick does not flicker

export class Told {
  constructor(
    private readonly config: Config,
    private readonly root: HTMLElement,
    private readonly requests: Requests,
    private readonly announce: (text: string) => void,
  ) {}

  /** What the page had of an answer when it came. */
  first(): Drawn {
    return readJson<Drawn>("drawn", this.root) ?? NOTHING;
  }

  /** Ask for the answer to a query; returns null when it was overtaken or did not come. */
  async ask(question: string, isAsked: boolean): Promise<Drawn | null> {
    const address = question ? `${this.config.told}?${question}` : this.config.told;
    const slow = setTimeout(() => {
      this.root.setAttribute("aria-busy", "true");
      if (isAsked) this.announce(say(this.config, "loading"));
    }, SLOW);
    try {
      this.put(await this.requests.get("told", address));
      if (isAsked) this.speak();
      return this.first();
    } catch (error) {
      if (!isCancelled(error)) this.failed(question, isAsked);
      return null;
    } finally {
      clearTimeout(slow);
      this.root.setAttribute("aria-busy", "false");
    }
  }

  private put(html: string): void {
    const page = new DOMParser().parseFromString(html, "text/html");
    this.root.replaceChildren(...document.importNode(page.body, true).childNodes);
  }

  /** Lead to the answer: its heading takes the focus, and what it says is read. */
  private speak(): void {
    const heading = this.root.querySelector<HTMLElement>("[data-heading]");
    if (heading) {
      heading.tabIndex = -1;
      heading.focus({ preventScroll: true });
    }
    const parts = this.root.querySelectorAll("[data-heading], .mile-figures, .marks .mark, .compare h3, .told-hint");
    const texts = [...parts].slice(0, 6).map((part) => part.textContent?.replace(/\s+/g, " ").trim());
    this.announce(texts.filter(Boolean).join(". "));
  }

  private failed(question: string, isAsked: boolean): void {
    const text = say(this.config, navigator.onLine ? "unanswered" : "offline");
    const box = tag("div", "problems told-problem");
    box.append(tag("p", "", text));
    box.append(
      button(say(this.config, "again"), "button", () => {
        box.remove();
        this.root.dispatchEvent(new CustomEvent("again", { bubbles: true, detail: { question, isAsked } }));
      }),
    );
    this.root.querySelector(".told-problem")?.remove();
    this.root.prepend(box);
    this.announce(text);
  }
}
