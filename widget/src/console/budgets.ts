/** Today's use of every budget: a table with the figures, and a bar that shows the same. */
import { LitElement, css, html, nothing, svg, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { inLanguage, type Money } from '../shared/protocol';
import { formatMoment, formatMoney, here } from '../staff/format';
import { base } from '../staff/styles';
import type { Lang } from '../staff/wire';
import { consoleTexts, windowWords, type ConsoleTexts } from './i18n';
import { fillOf, type Budget } from './state';

/** From here on a budget is nearly used up. */
const NEARLY = 80;

@customElement('support-budgets')
export class Budgets extends LitElement {
  @property({ attribute: false }) items: readonly Budget[] = [];
  @property({ attribute: false }) override lang: Lang = 'en';
  @property({ attribute: false }) now = new Date();

  static override styles = [
    base,
    css`
      .frame {
        overflow-x: auto;
        border: 1px solid var(--line);
        border-radius: var(--radius);
        background: var(--surface);
      }
      table {
        inline-size: 100%;
        border-collapse: collapse;
      }
      th,
      td {
        padding: 0.65rem 0.9rem;
        text-align: start;
        vertical-align: middle;
      }
      thead th {
        color: var(--soft);
        font-size: var(--text-s);
        font-weight: 600;
        white-space: nowrap;
      }
      tbody tr {
        border-block-start: 1px solid var(--line);
      }
      tbody th {
        font-weight: 600;
      }
      tbody th .soft {
        display: block;
        font-weight: 400;
      }
      .number {
        text-align: end;
        white-space: nowrap;
      }
      .use {
        min-inline-size: 9rem;
        inline-size: 32%;
      }
      svg {
        display: block;
        inline-size: 100%;
        block-size: 10px;
      }
      .track {
        fill: var(--line);
      }
      .posted {
        fill: var(--accent);
      }
      .nearly .posted {
        fill: var(--note);
      }
      .full .posted {
        fill: var(--danger);
      }
      .pending {
        stroke: var(--accent);
        stroke-width: 10;
        stroke-dasharray: 3 3;
      }
      .nearly .pending,
      .full .pending {
        stroke: var(--note);
      }
      .hint {
        padding: 0.6rem 0.9rem;
        border-block-start: 1px solid var(--line);
      }
      @media (forced-colors: active) {
        .track {
          fill: Canvas;
          stroke: CanvasText;
        }
        .posted {
          fill: Highlight;
        }
        .pending {
          stroke: Highlight;
        }
      }
    `,
  ];

  override render(): TemplateResult {
    const t = consoleTexts[this.lang];
    if (!this.items.length) return html`<p class="soft">${t.noBudgets}</p>`;
    return html`<div class="frame" tabindex="0" role="region" aria-label=${t.budgetsCaption}>
      <table>
        <caption class="sr-only">${t.budgetsCaption}</caption>
        <thead>
          <tr>
            <th scope="col">${t.budget}</th>
            <th scope="col" class="use">${t.use}</th>
            <th scope="col" class="number">${t.posted}</th>
            <th scope="col" class="number">${t.pending}</th>
            <th scope="col" class="number">${t.cap}</th>
            <th scope="col" class="number">${t.times}</th>
            <th scope="col">${t.resets}</th>
          </tr>
        </thead>
        <tbody>
          ${this.items.map((budget) => this.renderRow(budget, t))}
        </tbody>
      </table>
      <p class="hint soft small">${t.pendingHint}</p>
    </div>`;
  }

  private renderRow(budget: Budget, t: ConsoleTexts): TemplateResult {
    const locale = here(this.lang);
    const shared = budget.scope === 'all' || budget.scope === 'global';
    return html`<tr>
      <th scope="row">
        ${inLanguage(budget.title, this.lang) || budget.id}
        <span class="soft small">${windowWords(budget.window, t)}${shared ? '' : `, ${t.highest}`}</span>
      </th>
      <td class="use">${this.renderBar(budget, t)}</td>
      <td class="number num">${this.money(budget.posted)}</td>
      <td class="number num">${this.money(budget.pending)}</td>
      <td class="number num">${budget.cap ? this.money(budget.cap) : html`<span class="soft">${budget.max_count ? '–' : t.noCap}</span>`}</td>
      <td class="number num">${t.timesOf(budget.count, budget.max_count)}</td>
      <td class="num">${budget.resets_at ? html`<time datetime=${budget.resets_at}>${formatMoment(budget.resets_at, locale, this.now)}</time>` : html`<span class="soft">–</span>`}</td>
    </tr>`;
  }

  private money(amount: Money | null): string {
    return amount ? formatMoney(amount, here(this.lang)) : '–';
  }

  private renderBar(budget: Budget, t: ConsoleTexts): TemplateResult | typeof nothing {
    if (!budget.cap && !budget.max_count) return nothing;
    const { posted, pending } = fillOf(budget);
    const whole = posted + pending;
    const state = whole >= 100 ? 'full' : whole >= NEARLY ? 'nearly' : '';
    const percent = new Intl.NumberFormat(here(this.lang), { style: 'percent' }).format(whole / 100);
    return html`<svg class=${state} aria-hidden="true" preserveAspectRatio="none">
        <rect class="track" width="100%" height="10" rx="2" />
        ${svg`<rect class="posted" width="${posted}%" height="10" rx="2" />`}
        ${pending > 0 ? svg`<line class="pending" x1="${posted}%" x2="${whole}%" y1="5" y2="5" />` : nothing}
      </svg>
      <span class="small ${state ? '' : 'soft'}">${state === 'full' ? t.full : pending > 0 ? t.usedAndWaiting(percent) : t.used(percent)}</span>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'support-budgets': Budgets;
  }
}
