/** The customer's picture: what is open, what came before, what is theirs, and what they chose. */
import { LitElement, css, html, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { inLanguage } from '../shared/protocol';
import { formatDay, formatMoment, formatMoney, here } from '../staff/format';
import { base } from '../staff/styles';
import type { Earlier, Lang, Picture } from '../staff/wire';
import { briefTexts, type BriefTexts } from './brief-words';
import { deskTexts, wordFor } from './i18n';

interface Row {
  readonly main: string;
  readonly amount?: string | null;
  readonly small: readonly string[];
}

@customElement('support-picture')
export class CustomerPicture extends LitElement {
  @property({ attribute: false }) picture!: Picture;
  @property({ attribute: false }) override lang: Lang = 'en';
  @property({ attribute: false }) now = new Date();

  static override styles = [
    base,
    css`
      .lead {
        font-size: 1rem;
        font-weight: 600;
        line-height: 1.35;
      }
      h4 {
        margin: 0.7rem 0 0.1rem;
        font-size: var(--text-s);
        font-weight: 600;
      }
      li {
        display: flex;
        flex-wrap: wrap;
        align-items: baseline;
        justify-content: space-between;
        gap: 0 0.6rem;
        padding-block: 0.3rem;
        overflow-wrap: anywhere;
      }
      li + li {
        border-block-start: 1px dotted var(--line);
      }
      .main {
        flex: 1 1 9rem;
        min-inline-size: 0;
      }
      .meta {
        flex-basis: 100%;
        color: var(--soft);
        font-size: var(--text-s);
      }
      .open {
        margin-block-start: 0.6rem;
        padding: 0.1rem 0.7rem 0.4rem;
        border-inline-start: 3px solid var(--mark);
      }
    `,
  ];

  override render(): TemplateResult {
    const t = briefTexts[this.lang];
    const { tiers, languages, guest, orders, bookings } = deskTexts[this.lang];
    const { record, promises, moodOn } = this.picture;
    return html`<p class="lead">${record?.name ?? guest}</p>
      ${record ? html`<p class="soft num">${record.id} · ${wordFor(tiers, record.tier)} · ${wordFor(languages, record.language)}</p>` : nothing}
      ${moodOn ? nothing : html`<p class="soft">${t.moodOff}</p>`}
      ${promises.length ? html`<div class="open">${this.list(t.openPromises, this.open(), t)}</div>` : nothing}
      ${record ? this.list(t.earlier, this.met(t), t) : nothing}
      ${this.list(orders, this.ordered(t), t)} ${this.list(bookings, this.booked(t), t)}
      ${record ? this.list(t.gestures, this.given(t), t) : nothing}`;
  }

  private open(): readonly Row[] {
    return this.picture.promises.map((one) => ({
      main: inLanguage(one.text, this.lang),
      amount: one.amount && formatMoney(one.amount, here(this.lang)),
      small: [one.since && formatDay(one.since, here(this.lang))],
    }));
  }

  private met(t: BriefTexts): readonly Row[] {
    const by = (one: Earlier): string => (one.solvedBy ? wordFor(t.solvedBy, one.solvedBy) : one.withPerson ? t.withPerson : '');
    return this.picture.earlier.map((one) => ({
      main: inLanguage(one.text, this.lang),
      small: [one.at && formatDay(one.at, here(this.lang)), by(one)],
    }));
  }

  private ordered(t: BriefTexts): readonly Row[] {
    const locale = here(this.lang);
    return this.picture.orders.map((order) => ({
      main: inLanguage(order.title, this.lang) || order.id,
      amount: order.paid && formatMoney(order.paid, locale),
      small: [
        order.id,
        wordFor(t.records, order.status),
        order.placed_at && formatDay(order.placed_at, locale),
        order.refunded?.minor ? t.refunded(formatMoney(order.refunded, locale)) : '',
      ],
    }));
  }

  private booked(t: BriefTexts): readonly Row[] {
    const locale = here(this.lang);
    return this.picture.bookings.map((booking) => ({
      main: inLanguage(booking.title, this.lang) || booking.id,
      amount: booking.paid && formatMoney(booking.paid, locale),
      small: [booking.id, wordFor(t.records, booking.status), booking.departs_at && formatMoment(booking.departs_at, locale, this.now)],
    }));
  }

  private given(t: BriefTexts): readonly Row[] {
    const locale = here(this.lang);
    return this.picture.gestures.map((gesture) => ({
      main: gesture.kind === 'refund' ? t.refundGesture : t.voucherGesture,
      amount: gesture.amount && formatMoney(gesture.amount, locale),
      small: [gesture.reference, gesture.kind === 'voucher' ? t.goodUntil(formatDay(gesture.at, locale)) : formatDay(gesture.at, locale)],
    }));
  }

  private list(heading: string, rows: readonly Row[], t: BriefTexts): TemplateResult {
    return html`<h4>${heading}</h4>
      ${rows.length
        ? html`<ul>
            ${rows.map(
              (row) =>
                html`<li>
                  <span class="main">${row.main}</span> <span class="num">${row.amount ?? nothing}</span>
                  <span class="meta num">${row.small.filter(Boolean).join(' · ')}</span>
                </li>`,
            )}
          </ul>`
        : html`<p class="soft small">${t.none}</p>`}`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'support-picture': CustomerPicture;
  }
}
