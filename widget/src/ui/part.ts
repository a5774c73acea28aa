/** What every part of the chat has: the words of its language, and a way to tell. */
import { LitElement } from 'lit';
import { property } from './decorators';
import type { Words } from './i18n';

export class Part extends LitElement {
  @property({ attribute: false }) words!: Words;

  /** Dispatches an event that stays where it is heard: on the element itself. */
  protected tell(name: string, detail?: unknown): void {
    this.dispatchEvent(new CustomEvent(name, { detail }));
  }
}
