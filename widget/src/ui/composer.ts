/** Where one writes: grows to five lines, sends on Enter where there is a keyboard, and counts near the limit. */
import { css, html, nothing, type PropertyValues, type TemplateResult } from 'lit';
import { customElement, property, query, state } from './decorators';
import { lengthOf, MAX_TEXT } from '../shared/protocol';
import { icon } from './icons';
import { Part } from './part';
import { base } from './tokens';

/** From how many characters before the limit the counter is shown. */
const COUNT_FROM = 400;

/**
 * @event support-send - the text to send, trimmed: `detail: string`
 * @event support-draft - the text as it stands: `detail: string`
 * @csspart field - the box around the text
 */
@customElement('support-composer')
export class Composer extends Part {
  static override readonly styles = [base, css`
    :host { display: block; }
    .field { display: flex; align-items: flex-end; gap: 4px; padding: 4px; border: 1px solid var(--sp-edge); border-radius: 26px; background: var(--sp-surface); }
    .field:focus-within { outline: 2px solid var(--sp-brand-ink); outline-offset: 1px; }
    textarea {
      flex: 1; min-inline-size: 0; min-block-size: 44px; max-block-size: calc(5lh + 20px);
      padding: 11px 4px 9px 14px; border: 0; outline: 0; resize: none; overflow-y: auto;
      background: transparent; color: var(--sp-ink); font-size: 16px; line-height: 1.45;
    }
    textarea:focus-visible { outline: 0; }
    textarea::placeholder { color: var(--sp-muted); opacity: 1; }
    .send {
      display: inline-grid; place-items: center; flex: none; inline-size: 44px; block-size: 44px; padding: 0; border: 0; border-radius: 50%;
      background: var(--sp-brand); color: var(--sp-on-brand);
    }
    .send svg { stroke-width: 2.2; }
    .send[aria-disabled='true'] { background: var(--sp-sunken); color: var(--sp-muted); cursor: default; }
    .count { margin: 4px 14px 0; font-size: 0.85em; color: var(--sp-muted); font-variant-numeric: tabular-nums; }
    .count.over { color: var(--sp-bad); }
    @media (max-height: 400px) { textarea { max-block-size: calc(2lh + 20px); } }
    @media (forced-colors: active) { .send { border: 1px solid ButtonText; forced-color-adjust: none; background: Highlight; color: HighlightText; } }
  `];

  @property() text = '';
  @property({ type: Boolean }) disabled = false;
  @state() private refused = false;
  @query('textarea') private readonly area!: HTMLTextAreaElement;

  override focus(): void {
    this.area?.focus({ preventScroll: true });
  }

  override render(): TemplateResult {
    const { words } = this;
    const length = lengthOf(this.text);
    const left = MAX_TEXT - length;
    const over = left < 0;
    const near = left <= COUNT_FROM;
    return html`
      <div class="field" part="field">
        <textarea
          rows="1"
          aria-label=${words.say('message_label')}
          aria-describedby=${near ? 'count' : nothing}
          aria-invalid=${over ? 'true' : nothing}
          placeholder=${words.say(this.disabled ? 'message_hint_closed' : 'message_hint')}
          autocomplete="off"
          .value=${this.text}
          ?disabled=${this.disabled}
          @input=${this.#onInput}
          @keydown=${this.#onKey}
        ></textarea>
        <button type="button" class="send" aria-label=${words.say('send')} title=${words.say('send')}
          aria-disabled=${this.#sendable ? 'false' : 'true'} @click=${this.#send}>
          ${icon('send')}
        </button>
      </div>
      <div role="status">
        ${near
          ? html`<p id="count" class="count ${over ? 'over' : ''}">
              ${over ? words.say('characters_over', { count: -left }) : words.say('characters_left', { count: left })}${over && this.refused
                ? html`. ${words.say('too_long', { max: words.number(MAX_TEXT) })}`
                : nothing}
            </p>`
          : nothing}
      </div>
    `;
  }

  override updated(changed: PropertyValues<this>): void {
    if (changed.has('text')) this.#fit();
  }

  get #sendable(): boolean {
    return !this.disabled && this.text.trim() !== '' && lengthOf(this.text) <= MAX_TEXT;
  }

  #fit(): void {
    this.area.style.height = 'auto';
    this.area.style.height = `${this.area.scrollHeight}px`;
  }

  readonly #onInput = (): void => {
    this.text = this.area.value;
    this.refused = this.refused && lengthOf(this.text) > MAX_TEXT;
    this.tell('support-draft', this.text);
  };

  readonly #onKey = (event: KeyboardEvent): void => {
    // While a word is being composed (Japanese, Chinese, Korean, dead keys) Enter belongs to the keyboard.
    if (event.key !== 'Enter' || event.shiftKey || event.isComposing || event.keyCode === 229) return;
    if (matchMedia('(pointer: coarse)').matches && !event.ctrlKey && !event.metaKey) return;
    event.preventDefault();
    this.#send();
  };

  readonly #send = (): void => {
    if (!this.#sendable) {
      this.refused = lengthOf(this.text) > MAX_TEXT;
      this.focus();
      return;
    }
    const text = this.text.trim();
    this.text = '';
    this.tell('support-draft', '');
    this.tell('support-send', text);
    this.focus();
  };
}
