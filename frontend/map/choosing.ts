// Say where the keys of a combobox lead: down its list, up again, and back into the field.

export const NONE = -1; // nothing is chosen: the caret is in the field

/** Return which option is chosen after a key; null when the key belongs to the field. */
export function moved(active: number, count: number, key: string): number | null {
  if (count === 0) return null;
  if (key === "ArrowDown") return active + 1 < count ? active + 1 : NONE;
  if (key === "ArrowUp") return active === NONE ? count - 1 : active - 1;
  // Without a choice these move the caret, as in every field.
  if (key === "Home") return active === NONE ? null : 0;
  if (key === "End") return active === NONE ? null : count - 1;
  return null;
}
