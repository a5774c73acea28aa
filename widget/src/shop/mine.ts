/** "My orders" and "my trips" of the customer who is signed in, with how they stand. */
import { css, html, nothing, type TemplateResult } from 'lit';
import { customElement, property } from '../ui/decorators';
import { SHOP, type ShopKey } from './texts';
import { ShopPart } from './shop-part';
import type { Customer, Line } from './customers';
import { shopBase } from './styles';

/**
 * @event shop-sign-in - choose a customer
 * @event shop-ask - open the chat
 */
@customElement('shop-mine')
export class Mine extends ShopPart {
  static override readonly styles = [shopBase, css`
    :host { display: block; }
    .top { display: flex; flex-wrap: wrap; align-items: end; justify-content: space-between; gap: 8px 24px; }
    h2 { margin: 0; font-size: clamp(1.5rem, 3vw, 2rem); letter-spacing: -0.015em; }
    .hint { margin: 10px 0 0; padding: 10px 14px; border-inline-start: 4px solid var(--sun); border-radius: 0 10px 10px 0; background: var(--card); max-inline-size: 60rem; }
    .columns { display: grid; grid-template-columns: repeat(auto-fit, minmax(min(21rem, 100%), 1fr)); gap: 20px; margin-block-start: 20px; }
    h3 { margin: 0 0 10px; font-size: 1.05rem; }
    ul { display: grid; gap: 10px; margin: 0; padding: 0; list-style: none; }
    li { display: grid; grid-template-columns: minmax(0, 1fr) auto; gap: 2px 16px; padding: 14px 16px; border: 1px solid var(--line); border-radius: 14px; background: var(--card); }
    .title { font-weight: 600; }
    .total { font-variant-numeric: tabular-nums; text-align: end; }
    .meta { color: var(--soft); font-size: 0.88rem; font-variant-numeric: tabular-nums; }
    .status { justify-self: end; align-self: center; }
    .guest { margin: 14px 0 18px; max-inline-size: 44rem; }
    .none { margin: 0; color: var(--soft); }
  `];

  @property({ attribute: false }) customer: Customer | null = null;

  override render(): TemplateResult {
    const { words, customer } = this;
    if (!customer) {
      return html`<h2>${words.say('hello_guest')}</h2><p class="guest">${words.say('guest_text')}</p>
        <button type="button" class="button main" @click=${() => this.tell('shop-sign-in')}>${words.say('sign_in')}</button>`;
    }
    return html`
      <div class="top">
        <h2>${words.say('hello', { name: customer.name.split(' ')[0] ?? customer.name })}</h2>
        <button type="button" class="button" @click=${() => this.tell('shop-ask')}>${words.say('hero_chat')}</button>
      </div>
      <p class="hint"><strong>${words.say('try_this')}:</strong> ${words.local(customer.about)}</p>
      <div class="columns">
        <section aria-labelledby="orders"><h3 id="orders">${words.say('orders')}</h3>${this.#list(customer.orders, 'no_orders')}</section>
        <section aria-labelledby="bookings"><h3 id="bookings">${words.say('bookings')}</h3>${this.#list(customer.bookings, 'no_bookings')}</section>
      </div>
    `;
  }

  #list(lines: readonly Line[], none: ShopKey): TemplateResult {
    if (!lines.length) return html`<p class="none">${this.words.say(none)}</p>`;
    return html`<ul role="list">${lines.map((line) => this.#line(line))}</ul>`;
  }

  #line(line: Line): TemplateResult {
    const { words } = this;
    const more = (line.items ?? 1) - 1;
    const key = `status_${line.status}`;
    return html`<li>
      <span class="title">${words.local(line.title)}${more > 0 ? html` <span class="meta">${words.say('more_items', { count: more })}</span>` : nothing}</span>
      <span class="total">${line.total ? words.money(line.total) : nothing}</span>
      <span class="meta">${line.id}${line.departs_at ? html` · <time datetime=${line.departs_at}>${words.dateTime(line.departs_at)}</time>` : nothing}</span>
      <span class="status badge ${line.status}">${isKey(key) ? words.say(key) : line.status}</span>
    </li>`;
  }
}

function isKey(key: string): key is ShopKey {
  return key in SHOP.en;
}

declare global {
  interface HTMLElementTagNameMap {
    'shop-mine': Mine;
  }
}
