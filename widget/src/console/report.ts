/** What the decisions of a period say about the limits: proof, and whether gestures are fair. */
import { LitElement, css, html, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { inLanguage, type LocalText } from '../shared/protocol';
import { formatMoney, here } from '../staff/format';
import { base } from '../staff/styles';
import type { Lang } from '../staff/wire';
import type { Gestures, ProofCount, Report, Overruled } from './found';
import { foundTexts, type FoundTexts } from './found-words';
import { meter, meterStyles } from './meter';
import type { Limits } from './state';
import { tableStyles } from './table-styles';

@customElement('support-report')
export class ReportPage extends LitElement {
  @property({ attribute: false }) report!: Report;
  @property({ attribute: false }) limits: Limits | null = null;
  @property({ attribute: false }) titles: Readonly<Record<string, LocalText>> = {};
  @property({ attribute: false }) override lang: Lang = 'en';

  static override styles = [
    base,
    tableStyles,
    meterStyles,
    css`
      h2 {
        margin-block: 1.5rem 0.6rem;
        font-size: 1.0625rem;
      }
      h3 {
        font-size: 1rem;
      }
      article {
        margin-block-end: 1rem;
        padding: 1rem 1.25rem;
        border: 1px solid var(--line);
        border-radius: var(--radius);
        background: var(--surface);
      }
      .pair {
        display: grid;
        grid-template-columns: repeat(auto-fit, minmax(min(22rem, 100%), 1fr));
        align-items: start;
        gap: 1rem;
        margin-block: 0.75rem;
      }
      .said {
        margin-block: 0.25rem 0.75rem;
      }
      li {
        padding-block: 0.2rem;
      }
    `,
  ];

  private titleOf(action: string): string {
    return inLanguage(this.titles[action] ?? {}, this.lang) || action;
  }

  /** A rule or budget by the sentence that the limits page has for it. */
  private rule(action: string, id: string): string {
    const t = foundTexts[this.lang];
    const line = this.limits?.actions.find((one) => one.action === action)?.lines.find((one) => one.id === id);
    return t.reasons[id] ?? ((line && inLanguage(line.text, this.lang)) || id.replaceAll('_', ' '));
  }

  private number(count: number): string {
    return new Intl.NumberFormat(here(this.lang)).format(count);
  }

  override render(): TemplateResult {
    const t = foundTexts[this.lang];
    const { proof, kindness, overruled } = this.report;
    return html`<h2 id="overruled">${t.overruled}</h2>
      ${overruled.length ? this.renderOverruled(overruled, t) : html`<p class="empty soft">${t.noOverruled}</p>`}
      <h2 id="proof">${t.proof}</h2>
      ${proof.length ? proof.map((one) => this.renderProof(one, t)) : html`<p class="empty soft">${t.noProof}</p>`}
      <h2 id="gestures">${t.gestures}</h2>
      ${kindness.length ? kindness.map((one) => this.renderGestures(one, t)) : html`<p class="empty soft">${t.noGestures}</p>`}`;
  }

  private renderOverruled(lines: readonly Overruled[], t: FoundTexts): TemplateResult {
    return html`<article>
      <p class="said">${t.overruledLead}</p>
      <div class="frame" tabindex="0" role="region" aria-label=${t.overruled}>
        <table aria-label=${t.overruled}>
          <thead>
            <tr>
              <th scope="col" class="wide">${t.overruledLine}</th>
              <th scope="col" class="number">${t.overruledTimes}</th>
              <th scope="col" class="number">${t.overruledDecided}</th>
            </tr>
          </thead>
          <tbody>
            ${lines.map(
              (one) =>
                html`<tr>
                  <th scope="row">${this.titleOf(one.action)}: ${this.rule(one.action, one.rule)}</th>
                  <td class="number num">${this.number(one.times)}</td>
                  <td class="number num">${this.number(one.refused)}</td>
                </tr>`,
            )}
          </tbody>
        </table>
      </div>
    </article>`;
  }

  private renderProof(one: ProofCount, t: FoundTexts): TemplateResult {
    const cells: readonly (readonly [string, number])[] = [
      [t.requests, one.requests],
      [t.believed, one.believed],
      [t.askedFor, one.asked],
      [t.given, one.given],
      [t.granted, one.granted],
      [t.refused, one.refused],
      [t.left, one.left],
    ];
    return html`<article>
      <h3>${this.titleOf(one.action)}</h3>
      <p class="soft">${this.rule(one.action, one.rule)}</p>
      ${one.requests
        ? html`<p class="said">${t.proofSaid(this.number(one.requests), this.number(one.believed), this.number(one.asked))}</p>
            <div class="frame" tabindex="0" role="region" aria-label="${t.proof}: ${this.titleOf(one.action)}">
              <table aria-label="${t.proof}: ${this.titleOf(one.action)}">
                <thead>
                  <tr>
                    ${cells.map(([name]) => html`<th scope="col" class="number">${name}</th>`)}
                  </tr>
                </thead>
                <tbody>
                  <tr>
                    ${cells.map(([, count]) => html`<td class="number num">${this.number(count)}</td>`)}
                  </tr>
                </tbody>
              </table>
            </div>`
        : html`<p class="said soft">${t.noCases}</p>`}
    </article>`;
  }

  private renderGestures(one: Gestures, t: FoundTexts): TemplateResult {
    if (!one.cases) {
      return html`<article>
        <h3>${this.titleOf(one.action)}</h3>
        <p class="said soft">${t.noCases}</p>
      </article>`;
    }
    return html`<article>
      <h3>${this.titleOf(one.action)}</h3>
      <p class="said">${t.gesturesSaid(this.number(one.cases), this.number(one.given))}</p>
      <div class="pair">
        ${one.amounts.length ? this.renderAmounts(one, t) : nothing} ${one.shares.length ? this.renderShares(one, t) : nothing}
      </div>
      ${this.renderUnequal(one, t)}
    </article>`;
  }

  private renderAmounts(one: Gestures, t: FoundTexts): TemplateResult {
    return html`<div class="frame" tabindex="0" role="region" aria-label="${t.size}: ${this.titleOf(one.action)}">
      <table aria-label="${t.size}: ${this.titleOf(one.action)}">
        <thead>
          <tr>
            <th scope="col">${t.size}</th>
            <th scope="col" class="number">${t.times}</th>
            <th scope="col" class="wide">${t.share}</th>
          </tr>
        </thead>
        <tbody>
          ${one.amounts.map(
            ({ amount, count }) =>
              html`<tr>
                <th scope="row" class="num">${formatMoney(amount, here(this.lang))}</th>
                <td class="number num">${this.number(count)}</td>
                <td>${meter(count, one.cases, this.lang)}</td>
              </tr>`,
          )}
        </tbody>
      </table>
    </div>`;
  }

  private renderShares(one: Gestures, t: FoundTexts): TemplateResult {
    return html`<div class="frame" tabindex="0" role="region" aria-label="${t.group}: ${this.titleOf(one.action)}">
      <table aria-label="${t.group}: ${this.titleOf(one.action)}">
        <thead>
          <tr>
            <th scope="col">${t.group}</th>
            <th scope="col" class="number">${t.cases}</th>
            <th scope="col" class="wide">${t.share}</th>
          </tr>
        </thead>
        <tbody>
          ${one.shares.map(
            (share) =>
              html`<tr>
                <th scope="row">${t.facts[share.fact] ?? share.fact}: ${share.value}</th>
                <td class="number num">${t.shareOf(this.number(share.given), this.number(share.cases))}</td>
                <td>${meter(share.given, share.cases, this.lang)}</td>
              </tr>`,
          )}
        </tbody>
      </table>
    </div>`;
  }

  private renderUnequal(one: Gestures, t: FoundTexts): TemplateResult {
    if (!one.unequal.length) return html`<p><span class="badge ok">${t.fair}</span></p>`;
    const amounts = (list: Gestures['unequal'][number]['amounts']): string => list.map((amount) => formatMoney(amount, here(this.lang))).join(', ');
    return html`<p><span class="badge warn">${t.unfair}</span></p>
      <ul>
        ${one.unequal.map(
          (group) =>
            html`<li>
              ${t.unequal(this.number(group.given), amounts(group.amounts))}${group.withheld.map(
                (held) => html`; ${t.withheld(this.number(held.count), this.rule(one.action, held.rule))}`,
              )}
            </li>`,
        )}
      </ul>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'support-report': ReportPage;
  }
}
