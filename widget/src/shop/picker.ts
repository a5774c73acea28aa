/** Chooses which demo customer one is: a native dialog with a list. */
import { css, html, nothing, type TemplateResult } from 'lit';
import { customElement, property, query } from '../ui/decorators';
import { ShopPart } from './shop-part';
import type { Customer } from './customers';
import { shopBase } from './styles';
import type { ShopKey } from './texts';

/**
 * @event shop-choose - the id of a customer, or null for a guest: `detail: string | null`
 * @event shop-retry - load the customers again
 */
@customElement('shop-picker')
export class Picker extends ShopPart {
  static override readonly styles = [shopBase, css`
    dialog {
      inline-size: min(44rem, calc(100vw - 32px)); max-block-size: min(46rem, calc(100dvh - 32px)); padding: 0; border: 1px solid var(--line); border-radius: 20px;
      background: var(--paper); color: var(--ink); overflow: hidden; box-shadow: 0 24px 80px rgb(0 0 0 / 35%);
    }
    dialog[open] { display: flex; flex-direction: column; }
    dialog::backdrop { background: rgb(12 24 28 / 55%); }
    header { display: flex; align-items: start; justify-content: space-between; gap: 16px; padding: 22px 24px 14px; }
    h2 { margin: 0; font-size: 1.4rem; }
    p { margin: 4px 0 0; color: var(--soft); }
    .close { flex: none; inline-size: 44px; block-size: 44px; border: 1px solid var(--line); border-radius: 50%; background: none; font-size: 1.1rem; line-height: 1; }
    ul { display: grid; grid-template-columns: repeat(auto-fill, minmax(min(18rem, 100%), 1fr)); gap: 10px; margin: 0; padding: 4px 24px 16px; list-style: none; overflow-y: auto; overscroll-behavior: contain; }
    li button { display: grid; gap: 3px; inline-size: 100%; block-size: 100%; align-content: start; padding: 13px 15px; border: 1px solid var(--line); border-radius: 14px; background: var(--card); text-align: start; }
    li button:hover { border-color: var(--accent); }
    li button[aria-pressed='true'] { border-color: var(--accent); box-shadow: inset 0 0 0 1px var(--accent); }
    .name { display: flex; align-items: center; gap: 8px; font-weight: 650; }
    .about { font-size: 0.9rem; line-height: 1.4; }
    .what { color: var(--soft); font-size: 0.83rem; }
    footer { padding: 14px 24px 20px; border-block-start: 1px solid var(--line); }
    [role='alert'] { margin: 0 24px 16px; }
  `];

  @property({ attribute: false }) customers: readonly Customer[] | null = null;
  @property() chosen: string | null = null;
  @property({ type: Boolean }) failed = false;
  @query('dialog') private readonly dialog!: HTMLDialogElement;

  show(): void {
    this.dialog.showModal();
  }

  override render(): TemplateResult {
    const { words } = this;
    return html`
      <dialog aria-labelledby="title" aria-describedby="text">
        <header>
          <div><h2 id="title">${words.say('picker_title')}</h2><p id="text">${words.say('picker_text')}</p></div>
          <button type="button" class="close" aria-label=${words.say('picker_close')} @click=${() => this.dialog.close()}>✕</button>
        </header>
        ${this.failed
          ? html`<p role="alert">${words.say('unreachable')} <button type="button" class="plain" @click=${() => this.tell('shop-retry')}>${words.say('retry')}</button></p>`
          : nothing}
        <ul role="list">${(this.customers ?? []).map((customer) => this.#row(customer))}</ul>
        <footer><button type="button" class="button" @click=${() => this.#choose(null)}>${words.say('picker_guest')}</button></footer>
      </dialog>
    `;
  }

  #row(customer: Customer): TemplateResult {
    const { words } = this;
    const has = [
      ...(customer.orders.length ? [words.say('orders_count', { count: customer.orders.length })] : []),
      ...(customer.bookings.length ? [words.say('bookings_count', { count: customer.bookings.length })] : []),
    ].join(', ');
    const tier: ShopKey | undefined = customer.tier === 'gold' ? 'tier_gold' : customer.tier === 'silver' ? 'tier_silver' : undefined;
    return html`<li>
      <button type="button" aria-pressed=${customer.id === this.chosen ? 'true' : 'false'} @click=${() => this.#choose(customer.id)}>
        <span class="name">${customer.name}<span class="badge">${customer.language.toUpperCase()}</span>${tier ? html`<span class="badge ${customer.tier}">${words.say(tier)}</span>` : nothing}</span>
        <span class="about">${words.local(customer.about)}</span>
        <span class="what">${customer.id}${has ? html` · ${has}` : nothing}</span>
      </button>
    </li>`;
  }

  #choose(id: string | null): void {
    this.dialog.close();
    this.tell('shop-choose', id);
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'shop-picker': Picker;
  }
}
