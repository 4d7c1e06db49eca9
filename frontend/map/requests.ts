// Ask the server: what is overtaken is cancelled, what was answered is remembered.

export class Unanswered extends Error {}

const MOST = 60;

export class Requests {
  private readonly answers = new Map<string, string>();
  private readonly running = new Map<string, AbortController>();

  constructor(private readonly ask: typeof fetch = (input, init) => fetch(input, init)) {}

  /** Return the answer of an address; a later call with the same name cancels this one (AbortError). */
  async get(name: string, address: string): Promise<string> {
    this.cancel(name);
    const known = this.answers.get(address);
    if (known !== undefined) return known;
    const controller = new AbortController();
    this.running.set(name, controller);
    try {
      const text = await this.fetched(address, controller.signal);
      this.remember(address, text);
      return text;
    } finally {
      if (this.running.get(name) === controller) this.running.delete(name);
    }
  }

  cancel(name: string): void {
    this.running.get(name)?.abort();
    this.running.delete(name);
  }

  private async fetched(address: string, signal: AbortSignal): Promise<string> {
    let response: Response;
    try {
      response = await this.ask(address, { signal, credentials: "same-origin" });
    } catch (error) {
      if (signal.aborted) throw error;
      throw new Unanswered(String(error));
    }
    if (!response.ok) throw new Unanswered(`${response.status}`);
    return response.text();
  }

  private remember(address: string, text: string): void {
    this.answers.set(address, text);
    const oldest = this.answers.keys().next().value;
    if (this.answers.size > MOST && oldest !== undefined) this.answers.delete(oldest);
  }
}

export function isCancelled(error: unknown): boolean {
  return error instanceof DOMException && error.name === "AbortError";
}

/** Return a function that runs once, when it has not been called for so many milliseconds. */
export function settled(milliseconds: number, run: () => void): () => void {
  let timer: ReturnType<typeof setTimeout> | undefined;
  return () => {
    clearTimeout(timer);
    timer = setTimeout(run, milliseconds);
  };
}
