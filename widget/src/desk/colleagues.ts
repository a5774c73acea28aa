/** Who is at the desk, and how one is seen oneself: here or away, and how many conversations at once. */
import { LitElement, css, html, nothing, type TemplateResult } from 'lit';
import { customElement, property, query } from 'lit/decorators.js';
import { inLanguage } from '../shared/protocol';
import { base } from '../staff/styles';
import type { Colleague, Lang, Skill } from '../staff/wire';
import { deskTexts, type DeskTexts } from './i18n';

const MOST = 99;

/**
 * @event {CustomEvent<{away?: boolean, most?: number}>} presence - what somebody says of themselves
 */
@customElement('support-colleagues')
export class Colleagues extends LitElement {
  @property({ attribute: false }) items: readonly Colleague[] = [];
  @property({ attribute: false }) skills: readonly Skill[] = [];
  /** The id of who is signed in. */
  @property({ attribute: false }) me = '';
  @property({ attribute: false }) override lang: Lang = 'en';
  @query('#list') private list!: HTMLElement;

  static override styles = [
    base,
    css`
      :host {
        position: relative;
      }
      .dot {
        inline-size: 0.7rem;
        block-size: 0.7rem;
        flex: none;
        border: 2px solid var(--soft);
        border-radius: 999px;
      }
      .dot.here {
        border-color: var(--ok);
        background: var(--ok);
      }
      .dot.busy {
        border-color: var(--note);
        background: linear-gradient(var(--note) 0 0) center / 100% 2px no-repeat;
      }
      .dot.away {
        border-color: var(--note);
      }
      .num {
        color: var(--soft);
        font-size: var(--text-s);
        font-weight: 450;
      }
      #list {
        position: fixed;
        inset: auto;
        margin: 0;
        inline-size: min(21rem, calc(100vw - 1rem));
        padding: 0.9rem 1rem 1rem;
        border: 1px solid var(--line);
        border-radius: 10px;
        background: var(--surface);
        color: var(--ink);
        box-shadow: var(--shadow);
      }
      h2 {
        margin-block: 0.9rem 0.2rem;
        color: var(--soft);
        font-size: var(--text-s);
        font-weight: 600;
      }
      .mine {
        display: grid;
        gap: 0.6rem;
      }
      .option {
        display: flex;
        align-items: center;
        justify-content: space-between;
        gap: 0.75rem;
        font-weight: 450;
      }
      .option input[type='number'] {
        inline-size: 4.5rem;
      }
      li {
        display: grid;
        grid-template-columns: auto minmax(0, 1fr) auto;
        align-items: center;
        gap: 0 0.6rem;
        padding-block: 0.4rem;
        border-block-start: 1px dotted var(--line);
      }
      li .knows {
        grid-column: 2 / -1;
        color: var(--soft);
        font-size: var(--text-s);
      }
      @media (max-width: 1180px) {
        button .num {
          display: none;
        }
      }
      @media (forced-colors: active) {
        .dot {
          forced-color-adjust: none;
        }
      }
    `,
  ];

  private place(): void {
    const { left, bottom } = (this.renderRoot.querySelector('button') as HTMLElement).getBoundingClientRect();
    this.list.style.setProperty('left', `${Math.max(8, Math.min(Math.round(left), innerWidth - 352))}px`);
    this.list.style.setProperty('top', `${Math.round(bottom) + 4}px`);
  }

  private say(presence: { readonly away?: boolean; readonly most?: number }): void {
    this.dispatchEvent(new CustomEvent('presence', { detail: presence, bubbles: true, composed: true }));
  }

  private changeMost(event: Event): void {
    const field = event.target as HTMLInputElement;
    const most = Math.round(field.valueAsNumber);
    if (most >= 1 && most <= MOST) this.say({ most });
    else field.value = String(this.items.find((one) => one.id === this.me)?.most ?? '');
  }

  override render(): TemplateResult | typeof nothing {
    const t = deskTexts[this.lang];
    const mine = this.items.find((one) => one.id === this.me);
    if (!mine) return nothing;
    return html`<button class="quiet" popovertarget="list" aria-haspopup="true">
        <span class="dot ${mine.state}" aria-hidden="true"></span>
        <span><span class="sr-only">${t.youAre} </span>${t.states[mine.state]}</span>
        <span class="num">${t.ofMost(mine.holding, mine.most)}</span>
      </button>
      <div id="list" popover role="dialog" aria-label=${t.colleagues} @beforetoggle=${this.place}>
        <div class="mine">
          <button class=${mine.state === 'away' ? 'primary' : ''} @click=${() => this.say({ away: mine.state !== 'away' })}>${mine.state === 'away' ? t.comeBack : t.stepAway}</button>
          ${mine.state === 'away'
            ? html`<p class="soft small">${t.awayNow}${mine.holding ? ` ${t.awayHolding(mine.holding)}` : ''}</p>`
            : nothing}
          <label class="option">${t.mostAtOnce}<input type="number" min="1" max=${MOST} .value=${String(mine.most)} @change=${this.changeMost} /></label>
        </div>
        <h2>${t.colleagues}</h2>
        ${this.items.length > 1 ? html`<ul>${this.items.filter((one) => one !== mine).map((one) => this.renderOne(one, t))}</ul>` : html`<p class="soft small">${t.nobodyElse}</p>`}
      </div>`;
  }

  private renderOne(one: Colleague, t: DeskTexts): TemplateResult {
    const knows = one.skills.map((skill) => this.skills.find((known) => known.id === skill)).flatMap((skill) => (skill ? inLanguage(skill.name, this.lang) : []));
    return html`<li>
      <span class="dot ${one.state}" aria-hidden="true"></span>
      <span>${one.name}</span>
      <span class="num">${t.stateOf(one.state, one.holding, one.most)}</span>
      ${knows.length ? html`<span class="knows">${t.knows(knows.join(', '))}</span>` : nothing}
    </li>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'support-colleagues': Colleagues;
  }
}
