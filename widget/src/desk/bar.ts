/** Above the log: who the customer is, who has the conversation, and what can be done with it. */
import { LitElement, css, html, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { inLanguage } from '../shared/protocol';
import { formatMoment } from '../staff/format';
import { base } from '../staff/styles';
import type { Lang, QueueItem } from '../staff/wire';
import { deskTexts, wordFor, type DeskTexts } from './i18n';
import type { Mode } from '../shared/protocol';

export type Deed = 'claim' | 'release' | 'transfer' | 'hand_back' | 'close' | 'called';

/**
 * @event {CustomEvent<Deed>} deed - what somebody wants to do; questions are asked by whoever listens
 */
@customElement('support-conversation-bar')
export class ConversationBar extends LitElement {
  @property({ attribute: false }) item: QueueItem | null = null;
  @property({ attribute: false }) customer = '';
  @property({ attribute: false }) mode: Mode = 'bot';
  @property({ attribute: false }) holder: 'me' | 'other' | 'nobody' = 'nobody';
  @property({ attribute: false }) holderName = '';
  /** Why the person who looks takes nobody new now; empty when they can. */
  @property({ attribute: false }) unable = '';
  @property({ type: Boolean }) busy = false;
  @property({ attribute: false }) override lang: Lang = 'en';

  static override styles = [
    base,
    css`
      :host {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: 0.4rem 0.75rem;
        min-block-size: 3.5rem;
        padding: 0.5rem 1.25rem;
        border-block-end: 1px solid var(--line);
        background: var(--surface);
      }
      h2 {
        font-size: 1.0625rem;
        line-height: 1.25;
      }
      .who {
        flex: 1;
        min-inline-size: 10rem;
      }
      .state {
        display: flex;
        flex-wrap: wrap;
        gap: 0.3rem;
        align-items: center;
        color: var(--soft);
        font-size: var(--text-s);
      }
      .passed {
        margin-block-start: 0.3rem;
        padding-inline-start: 0.6rem;
        border-inline-start: 3px solid var(--note);
        font-size: var(--text-s);
        overflow-wrap: anywhere;
      }
      .unable {
        max-inline-size: 18rem;
        color: var(--soft);
        font-size: var(--text-s);
      }
      .deeds {
        display: flex;
        flex-wrap: wrap;
        gap: 0.4rem;
      }
      button[aria-disabled='true'] {
        opacity: 0.6;
      }
    `,
  ];

  private deed(deed: Deed): void {
    if (this.busy) return;
    this.dispatchEvent(new CustomEvent<Deed>('deed', { detail: deed, bubbles: true, composed: true }));
  }

  override render(): TemplateResult {
    const t = deskTexts[this.lang];
    return html`<div class="who">
        <h2>${this.customer}</h2>
        <p class="state">${this.renderState(t)}</p>
        ${this.renderPassed(t)}
      </div>
      <div class="deeds">${this.renderCall(t)}${this.renderDeeds(t)}</div>`;
  }

  private renderState(t: DeskTexts): TemplateResult {
    const who = this.holder === 'me' ? t.youHaveIt : this.holder === 'other' ? t.hasIt(this.holderName) : t.modes[this.mode];
    const { item } = this;
    return html`<span class="badge ${this.mode === 'waiting' ? 'warn' : this.holder === 'me' ? 'ok' : ''}">${this.mode === 'human' ? who : t.modes[this.mode]}</span>
      ${item?.reason ? html`<span>${wordFor(t.reasons, item.reason)}</span>` : nothing}
      ${item ? html`<span>· ${wordFor(t.languages, item.language)}</span>` : nothing}
      ${item?.customer?.tier ? html`<span>· ${wordFor(t.tiers, item.customer.tier)}</span>` : nothing}`;
  }

  /** Why a colleague passed it on, for whoever reads it before taking it. */
  private renderPassed(t: DeskTexts): TemplateResult | typeof nothing {
    const passed = this.item?.passed;
    if (!passed) return nothing;
    return html`<p class="passed"><strong>${t.passedOn(passed.by, inLanguage(passed.name, this.lang))}:</strong> ${passed.why}</p>`;
  }

  /** Whom to call and when; done is said here, also when somebody else has the conversation. */
  private renderCall(t: DeskTexts): TemplateResult | typeof nothing {
    const call = this.item?.call;
    if (!call) return nothing;
    return html`<a href="tel:${call.number.replace(/[^+\d]/g, '')}">${t.callOn(call.number, formatMoment(call.from, this.lang, new Date()))}</a>
      <button aria-disabled=${this.busy ? 'true' : 'false'} @click=${() => this.deed('called')}>${t.called}</button>`;
  }

  private renderDeeds(t: DeskTexts): TemplateResult | typeof nothing {
    const disabled = this.busy ? 'true' : 'false';
    if (this.mode === 'closed') return nothing;
    if (this.mode === 'human' && this.holder === 'me') {
      return html`<button aria-disabled=${disabled} aria-keyshortcuts="Alt+T" @click=${() => this.deed('transfer')}>${t.transfer}</button>
        <button aria-disabled=${disabled} @click=${() => this.deed('release')}>${t.release}</button>
        <button aria-disabled=${disabled} @click=${() => this.deed('hand_back')}>${t.handBack}</button>
        <button aria-disabled=${disabled} aria-keyshortcuts="Alt+E" @click=${() => this.deed('close')}>${t.close}</button>`;
    }
    if (this.holder === 'other') return nothing;
    return html`${this.unable ? html`<p class="unable">${this.unable}</p>` : html`<button class="primary" aria-disabled=${disabled} @click=${() => this.deed('claim')}>${t.claim}</button>`}
      ${this.mode === 'waiting' ? html`<button aria-disabled=${disabled} aria-keyshortcuts="Alt+E" @click=${() => this.deed('close')}>${t.close}</button>` : nothing}`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'support-conversation-bar': ConversationBar;
  }
}
