/** A native dialog that asks one thing: a title, a sentence, at most one text field, yes or no. */
import { LitElement, css, html, nothing, type TemplateResult } from 'lit';
import { customElement, query, state } from 'lit/decorators.js';
import { base } from './styles';

export interface Question {
  readonly title: string;
  readonly body: string | TemplateResult;
  readonly yes: string;
  readonly no: string;
  readonly danger?: boolean;
  readonly field?: { readonly label: string; readonly hint?: string; readonly missing?: string };
}

/** null when the person stepped back, else what they wrote (empty without a field). */
export type Answer = string | null;

/**
 * Asks and resolves once; Escape and the cancel button mean no, and focus goes back to where it was.
 */
@customElement('support-question')
export class QuestionDialog extends LitElement {
  @state() private question: Question | null = null;
  @state() private error = '';
  @query('dialog') private dialog!: HTMLDialogElement;
  @query('textarea') private area!: HTMLTextAreaElement | null;
  private resolve: ((answer: Answer) => void) | null = null;

  static override styles = [
    base,
    css`
      .body {
        margin-block-end: 0.75rem;
      }
      .body p + p {
        margin-block-start: 0.6rem;
      }
      .reads {
        padding: 0.6rem 0.8rem;
        border-radius: 6px;
        background: var(--paper);
      }
      .warning {
        padding-inline-start: 0.7rem;
        border-inline-start: 3px solid var(--note);
      }
      textarea {
        min-block-size: 5rem;
        margin-block: 0.25rem;
        resize: vertical;
      }
    `,
  ];

  get open(): boolean {
    return this.dialog?.open ?? false;
  }

  async ask(question: Question): Promise<Answer> {
    this.finish(null);
    this.question = question;
    this.error = '';
    await this.updateComplete;
    if (this.area) this.area.value = '';
    const answer = new Promise<Answer>((resolve) => {
      this.resolve = resolve;
    });
    this.dialog.showModal();
    return answer;
  }

  private finish(answer: Answer): void {
    const resolve = this.resolve;
    this.resolve = null;
    if (this.dialog?.open) this.dialog.close();
    resolve?.(answer);
  }

  /** The event comes a moment after the closing; by then another question may be open. */
  private closed(): void {
    if (!this.dialog.open) this.finish(null);
  }

  private submit(event: Event): void {
    event.preventDefault();
    const value = this.area?.value.trim() ?? '';
    const missing = this.question?.field?.missing;
    if (missing && !value) {
      this.error = missing;
      this.area?.focus();
      return;
    }
    this.finish(value);
  }

  override render(): TemplateResult {
    const question = this.question;
    return html`<dialog aria-labelledby="title" aria-describedby="body" @close=${this.closed}>
      ${question
        ? html`<form @submit=${this.submit} novalidate>
            <h2 id="title">${question.title}</h2>
            <div id="body" class="body">${question.body}</div>
            ${question.field ? this.renderField(question.field) : nothing}
            <div class="actions">
              <button type="button" @click=${() => this.finish(null)} ?autofocus=${!question.field}>${question.no}</button>
              <button type="submit" class=${question.danger ? 'danger solid' : 'primary'}>${question.yes}</button>
            </div>
          </form>`
        : nothing}
    </dialog>`;
  }

  private renderField(field: NonNullable<Question['field']>): TemplateResult {
    return html`<label for="field">${field.label}</label> ${field.hint ? html`<span class="soft small" id="hint">${field.hint}</span>` : nothing}
      <textarea
        id="field"
        autofocus
        maxlength="1000"
        ?required=${Boolean(field.missing)}
        aria-invalid=${this.error ? 'true' : 'false'}
        aria-describedby=${this.error ? 'error' : field.hint ? 'hint' : nothing}
      ></textarea>
      ${this.error ? html`<p class="field-error" id="error" role="alert">${this.error}</p>` : nothing}`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'support-question': QuestionDialog;
  }
}
