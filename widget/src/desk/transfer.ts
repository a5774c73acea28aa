/** Asks to whom a conversation is passed on, and why: a colleague with room, or whoever knows about something. */
import { LitElement, css, html, nothing, type TemplateResult } from 'lit';
import { customElement, property, query, state } from 'lit/decorators.js';
import { inLanguage } from '../shared/protocol';
import { staffTexts } from '../staff/i18n';
import { base } from '../staff/styles';
import type { Colleague, Lang, Skill } from '../staff/wire';
import { deskTexts, type DeskTexts } from './i18n';
import { transferTexts } from './transfer-words';

export type Target = { readonly to: string } | { readonly skill: string };

export interface Passing {
  readonly target: Target;
  readonly reason: string;
}

/** A native dialog; `ask` gives null when the person stepped back. Focus goes back to where it was. */
@customElement('support-transfer')
export class TransferDialog extends LitElement {
  @property({ attribute: false }) override lang: Lang = 'en';
  /** Everybody else at the desk. */
  @property({ attribute: false }) colleagues: readonly Colleague[] = [];
  @property({ attribute: false }) skills: readonly Skill[] = [];
  @state() private missing: 'target' | 'reason' | null = null;
  @query('dialog') private dialog!: HTMLDialogElement;
  @query('select') private select!: HTMLSelectElement;
  @query('textarea') private area!: HTMLTextAreaElement;
  private resolve: ((answer: Passing | null) => void) | null = null;

  static override styles = [
    base,
    css`
      label {
        display: block;
        margin-block: 0.75rem 0.25rem;
      }
      select {
        inline-size: 100%;
      }
      textarea {
        min-block-size: 5rem;
        resize: vertical;
      }
    `,
  ];

  get open(): boolean {
    return this.dialog?.open ?? false;
  }

  async ask(): Promise<Passing | null> {
    this.finish(null);
    this.missing = null;
    await this.updateComplete;
    this.select.value = '';
    this.area.value = '';
    const answer = new Promise<Passing | null>((resolve) => {
      this.resolve = resolve;
    });
    this.dialog.showModal();
    return answer;
  }

  private finish(answer: Passing | null): void {
    const resolve = this.resolve;
    this.resolve = null;
    if (this.dialog?.open) this.dialog.close();
    resolve?.(answer);
  }

  private closed(): void {
    if (!this.dialog.open) this.finish(null);
  }

  private submit(event: Event): void {
    event.preventDefault();
    const [kind, id] = this.select.value.split(':', 2);
    const reason = this.area.value.trim();
    this.missing = !id ? 'target' : reason ? null : 'reason';
    if (this.missing) return (this.missing === 'target' ? this.select : this.area).focus();
    this.finish({ target: kind === 'to' ? { to: id ?? '' } : { skill: id ?? '' }, reason });
  }

  override render(): TemplateResult {
    const t = deskTexts[this.lang];
    const own = transferTexts[this.lang];
    const error = (field: 'target' | 'reason', text: string): TemplateResult | typeof nothing =>
      this.missing === field ? html`<p class="field-error" id="${field}-error" role="alert">${text}</p>` : nothing;
    const invalid = (field: 'target' | 'reason'): string => (this.missing === field ? 'true' : 'false');
    return html`<dialog aria-labelledby="title" aria-describedby="body" @close=${this.closed}>
      <form @submit=${this.submit} novalidate>
        <h2 id="title">${own.title}</h2>
        <p id="body">${own.body}</p>
        <label for="target">${own.to}</label>
        <select id="target" autofocus required aria-invalid=${invalid('target')} aria-describedby=${this.missing === 'target' ? 'target-error' : nothing}>
          <option value="">${own.pick}</option>
          ${this.renderColleagues(t)} ${this.renderSkills()}
        </select>
        ${error('target', own.pickMissing)}
        <label for="reason">${own.why} <span class="soft small">${t.noteHint}</span></label>
        <textarea id="reason" required maxlength="1000" aria-invalid=${invalid('reason')} aria-describedby=${this.missing === 'reason' ? 'reason-error' : nothing}></textarea>
        ${error('reason', own.whyMissing)}
        <div class="actions">
          <button type="button" @click=${() => this.finish(null)}>${staffTexts[this.lang].cancel}</button>
          <button type="submit" class="primary">${t.transfer}</button>
        </div>
      </form>
    </dialog>`;
  }

  private renderColleagues(t: DeskTexts): TemplateResult | typeof nothing {
    if (!this.colleagues.length) return nothing;
    return html`<optgroup label=${t.colleagues}>
      ${this.colleagues.map(
        (one) => html`<option value="to:${one.id}" ?disabled=${one.state !== 'here'}>${one.name}: ${t.stateOf(one.state, one.holding, one.most)}</option>`,
      )}
    </optgroup>`;
  }

  private renderSkills(): TemplateResult | typeof nothing {
    if (!this.skills.length) return nothing;
    return html`<optgroup label=${transferTexts[this.lang].whoKnows}>
      ${this.skills.map((skill) => html`<option value="skill:${skill.id}">${inLanguage(skill.name, this.lang)}</option>`)}
    </optgroup>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'support-transfer': TransferDialog;
  }
}
