// Pass a page on: copied to the clipboard, or handed to what the reader's device shares with.

/** Make buttons work that copy the text of a field, or share this page. */
export function offerSharing(): void {
  for (const button of document.querySelectorAll<HTMLButtonElement>("[data-copy]")) {
    const field = document.getElementById(button.dataset.copy ?? "");
    if (!(field instanceof HTMLInputElement || field instanceof HTMLTextAreaElement)) continue;
    button.addEventListener("click", async () => {
      field.select();
      try {
        await navigator.clipboard.writeText(field.value);
        count(button);
        say(button, button.dataset.done ?? "");
      } catch {
        say(button, button.dataset.failed ?? ""); // it is selected, to be copied by hand
      }
    });
  }
  for (const button of document.querySelectorAll<HTMLButtonElement>("[data-share]")) {
    if (!navigator.share) continue;
    button.hidden = false;
    button.addEventListener("click", () => {
      const given = { title: document.title, url: button.dataset.share ?? location.href };
      navigator.share(given).then(() => count(button), () => undefined); // shut again
    });
  }
}

/** Let the server count that this entry was passed on: which one, and nothing else. */
function count(button: HTMLElement): void {
  const { beacon, of } = button.closest<HTMLElement>("[data-beacon]")?.dataset ?? {};
  if (beacon && of) navigator.sendBeacon(beacon, new URLSearchParams({ of }));
}

function say(button: HTMLElement, text: string): void {
  const status = document.getElementById(button.getAttribute("aria-describedby") ?? "");
  if (status) status.textContent = text;
}
