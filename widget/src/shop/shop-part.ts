/** What every part of the shop has: its words, and a way to tell. */
import { LitElement } from 'lit';
import { property } from '../ui/decorators';
import type { Words } from '../ui/i18n';
import type { ShopKey } from './texts';

export class ShopPart extends LitElement {
  @property({ attribute: false }) words!: Words<ShopKey>;

  protected tell(name: string, detail?: unknown): void {
    this.dispatchEvent(new CustomEvent(name, { detail }));
  }
}
