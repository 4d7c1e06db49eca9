// On a telephone whom to credit is one press away, as licences allow: else it takes three rows of the map.

export function foldCredit(): void {
  const button = document.querySelector<HTMLButtonElement>(".credit-more");
  button?.addEventListener("click", () => {
    button.setAttribute("aria-expanded", String(button.getAttribute("aria-expanded") !== "true"));
  });
}
