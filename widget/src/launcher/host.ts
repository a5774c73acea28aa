/** The door between the loader and the chat that it loads: types only, so that neither carries the other. */
import type { IdentitySource } from '../shared/identity';

export type { IdentitySource };

/** What the chat knows of the element it lives in. */
export interface ChatHost extends HTMLElement {
  /** Address of the folder that socket.io answers under. */
  readonly server: string;
  /** Before every key this chat keeps in the browser. */
  readonly storagePrefix: string;
  readonly identity: IdentitySource;
  /** The launcher's button. */
  readonly button: HTMLButtonElement;
  /** The brand colour, changed as little as it takes to be read on this surface. */
  inkOn(surface: readonly number[]): string;
  /** The launcher shows this from now on; what is not given stays as it is. */
  reflect(state: { readonly unread?: number; readonly language?: string }): void;
}

/** What the element asks of the chat. */
export interface ChatPart {
  readonly isOpen: boolean;
  /** `focus`: whether somebody asked for it just now. */
  open(focus: boolean): void;
  close(): void;
  /** An attribute or property of the element is different now. */
  changed(what: string): void;
  /** The element left the page. */
  ended(): void;
}
