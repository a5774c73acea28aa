/** Where a colleague writes: a reply that the customer reads, or a note that only colleagues see. */
import { LitElement, css, html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import { MAX_TEXT, lengthOf } from '../shared/protocol';
import { base } from '../staff/styles';
import type { Lang } from '../staff/wire';
import { deskTexts, type DeskTexts } from './i18n';
import { fill, matches, searchOf, type Saved } from './saved';
import { NO_DRAFT, type Draft, type Problem, type Tab } from './state';

const TABS: readonly Tab[] = ['reply', 'note'];
/** The counter appears when less than this is left. */
const NEAR_LIMIT = 400;
/** How long the field is waited for when somebody wants to write. */
const FOCUS_WITHIN_MS = 2000;

/**
 * @event {CustomEvent<Partial<Draft>>} draft - what is written now, or the tab that was picked
 * @event {CustomEvent<{tab: Tab, text: string}>} submit-text
 * @event {CustomEvent} dismiss-problem
 */
@customElement('support-desk-composer')
export class Composer extends LitElement {
  @property({ attribute: false }) draft: Draft = NO_DRAFT;
  @property({ attribute: false }) problem: Problem | null = null;
  /** Why there is no reply now (claimed by nobody or another person, closed); empty when there is. */
  @property({ attribute: false }) blocked = '';
  @property({ attribute: false }) customer = '';
  @property({ attribute: false }) me = '';
  @property({ attribute: false }) spoken = 'en';
  @property({ attribute: false }) override lang: Lang = 'en';
  @state() private active = 0;
  @state() private listOpen = false;
  private focusUntil = 0;
  @query('textarea') private area!: HTMLTextAreaElement | null;

  static override styles = [
    base,
    css`
      :host {
        container-type: inline-size;
        display: block;
        padding: 0 1.25rem 1rem;
      }
      .box {
        position: relative;
        border: 1px solid var(--edge);
        border-radius: 10px;
        background: var(--surface);
      }
      .box.note {
        border: 2px dashed var(--note);
        background: var(--note-soft);
        color: var(--note-ink);
      }
      .box:focus-within {
        outline: 2px solid var(--accent);
        outline-offset: 1px;
      }
      .box.note:focus-within {
        outline-color: var(--note);
      }
      .tabs {
        display: flex;
        align-items: center;
        gap: 0.25rem;
        padding: 0.3rem 0.4rem 0;
      }
      .tabs button {
        min-block-size: 2rem;
        border-color: transparent;
        background: none;
        color: inherit;
        font-size: var(--text-s);
      }
      .tabs button[aria-selected='true'] {
        border-color: var(--line);
        background: var(--accent-soft);
        color: var(--accent-strong);
      }
      .note .tabs button[aria-selected='true'] {
        border-color: var(--note);
        background: var(--surface);
        color: var(--note);
      }
      .hint {
        margin-inline-start: auto;
        padding-inline-end: 0.4rem;
        font-size: var(--text-xs);
        color: var(--soft);
      }
      .note .hint {
        color: var(--note-ink);
        font-weight: 600;
      }
      textarea {
        display: block;
        inline-size: 100%;
        min-block-size: 4.5rem;
        max-block-size: 16rem;
        padding: 0.5rem 0.8rem;
        border: 0;
        background: none;
        font-size: 0.9375rem;
        resize: none;
        field-sizing: content;
      }
      textarea:focus {
        outline: none;
      }
      .foot {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: 0.5rem;
        padding: 0 0.5rem 0.5rem;
      }
      .foot .keys {
        flex: 1;
        font-size: var(--text-xs);
        color: var(--soft);
      }
      .note .foot .keys {
        color: var(--note-ink);
      }
      .foot button {
        min-block-size: 2.1rem;
      }
      @container (max-width: 32rem) {
        .foot .keys:not(.near) {
          display: none;
        }
        .foot {
          flex-wrap: nowrap;
          justify-content: space-between;
        }
        .foot button {
          padding-inline: 0.5rem;
          font-size: var(--text-s);
        }
      }
      .blocked {
        padding: 0.9rem 1rem;
        color: var(--soft);
      }
      .problem {
        display: flex;
        align-items: flex-start;
        gap: 0.75rem;
        margin-block-end: 0.6rem;
      }
      .problem div {
        flex: 1;
      }
      .problem button {
        min-block-size: 1.75rem;
      }
      .over {
        color: var(--danger);
        font-weight: 650;
      }
      .saved {
        position: absolute;
        inset-block-end: calc(100% + 4px);
        inset-inline: 0;
        z-index: 2;
        max-block-size: min(29rem, 55dvh);
        overflow-y: auto;
        padding: 0.3rem;
        border: 1px solid var(--edge);
        border-radius: 10px;
        background: var(--surface);
        color: var(--ink);
        box-shadow: var(--shadow);
      }
      .saved li {
        display: grid;
        padding: 0.45rem 0.6rem;
        border-radius: 6px;
        cursor: pointer;
      }
      .saved li[aria-selected='true'] {
        background: var(--accent-soft);
        box-shadow: inset 3px 0 0 var(--accent);
      }
      .saved .title {
        font-weight: 600;
      }
      .saved .preview {
        overflow: hidden;
        color: var(--soft);
        font-size: var(--text-s);
        text-overflow: ellipsis;
        white-space: nowrap;
      }
    `,
  ];

  /** Puts the cursor where a reply or a note is written. */
  async write(tab: Tab): Promise<void> {
    if (tab !== this.draft.tab) this.send('draft', { tab });
    this.focusUntil = performance.now() + FOCUS_WITHIN_MS;
    await this.updateComplete;
    this.focusField();
  }

  /** The field may come a moment later: a claim opens it. */
  private focusField(): void {
    if (!this.area || performance.now() > this.focusUntil) return;
    this.focusUntil = 0;
    this.area.focus();
  }

  private send(type: string, detail?: unknown): void {
    this.dispatchEvent(new CustomEvent(type, { detail, bubbles: true, composed: true }));
  }

  private get text(): string {
    return this.draft[this.draft.tab];
  }

  /** The saved replies to pick from; empty when the list is closed. */
  private get choices(): readonly Saved[] {
    if (this.draft.tab !== 'reply') return [];
    const search = searchOf(this.draft.reply);
    if (search !== null) return matches(search, this.spoken);
    return this.listOpen ? matches('', this.spoken) : [];
  }

  protected override willUpdate(changed: PropertyValues<this>): void {
    const before = changed.get('draft');
    if (!before) return;
    if (before.reply !== this.draft.reply) this.active = 0;
    if (before.tab !== this.draft.tab) this.listOpen = false;
  }

  protected override updated(): void {
    // The value is set by hand: a binding would leave what was typed when the state goes back to an older value.
    if (this.area && this.area.value !== this.text) this.area.value = this.text;
    this.focusField();
    this.renderRoot.querySelector('[role=option][aria-selected=true]')?.scrollIntoView({ block: 'nearest' });
  }

  private typed(event: Event): void {
    this.listOpen = false;
    this.send('draft', { [this.draft.tab]: (event.target as HTMLTextAreaElement).value });
  }

  private pick(saved: Saved): void {
    this.listOpen = false;
    const text = fill(saved.text, this.customer, this.me);
    const kept = searchOf(this.draft.reply) === null ? this.draft.reply.trimEnd() : '';
    this.send('draft', { reply: kept ? `${kept}\n${text}` : text });
    this.area?.focus();
  }

  private keys(event: KeyboardEvent): void {
    if (event.isComposing || event.keyCode === 229) return; // an input method is at work: its Enter is not ours
    const choices = this.choices;
    if (choices.length && this.keysInList(event, choices)) {
      event.preventDefault();
      event.stopPropagation();
      return;
    }
    if (event.key === 'Enter' && !event.shiftKey && !event.altKey && !event.ctrlKey && !event.metaKey) {
      event.preventDefault();
      this.submit();
    }
  }

  private keysInList(event: KeyboardEvent, choices: readonly Saved[]): boolean {
    const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
    if (step !== undefined) {
      this.active = (this.active + step + choices.length) % choices.length;
      return true;
    }
    if (event.key === 'Escape') {
      this.listOpen = false;
      if (searchOf(this.draft.reply) !== null) this.send('draft', { reply: '' });
      return true;
    }
    const chosen = choices[this.active];
    if ((event.key === 'Enter' || event.key === 'Tab') && chosen && !event.shiftKey) {
      this.pick(chosen);
      return true;
    }
    return false;
  }

  private submit(): void {
    const text = this.text.trim();
    if (!text || lengthOf(text) > MAX_TEXT || (this.draft.tab === 'reply' && this.blocked)) return;
    this.send('submit-text', { tab: this.draft.tab, text });
  }

  private tabKeys(event: KeyboardEvent): void {
    if (event.key !== 'ArrowLeft' && event.key !== 'ArrowRight') return;
    event.preventDefault();
    const other: Tab = this.draft.tab === 'reply' ? 'note' : 'reply';
    this.send('draft', { tab: other });
    void this.updateComplete.then(() => (this.renderRoot.querySelector('[role=tab][aria-selected=true]') as HTMLElement | null)?.focus());
  }

  override render(): TemplateResult {
    const t = deskTexts[this.lang];
    const { tab } = this.draft;
    const blocked = tab === 'reply' && this.blocked;
    return html`${this.problem ? this.renderProblem(this.problem, t) : nothing}
      <div class="box ${tab}">
        ${this.renderSaved(t)}
        <div class="tabs">
          <div role="tablist" aria-label="${t.reply} / ${t.note}" @keydown=${this.tabKeys}>
            ${TABS.map(
              (name) =>
                html`<button role="tab" id="tab-${name}" aria-selected=${name === tab ? 'true' : 'false'} aria-controls="panel" tabindex=${name === tab ? '0' : '-1'} aria-keyshortcuts=${name === 'reply' ? 'Alt+L' : 'Alt+P'} @click=${() => void this.write(name)}>
                  ${t[name]}
                </button>`,
            )}
          </div>
          <span class="hint" id="hint">${tab === 'note' ? t.noteHint : t.replyHint}</span>
        </div>
        <div role="tabpanel" id="panel" aria-labelledby="tab-${tab}">${blocked ? html`<p class="blocked">${blocked}</p>` : this.renderField(t)}</div>
      </div>`;
  }

  private renderField(t: DeskTexts): TemplateResult {
    const { tab } = this.draft;
    const used = lengthOf(this.text);
    const choices = this.choices;
    return html`<textarea
        rows="3"
        aria-label=${tab === 'note' ? `${t.note}: ${t.noteHint}` : t.replyTo(this.customer)}
        aria-describedby="keys"
        lang=${tab === 'note' ? this.lang : this.spoken}
        aria-autocomplete=${tab === 'reply' ? 'list' : 'none'}
        aria-controls=${choices.length ? 'saved' : nothing}
        aria-activedescendant=${choices.length ? `saved-${this.active}` : nothing}
        @input=${this.typed}
        @keydown=${this.keys}
      ></textarea>
      <div class="foot">
        ${tab === 'reply'
          ? html`<button type="button" class="quiet" aria-expanded=${choices.length ? 'true' : 'false'} @click=${this.toggleSaved}><kbd aria-hidden="true">/</kbd> ${t.saved}</button>`
          : nothing}
        <span class="keys ${used > MAX_TEXT - NEAR_LIMIT ? 'near' : ''}" id="keys">${used > MAX_TEXT - NEAR_LIMIT ? html`<span class=${used > MAX_TEXT ? 'over' : ''} role="status">${t.count(used, MAX_TEXT)}</span>` : t.keysHint}</span>
        <button type="button" class="primary" ?disabled=${!this.text.trim() || used > MAX_TEXT} @click=${this.submit}>${tab === 'note' ? t.saveNote : t.send}</button>
      </div>`;
  }

  private toggleSaved(): void {
    this.listOpen = !this.listOpen;
    this.active = 0;
    this.area?.focus();
  }

  private renderSaved(t: DeskTexts): TemplateResult {
    const choices = this.blocked ? [] : this.choices;
    const search = this.draft.tab === 'reply' && !this.blocked ? searchOf(this.draft.reply) : null;
    return html`<p class="sr-only" role="status">${choices.length ? t.savedCount(choices.length) : search ? t.savedNone : ''}</p>
      ${choices.length
        ? html`<ul class="saved" id="saved" role="listbox" aria-label=${t.saved}>
            ${choices.map(
              (saved, at) =>
                html`<li role="option" id="saved-${at}" aria-selected=${at === this.active ? 'true' : 'false'} @mousedown=${(event: Event) => event.preventDefault()} @click=${() => this.pick(saved)}>
                  <span class="title">${saved.title} <span class="soft small">/${saved.key}</span></span>
                  <span class="preview" lang=${this.spoken}>${fill(saved.text, this.customer, this.me)}</span>
                </li>`,
            )}
          </ul>`
        : nothing}`;
  }

  private renderProblem(problem: Problem, t: DeskTexts): TemplateResult {
    return html`<div class="problem" role="alert">
      <div>
        <strong>${problem.code === 'withheld' ? t.withheld : t.notSent}</strong>
        <p>${problem.text} ${t.draftKept}</p>
      </div>
      <button class="quiet" @click=${() => this.send('dismiss-problem')}>${t.dismiss}</button>
    </div>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'support-desk-composer': Composer;
  }
}
