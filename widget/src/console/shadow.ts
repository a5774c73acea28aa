/** Shadow: what the bot would have done beside what a person then did, counted and case by case. */
import { LitElement, css, html, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { repeat } from 'lit/directives/repeat.js';
import { inLanguage, type LocalText } from '../shared/protocol';
import { here } from '../staff/format';
import { base } from '../staff/styles';
import type { Lang } from '../staff/wire';
import type { Shadow, ShadowCount } from './found';
import { foundTexts, type FoundTexts } from './found-words';
import { meter, meterStyles } from './meter';
import './shadow-case';
import { tableStyles } from './table-styles';

@customElement('support-shadow')
export class ShadowPage extends LitElement {
  @property({ attribute: false }) shadow!: Shadow;
  @property({ attribute: false }) titles: Readonly<Record<string, LocalText>> = {};
  @property({ attribute: false }) currency = 'EUR';
  @property({ type: Boolean }) busy = false;
  @property({ attribute: false }) override lang: Lang = 'en';
  @property({ attribute: false }) now = new Date();
  @state() private openOnly = false;

  static override styles = [
    base,
    tableStyles,
    meterStyles,
    css`
      h2 {
        margin-block: 1.5rem 0.6rem;
        font-size: 1.0625rem;
      }
      .head {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        justify-content: space-between;
        gap: 0.25rem 1rem;
        margin-block: 1.5rem 0.6rem;
      }
      .head h2 {
        margin: 0;
      }
      .choice {
        display: flex;
        align-items: center;
        gap: 0.5rem;
        font-weight: 400;
      }
      .choice input {
        inline-size: 1.1rem;
        min-block-size: 1.1rem;
        accent-color: var(--accent);
      }
      ul {
        border: 1px solid var(--line);
        border-radius: var(--radius);
        background: var(--surface);
      }
      li + li {
        border-block-start: 1px solid var(--line);
      }
    `,
  ];

  override render(): TemplateResult {
    const t = foundTexts[this.lang];
    if (!this.shadow.report.length) return html`<p class="empty soft">${t.noShadow}</p>`;
    const shown = this.shadow.items.filter((one) => !this.openOnly || one.did === null);
    return html`<h2 id="counts">${t.agreement}</h2>
      <div class="frame" tabindex="0" role="region" aria-labelledby="counts">${this.renderCounts(t)}</div>
      <div class="head">
        <h2 id="cases">${t.casesTitle}</h2>
        <label class="choice"
          ><input type="checkbox" .checked=${this.openOnly} @change=${(event: Event) => (this.openOnly = (event.target as HTMLInputElement).checked)} />${t.openOnly}</label
        >
      </div>
      <ul aria-labelledby="cases">
        ${repeat(
          shown,
          (one) => one.decision,
          (one) =>
            html`<li>
              <support-shadow-case
                .case=${one}
                .action=${this.titleOf(one.action)}
                .currency=${one.amount?.currency ?? this.currency}
                .lang=${this.lang}
                .now=${this.now}
                ?busy=${this.busy}
              ></support-shadow-case>
            </li>`,
        )}
      </ul>`;
  }

  private titleOf(action: string): string {
    return inLanguage(this.titles[action] ?? {}, this.lang) || action;
  }

  private renderCounts(t: FoundTexts): TemplateResult {
    const number = new Intl.NumberFormat(here(this.lang));
    return html`<table aria-labelledby="counts">
      <thead>
        <tr>
          <th scope="col">${t.action}</th>
          <th scope="col">${t.would}</th>
          <th scope="col" class="number">${t.cases}</th>
          <th scope="col" class="number">${t.known}</th>
          <th scope="col" class="wide">${t.agreed}</th>
        </tr>
      </thead>
      <tbody>
        ${this.shadow.report.map((one) => this.renderCount(one, number, t))}
      </tbody>
    </table>`;
  }

  private renderCount(one: ShadowCount, number: Intl.NumberFormat, t: FoundTexts): TemplateResult {
    return html`<tr>
      <th scope="row">${this.titleOf(one.action)}</th>
      <td>${t.wouldBe[one.would] ?? one.would}</td>
      <td class="number num">${number.format(one.cases)}</td>
      <td class="number num">${number.format(one.known)}</td>
      <td>${one.known ? meter(one.agreed, one.known, this.lang) : html`<span class="soft">${t.unknown}</span>`}</td>
    </tr>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'support-shadow': ShadowPage;
  }
}
