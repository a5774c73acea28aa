/** Every command of the desk by mouse, with its keys; and the list of keys as a dialog. */
import { LitElement, css, html, type TemplateResult } from 'lit';
import { customElement, property, query } from 'lit/decorators.js';
import { base } from '../staff/styles';
import type { Lang } from '../staff/wire';
import { deskTexts } from './i18n';
import { SHORTCUTS, type Command } from './shortcuts';

/**
 * @event {CustomEvent<Command>} command
 * @event {CustomEvent<boolean>} single-key - whether the `?` key may open the list
 */
@customElement('support-desk-menu')
export class DeskMenu extends LitElement {
  @property({ attribute: false }) override lang: Lang = 'en';
  /** Commands that make sense now; the others are shown as not available. */
  @property({ attribute: false }) available: ReadonlySet<Command> = new Set();
  @property({ type: Boolean }) singleKey = true;
  @query('#menu') private menu!: HTMLElement;
  @query('dialog') private dialog!: HTMLDialogElement;

  static override styles = [
    base,
    css`
      :host {
        position: relative;
      }
      #menu {
        position: fixed;
        inset: auto;
        margin: 0;
        inline-size: 19rem;
        padding: 0.3rem;
        border: 1px solid var(--line);
        border-radius: 10px;
        background: var(--surface);
        color: var(--ink);
        box-shadow: var(--shadow);
      }
      #menu button {
        justify-content: space-between;
        inline-size: 100%;
        border-color: transparent;
        background: none;
        font-weight: 450;
        text-align: start;
      }
      #menu button[aria-disabled='true'] {
        color: var(--soft);
        cursor: default;
      }
      #menu button:hover:not([aria-disabled='true']) {
        background: var(--accent-soft);
      }
      dl {
        display: grid;
        grid-template-columns: auto 1fr;
        gap: 0.45rem 1rem;
        margin-block-end: 1rem;
      }
      .keys {
        display: flex;
        gap: 0.2rem;
      }
      .option {
        display: flex;
        align-items: center;
        gap: 0.5rem;
        font-weight: 450;
      }
      .option input {
        inline-size: 1.1rem;
        min-block-size: 1.1rem;
        accent-color: var(--accent);
      }
    `,
  ];

  /** Opens the list of keys. */
  showShortcuts(): void {
    if (!this.dialog.open) this.dialog.showModal();
  }

  /** Below the button, wherever the bar put it. */
  private place(): void {
    const { left, bottom } = (this.renderRoot.querySelector('button') as HTMLElement).getBoundingClientRect();
    this.menu.style.setProperty('left', `${Math.round(left)}px`);
    this.menu.style.setProperty('top', `${Math.round(bottom) + 4}px`);
  }

  private run(command: Command): void {
    if (!this.available.has(command)) return;
    this.menu.hidePopover();
    this.dispatchEvent(new CustomEvent<Command>('command', { detail: command, bubbles: true, composed: true }));
  }

  private toggled(event: Event): void {
    this.dispatchEvent(
      new CustomEvent<boolean>('single-key', { detail: (event.target as HTMLInputElement).checked, bubbles: true, composed: true }),
    );
  }

  override render(): TemplateResult {
    const t = deskTexts[this.lang];
    return html`<button class="quiet" popovertarget="menu" aria-haspopup="true">${t.menu} <span aria-hidden="true">▾</span></button>
      <div id="menu" popover role="group" aria-label=${t.menu} @beforetoggle=${this.place}>
        ${SHORTCUTS.map(
          ({ command, keys, aria }) =>
            html`<button aria-keyshortcuts=${aria} aria-disabled=${this.available.has(command) ? 'false' : 'true'} @click=${() => this.run(command)}>
              ${t.commands[command]} <span class="keys" aria-hidden="true">${keyCaps(keys)}</span>
            </button>`,
        )}
      </div>
      <dialog aria-labelledby="title">
        <form method="dialog">
          <h2 id="title">${t.shortcuts}</h2>
          <dl>
            ${SHORTCUTS.map(
              ({ command, keys }) =>
                html`<dt class="keys">${keyCaps(keys)}</dt>
                  <dd>${t.commands[command]}</dd>`,
            )}
            <dt class="keys"><kbd>/</kbd></dt>
            <dd>${t.saved}</dd>
          </dl>
          <label class="option"><input type="checkbox" .checked=${this.singleKey} @change=${this.toggled} /> ${t.singleKey}</label>
          <div class="actions"><button class="primary" autofocus>${t.doneButton}</button></div>
        </form>
      </dialog>`;
  }
}

const keyCaps = (keys: string): readonly TemplateResult[] => keys.split(' ').map((key) => html`<kbd>${key}</kbd>`);

declare global {
  interface HTMLElementTagNameMap {
    'support-desk-menu': DeskMenu;
  }
}
