/** A question that wants a yes or a no before anything else: the native dialog, with words and two buttons. */
import { LitElement, css, html, type TemplateResult } from 'lit';
import { customElement, property, query } from './decorators';
import { base } from './tokens';

/**
 * @slot - what stands between the text and the buttons, such as a field for a reason
 * @csspart dialog - the native dialog
 */
@customElement('support-dialog')
export class Dialog extends LitElement {
  static override readonly styles = [base, css`
    :host { display: contents; }
    dialog {
      inline-size: min(24rem, calc(100vw - 32px)); max-block-size: calc(100dvh - 32px); overflow: auto;
      padding: 20px; border: 1px solid var(--sp-line); border-radius: var(--sp-radius);
      background: var(--sp-raised); color: var(--sp-ink); font-family: var(--sp-font); box-shadow: var(--sp-shadow);
    }
    dialog::backdrop { background: rgb(10 18 26 / 45%); }
    h2 { margin: 0 0 8px; font-size: 1.15em; line-height: 1.3; }
    p { margin: 0 0 16px; color: var(--sp-muted); white-space: pre-line; }
    .actions { display: flex; flex-wrap: wrap; gap: 8px; justify-content: flex-end; margin-block-start: 16px; }
  `];

  @property() heading = '';
  @property() text = '';
  @property({ attribute: 'confirm-label' }) confirmLabel = '';
  @property({ attribute: 'cancel-label' }) cancelLabel = '';
  /** Draws the yes-button as one that destroys something. */
  @property({ type: Boolean }) danger = false;

  @query('dialog') private readonly dialog!: HTMLDialogElement;
  #answer: ((yes: boolean) => void) | undefined;

  /** Shows the question; resolves with the answer. Escape is a no. Focus goes back to where it was. */
  async ask(): Promise<boolean> {
    await this.updateComplete;
    this.#answer?.(false);
    const answer = new Promise<boolean>((resolve) => {
      this.#answer = resolve;
    });
    this.dialog.returnValue = '';
    if (!this.dialog.open) this.dialog.showModal();
    return answer;
  }

  override render(): TemplateResult {
    return html`
      <dialog part="dialog" aria-labelledby="heading" aria-describedby="text" @close=${this.#onClose} @keydown=${this.#onKey}>
        <h2 id="heading">${this.heading}</h2>
        <p id="text">${this.text}</p>
        <slot></slot>
        <div class="actions">
          <button type="button" class="button" autofocus @click=${() => this.dialog.close()}>${this.cancelLabel}</button>
          <button type="button" class="button ${this.danger ? 'danger' : 'main'}" @click=${() => this.dialog.close('yes')}>
            ${this.confirmLabel}
          </button>
        </div>
      </dialog>
    `;
  }

  readonly #onKey = (event: KeyboardEvent): void => {
    // Escape answers this question only; what is behind stays open.
    if (event.key === 'Escape') event.stopPropagation();
  };

  readonly #onClose = (): void => {
    this.#answer?.(this.dialog.returnValue === 'yes');
    this.#answer = undefined;
  };
}
