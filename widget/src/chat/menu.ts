/** The menu of the panel: language, mood reading, keeping, ending and erasing the conversation. */
import { css, html, nothing, type TemplateResult } from 'lit';
import { customElement, property, query, state } from '../ui/decorators';
import { LANGUAGES, type Language } from '../ui/i18n';
import { icon, type IconName } from '../ui/icons';
import { Part } from '../ui/part';
import { base } from '../ui/tokens';

export type MenuAction = 'download' | 'close' | 'forget';
const NAMES: Readonly<Record<Language, string>> = { en: 'English', nl: 'Nederlands' };

/**
 * @event support-action - one of the actions was chosen: `detail: 'download' | 'close' | 'forget'`
 * @event support-language - another language: `detail: 'en' | 'nl'`
 * @event support-mood - mood reading on or off: `detail: boolean`
 */
@customElement('support-menu')
export class Menu extends Part {
  static override readonly styles = [base, css`
    :host { position: relative; display: block; }
    .opener svg { stroke-width: 3.2; }
    .sheet {
      position: absolute; inset-block-start: calc(100% + 6px); inset-inline-end: 0; z-index: 3;
      inline-size: min(19rem, calc(100vw - 24px)); max-block-size: min(60dvh, 26rem); overflow: auto; padding: 6px;
      border: 1px solid var(--sp-line); border-radius: var(--sp-radius); background: var(--sp-raised); color: var(--sp-ink); box-shadow: var(--sp-shadow);
    }
    .item { display: flex; align-items: center; gap: 10px; inline-size: 100%; min-block-size: 44px; padding: 6px 10px; border: 0; border-radius: 9px; background: none; text-align: start; }
    button.item:hover:not(:disabled) { background: var(--sp-sunken); }
    .item svg { color: var(--sp-muted); }
    .grow { flex: 1; }
    .hint { margin: -2px 10px 6px 42px; color: var(--sp-muted); font-size: 0.82em; line-height: 1.4; }
    .switch { position: relative; flex: none; inline-size: 40px; block-size: 24px; border: 1px solid var(--sp-edge); border-radius: 12px; background: var(--sp-sunken); }
    .switch::after { content: ''; position: absolute; inset-block-start: 3px; inset-inline-start: 3px; inline-size: 16px; block-size: 16px; border-radius: 50%; background: var(--sp-edge); }
    [aria-checked='true'] .switch { background: var(--sp-brand); border-color: transparent; }
    [aria-checked='true'] .switch::after { inset-inline-start: 19px; background: var(--sp-on-brand); }
    hr { margin: 6px 0; border: 0; border-block-start: 1px solid var(--sp-line); }
    .erase, .erase svg { color: var(--sp-bad); }
    @media (prefers-reduced-motion: no-preference) { .switch::after { transition: inset-inline-start 120ms; } }
    @media (forced-colors: active) {
      .switch::after { background: ButtonText; }
      [aria-checked='true'] .switch { forced-color-adjust: none; background: Highlight; }
      }
  `];

  /** Null where nobody can choose it: then there is no switch. */
  @property({ attribute: false }) mood: boolean | null = true;
  /** Nothing to keep, end or erase: no conversation, or one that is closed already. */
  @property({ type: Boolean }) closed = false;
  @property({ type: Boolean }) gone = false;
  @state() private open = false;
  @query('.opener') private readonly opener!: HTMLButtonElement;

  override connectedCallback(): void {
    super.connectedCallback();
    this.addEventListener('keydown', this.#onKey);
    this.addEventListener('focusout', this.#onFocusOut);
  }

  override render(): TemplateResult {
    const { words } = this;
    return html`
      <button type="button" class="icon-button opener" aria-label=${words.say('menu')} title=${words.say('menu')}
        aria-expanded=${this.open ? 'true' : 'false'} aria-controls="sheet" @click=${this.#toggle}>${icon('menu')}</button>
      <div class="sheet" id="sheet" ?hidden=${!this.open} role="group" aria-label=${words.say('menu')}>
        ${LANGUAGES.filter((language) => language !== words.language).map((language) => html`
          <button type="button" class="item" lang=${language} @click=${() => this.#translate(language)}>${icon('language')}<span class="grow">${NAMES[language]}</span></button>
        `)}
        ${this.mood === null ? nothing : html`<button type="button" class="item" role="switch" aria-checked=${this.mood ? 'true' : 'false'} aria-describedby="mood-hint"
          ?disabled=${this.gone || this.closed} @click=${() => this.tell('support-mood', !this.mood)}>
          ${icon('good')}<span class="grow">${words.say('menu_mood')}</span><span class="switch"></span>
        </button>
        <p class="hint" id="mood-hint">${words.say('menu_mood_hint')}</p>`}
        <hr>
        ${this.#action('download', 'download', words.say('menu_download'), this.gone)}
        ${this.closed ? nothing : this.#action('close', 'end', words.say('menu_close'), this.gone)}
        ${this.#action('forget', 'erase', words.say('menu_forget'), this.gone)}
      </div>
    `;
  }

  #action(action: MenuAction, sign: IconName, text: string, disabled: boolean): TemplateResult {
    return html`<button type="button" class="item ${sign}" ?disabled=${disabled} @click=${() => this.#choose(action)}>
      ${icon(sign)}<span class="grow">${text}</span>
    </button>`;
  }

  #choose(action: MenuAction): void {
    this.open = false;
    this.opener.focus();
    this.tell('support-action', action);
  }

  #translate(language: Language): void {
    this.open = false;
    this.opener.focus();
    this.tell('support-language', language);
  }

  readonly #toggle = (): void => {
    this.open = !this.open;
  };

  readonly #onKey = (event: KeyboardEvent): void => {
    if (event.key !== 'Escape' || !this.open) return;
    event.stopPropagation();
    this.open = false;
    this.opener.focus();
  };

  readonly #onFocusOut = (event: FocusEvent): void => {
    const next = event.relatedTarget;
    if (next instanceof Node && !this.renderRoot.contains(next) && next !== this) this.open = false;
    else if (next === null) setTimeout(() => { if (!this.matches(':focus-within')) this.open = false; });
  };
}
