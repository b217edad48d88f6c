/** Inputs that hold no text: keys pressed there are not letters for them. */
const textless = new Set(['checkbox', 'radio', 'button', 'submit', 'reset', 'range', 'color', 'file', 'image']);

/** Whether a key pressed there is a letter of a text, or a step of its own undo, and no command of the page. */
export function isTyping(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLElement)) return false;
  const field = target.closest('input, textarea, select, [contenteditable]');
  return field !== null && !(field instanceof HTMLInputElement && textless.has(field.type));
}

/** Whether a field takes back its own letters: an empty one, or a list just chosen from, has none. */
export function hasOwnUndo(target: EventTarget | null): boolean {
  if (!isTyping(target) || target instanceof HTMLSelectElement) return false;
  return !(target instanceof HTMLInputElement) || (target.value !== '' && !target.readOnly);
}

const takesKeys = '[role="dialog"][aria-modal="true"], .ant-dropdown:not(.ant-dropdown-hidden)';

/** Dialogs and menus take the keys, Esc above all, for themselves; one that was closed may stay in the page unseen. */
export function isSomethingOpen(): boolean {
  const all = [...document.querySelectorAll(takesKeys)];
  return all.some((one) => one.checkVisibility({ visibilityProperty: true }));
}
