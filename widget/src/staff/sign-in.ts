/** Name and password; mistakes are listed in a summary that takes the focus. */
import { LitElement, css, html, nothing, type TemplateResult } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import { ApiError, type StaffApi } from './api';
import { staffTexts } from './i18n';
import { base } from './styles';
import type { Lang, Session } from './wire';

interface Mistake {
  readonly field: 'name' | 'password' | null;
  readonly text: string;
}

/**
 * @event {CustomEvent<Session>} signed-in
 */
@customElement('support-sign-in')
export class SignIn extends LitElement {
  @property({ attribute: false }) api!: StaffApi;
  @property({ attribute: false }) override lang: Lang = 'en';
  @property() heading = '';
  /** Shown above the form: why somebody has to sign in again. */
  @property() message = '';
  @state() private mistakes: readonly Mistake[] = [];
  @state() private busy = false;
  @query('#name') private nameInput!: HTMLInputElement;
  @query('#password') private passwordInput!: HTMLInputElement;
  @query('#summary') private summary!: HTMLElement | null;

  static override styles = [
    base,
    css`
      :host {
        display: grid;
        place-items: center;
        min-block-size: 70dvh;
        padding: 1rem;
      }
      form {
        display: grid;
        gap: 1rem;
        inline-size: min(22rem, 100%);
        padding: 1.75rem;
        border: 1px solid var(--line);
        border-block-start: 4px solid var(--accent);
        border-radius: 12px;
        background: var(--surface);
        box-shadow: var(--shadow);
      }
      h1 {
        font-size: 1.375rem;
        line-height: 1.2;
      }
      .field {
        display: grid;
        gap: 0.25rem;
      }
      .summary ul {
        list-style: disc;
        padding-inline-start: 1.1rem;
      }
      .summary a {
        color: var(--danger);
      }
      input {
        font-size: 1rem;
      }
      button {
        min-block-size: 2.75rem;
      }
    `,
  ];

  override firstUpdated(): void {
    this.nameInput.focus();
  }

  private async submit(event: Event): Promise<void> {
    event.preventDefault();
    if (this.busy) return;
    const t = staffTexts[this.lang];
    const name = this.nameInput.value.trim();
    const password = this.passwordInput.value;
    const mistakes: Mistake[] = [];
    if (!name) mistakes.push({ field: 'name', text: t.nameMissing });
    if (!password) mistakes.push({ field: 'password', text: t.passwordMissing });
    if (mistakes.length) return this.show(mistakes);
    this.busy = true;
    try {
      const session = await this.api.signIn(name, password);
      this.passwordInput.value = '';
      this.mistakes = [];
      this.dispatchEvent(new CustomEvent<Session>('signed-in', { detail: session, bubbles: true, composed: true }));
    } catch (error) {
      await this.show([{ field: null, text: this.explain(error) }]);
    } finally {
      this.busy = false;
    }
  }

  private explain(error: unknown): string {
    const t = staffTexts[this.lang];
    if (!(error instanceof ApiError)) return t.failed;
    if (error.status === 0) return t.unreachable;
    return error.status === 401 ? t.signInWrong : error.message || t.failed;
  }

  private async show(mistakes: readonly Mistake[]): Promise<void> {
    this.mistakes = mistakes;
    await this.updateComplete;
    this.summary?.focus();
  }

  private goTo(event: Event, field: 'name' | 'password'): void {
    event.preventDefault();
    (field === 'name' ? this.nameInput : this.passwordInput).focus();
  }

  private mistakeOf(field: Mistake['field']): string {
    return this.mistakes.find((mistake) => mistake.field === field)?.text ?? '';
  }

  override render(): TemplateResult {
    const t = staffTexts[this.lang];
    return html`<form @submit=${this.submit} novalidate aria-labelledby="heading">
      <div>
        <h1 id="heading">${this.heading}</h1>
        <p class="soft">${t.demoHint}</p>
      </div>
      ${this.message ? html`<p role="status">${this.message}</p>` : nothing}
      ${this.mistakes.length
        ? html`<div id="summary" class="problem summary" tabindex="-1" role="alert">
            <strong>${t.signInFailed}</strong>
            <ul>
              ${this.mistakes.map(
                (mistake) =>
                  html`<li>
                    ${mistake.field
                      ? html`<a href="#${mistake.field}" @click=${(e: Event) => this.goTo(e, mistake.field ?? 'name')}>${mistake.text}</a>`
                      : mistake.text}
                  </li>`,
              )}
            </ul>
          </div>`
        : nothing}
      ${this.field('name', t.name, 'text', 'username')} ${this.field('password', t.password, 'password', 'current-password')}
      <button class="primary" type="submit" aria-disabled=${this.busy ? 'true' : 'false'}>${t.signIn}</button>
    </form>`;
  }

  private field(id: 'name' | 'password', label: string, type: string, complete: 'username' | 'current-password'): TemplateResult {
    const mistake = this.mistakeOf(id);
    return html`<div class="field">
      <label for=${id}>${label}</label>
      <input
        id=${id}
        name=${id}
        type=${type}
        autocomplete=${complete}
        autocapitalize="none"
        spellcheck="false"
        required
        aria-invalid=${mistake ? 'true' : 'false'}
        aria-describedby=${mistake ? `${id}-error` : nothing}
      />
      ${mistake ? html`<p class="field-error" id="${id}-error">${mistake}</p>` : nothing}
    </div>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'support-sign-in': SignIn;
  }
}
