/** The log of one conversation. Keeps the newest in sight, unless the reader scrolled up. */
import { LitElement, css, html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import { repeat } from 'lit/directives/repeat.js';
import { EMPTY, isOutdated, type Conversation } from '../shared/conversation';
import { base } from '../staff/styles';
import type { Lang } from '../staff/wire';
import { entryRow, entryStyles, pendingRow, type RowContext } from './entry';
import { deskTexts } from './i18n';

/** Closer than this to the end counts as reading along. */
const NEAR_END_PX = 60;

@customElement('support-thread')
export class ThreadLog extends LitElement {
  @property({ attribute: false }) conversation: Conversation = EMPTY;
  @property({ attribute: false }) notes: ReadonlySet<string> = new Set();
  @property({ attribute: false }) override lang: Lang = 'en';
  @property({ attribute: false }) now = new Date();
  @property({ attribute: false }) customer = '';
  @property({ attribute: false }) spoken = 'en';
  @property({ attribute: false }) me = '';
  @state() private missed = 0;
  @query('.log') private log!: HTMLElement;
  private following = true;
  private scrolledIn = '';
  private readonly resize = new ResizeObserver(() => this.following && this.toEnd());

  static override styles = [
    base,
    entryStyles,
    css`
      :host {
        position: relative;
        display: flex;
        flex-direction: column;
        min-block-size: 0;
      }
      .log {
        flex: 1;
        overflow-y: auto;
        overscroll-behavior: contain;
        padding: 1rem 1.25rem;
      }
      .log:focus-visible {
        outline-offset: -3px;
      }
      ol {
        display: grid;
        gap: 0.8rem;
        max-inline-size: 60rem;
        margin-inline: auto;
      }
      .typing {
        min-block-size: 1.6rem;
        padding: 0.1rem 1.25rem 0.3rem;
        color: var(--soft);
        font-size: var(--text-s);
      }
      .jump {
        position: absolute;
        inset-block-end: 2rem;
        inset-inline: 0;
        inline-size: fit-content;
        margin-inline: auto;
        border-radius: 999px;
        box-shadow: var(--shadow);
      }
    `,
  ];

  override connectedCallback(): void {
    super.connectedCallback();
    void this.updateComplete.then(() => this.resize.observe(this.log));
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    this.resize.disconnect();
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    const before = changed.get('conversation');
    if (!changed.has('conversation') || before?.id !== this.conversation.id) {
      if (changed.has('conversation')) {
        this.following = true;
        this.missed = 0;
      }
      return;
    }
    const added = this.conversation.entries.length - before.entries.length;
    const wrote = this.conversation.pending.length > before.pending.length;
    if (wrote) this.following = true;
    else if (!this.following && added > 0) this.missed += added;
  }

  protected override updated(changed: PropertyValues<this>): void {
    if (changed.has('conversation') && this.following) this.toEnd();
  }

  private toEnd(): void {
    this.log.scrollTop = this.log.scrollHeight;
  }

  private jump(): void {
    this.following = true;
    this.missed = 0;
    this.toEnd();
    this.log.focus();
  }

  private scrolled(): void {
    const { scrollTop, scrollHeight, clientHeight } = this.log;
    const size = `${scrollHeight} ${clientHeight}`;
    // A log that grew or shrank scrolls by itself; only a person leaves the end.
    if (size === this.scrolledIn) this.following = scrollHeight - scrollTop - clientHeight < NEAR_END_PX;
    this.scrolledIn = size;
    if (this.following) this.missed = 0;
  }

  override render(): TemplateResult {
    const t = deskTexts[this.lang];
    const { conversation, customer, spoken, me, lang, now } = this;
    const context: RowContext = { t, lang, now, customer, spoken, me };
    const typing = conversation.answering?.author === 'customer';
    return html`<div class="log" tabindex="0" role="region" aria-label=${t.messages} @scroll=${this.scrolled}>
        <ol>
          ${repeat(
            conversation.entries,
            (entry) => entry.offset,
            (entry, at) => html`<li>${entryRow(entry, isOutdated(conversation.entries, at), context)}</li>`,
          )}
          ${repeat(
            conversation.pending,
            (pending) => pending.client_id,
            (pending) => html`<li>${pendingRow(pending, this.notes.has(pending.client_id), context)}</li>`,
          )}
        </ol>
      </div>
      ${this.missed ? html`<button class="jump primary" @click=${this.jump}>${t.newMessages(this.missed)} ↓</button>` : nothing}
      <p class="typing" aria-live="off">${typing ? t.customerTypes : nothing}</p>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'support-thread': ThreadLog;
  }
}
