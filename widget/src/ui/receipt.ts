/** A decision about money or a booking as a card: what, how it stands, how much, where to, when, and why. */
import { css, html, nothing, type TemplateResult } from 'lit';
import { customElement, property } from './decorators';
import type { ReceiptEntry } from '../shared/protocol';
import { icon } from './icons';
import { Part } from './part';
import { receiptStatus, receiptTitle } from './tell';
import { base } from './tokens';

/** @csspart card - the card */
@customElement('support-receipt')
export class ReceiptCard extends Part {
  static override readonly styles = [base, css`
    :host { display: block; --tone: var(--sp-good); --tint: var(--sp-good-tint); }
    :host([status='waiting']), :host([status='checking']) { --tone: var(--sp-wait); --tint: var(--sp-wait-tint); }
    :host([status='refused']) { --tone: var(--sp-bad); --tint: var(--sp-bad-tint); }
    .card { border: 1px solid var(--sp-line); border-radius: var(--sp-radius); background: var(--sp-surface); overflow: hidden; }
    :host([outdated]) .card { --tone: var(--sp-muted); --tint: var(--sp-sunken); }
    header { display: flex; flex-wrap: wrap; align-items: center; justify-content: space-between; gap: 4px 12px; padding: 9px 14px; background: var(--tint); color: var(--tone); }
    .status { display: inline-flex; align-items: center; gap: 6px; font-weight: 600; font-size: 0.9em; }
    :host([status='waiting']) .card { border-style: dashed; border-color: var(--tone); }
    h3 { margin: 0; font-size: 0.95em; font-weight: 600; color: var(--sp-ink); }
    .amount { padding: 12px 14px 0; font-size: 1.6em; font-weight: 650; line-height: 1.1; letter-spacing: -0.01em; font-variant-numeric: tabular-nums; }
    dl { display: grid; grid-template-columns: auto minmax(0, 1fr); gap: 4px 14px; margin: 0; padding: 10px 14px 12px; font-size: 0.92em; }
    dt { color: var(--sp-muted); }
    dd { margin: 0; overflow-wrap: anywhere; }
    .reference { font-variant-numeric: tabular-nums; letter-spacing: 0.02em; user-select: all; }
    p { margin: 0; padding: 10px 14px 12px; border-block-start: 1px solid var(--sp-line); color: var(--sp-muted); font-size: 0.92em; white-space: pre-line; overflow-wrap: anywhere; }
  `];

  @property({ attribute: false }) receipt!: ReceiptEntry;
  /** A later receipt speaks of the same thing. */
  @property({ type: Boolean, reflect: true }) outdated = false;

  override render(): TemplateResult {
    const { receipt, words } = this;
    const rows: readonly (readonly [string, unknown])[] = [
      [words.say('receipt_to'), receipt.to && words.local(receipt.to)],
      [words.say('receipt_expected'), receipt.expected && words.local(receipt.expected)],
      [words.say('receipt_reference'), receipt.reference && html`<span class="reference">${receipt.reference}</span>`],
    ];
    const why = words.local(receipt.explanation);
    return html`
      <section class="card" part="card" aria-label="${receiptTitle(receipt, words)}: ${receiptStatus(receipt, words)}">
        <header>
          <h3>${receiptTitle(receipt, words)}</h3>
          <span class="status">${icon(receipt.status)}${this.outdated ? words.say('status_updated') : receiptStatus(receipt, words)}</span>
        </header>
        ${receipt.amount ? html`<div class="amount"><span class="unseen">${words.say('receipt_amount')}: </span>${words.money(receipt.amount)}</div>` : nothing}
        <dl>${rows.map(([name, value]) => (value ? html`<dt>${name}</dt><dd>${value}</dd>` : nothing))}</dl>
        ${why && !this.outdated ? html`<p>${why}</p>` : nothing}
      </section>
    `;
  }

  override willUpdate(): void {
    this.setAttribute('status', this.receipt.status);
  }
}
