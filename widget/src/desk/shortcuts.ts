/** The keys of the desk: which command a key press means, if any. */

export type Command = 'next' | 'previous' | 'reply' | 'note' | 'transfer' | 'close' | 'close_next' | 'shortcuts';

export interface Press {
  readonly code: string;
  readonly key: string;
  readonly altKey: boolean;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly shiftKey: boolean;
  readonly isComposing: boolean;
}

/** By the place of the key: with Alt held down many keyboards type another character. */
const WITH_ALT: Readonly<Record<string, Command>> = {
  KeyJ: 'next',
  KeyK: 'previous',
  KeyL: 'reply',
  KeyP: 'note',
  KeyT: 'transfer',
  KeyE: 'close',
};

export interface Shortcut {
  readonly command: Command;
  readonly keys: string;
  /** The form of `aria-keyshortcuts`. */
  readonly aria: string;
}

export const SHORTCUTS: readonly Shortcut[] = [
  { command: 'next', keys: 'Alt J', aria: 'Alt+J' },
  { command: 'previous', keys: 'Alt K', aria: 'Alt+K' },
  { command: 'reply', keys: 'Alt L', aria: 'Alt+L' },
  { command: 'note', keys: 'Alt P', aria: 'Alt+P' },
  { command: 'transfer', keys: 'Alt T', aria: 'Alt+T' },
  { command: 'close', keys: 'Alt E', aria: 'Alt+E' },
  { command: 'close_next', keys: 'Ctrl Alt E', aria: 'Control+Alt+E' },
  { command: 'shortcuts', keys: '?', aria: 'Shift+?' },
];

/** The command of a key press; inside a text field only keys with Alt mean one. */
export function commandOf(press: Press, inTextField: boolean): Command | null {
  if (press.isComposing) return null;
  if (press.altKey && !press.shiftKey) {
    const command = WITH_ALT[press.code] ?? null;
    if (press.ctrlKey || press.metaKey) return command === 'close' ? 'close_next' : null;
    return command;
  }
  if (press.altKey || press.ctrlKey || press.metaKey || inTextField) return null;
  return press.key === '?' ? 'shortcuts' : null;
}

/** Whether the event was typed into a field, also one inside a shadow root. */
export function isTextField(target: EventTarget | undefined): boolean {
  if (!(target instanceof HTMLElement)) return false;
  if (target.isContentEditable || target instanceof HTMLTextAreaElement || target instanceof HTMLSelectElement) return true;
  return target instanceof HTMLInputElement && !['button', 'checkbox', 'radio', 'submit'].includes(target.type);
}
