/** Picks one of the things that can be added to a group of limits. Fires `field-add` with its path. */
import { LitElement, css, html, type TemplateResult } from 'lit';
import { customElement, property, query } from 'lit/decorators.js';
import { inLanguage } from '../shared/protocol';
import { base } from '../staff/styles';
import type { Lang } from '../staff/wire';
import type { Field } from './edit-parse';
import { editTexts } from './edit-words';

@customElement('support-add-field')
export class AddField extends LitElement {
  @property({ attribute: false }) fields: readonly Field[] = [];
  @property({ attribute: false }) override lang: Lang = 'en';
  @query('select') private what!: HTMLSelectElement;

  static override shadowRootOptions = { ...LitElement.shadowRootOptions, delegatesFocus: true };

  static override styles = [
    base,
    css`
      :host {
        display: flex;
        flex-wrap: wrap;
        gap: 0.25rem 0.5rem;
        margin-block-start: 0.5rem;
        padding-block-start: 0.6rem;
        border-block-start: 1px dotted var(--line);
      }
      label {
        flex: 1 0 100%;
        color: var(--soft);
        font-size: var(--text-xs);
      }
      select {
        flex: 1 1 15rem;
        min-inline-size: 0;
      }
    `,
  ];

  private add(): void {
    this.dispatchEvent(new CustomEvent('field-add', { detail: this.what.value, bubbles: true, composed: true }));
  }

  override render(): TemplateResult {
    const t = editTexts[this.lang];
    return html`<label for="what">${t.canAdd}</label>
      <select id="what">
        ${this.fields.map((field) => html`<option value=${field.path}>${inLanguage(field.name, this.lang)}</option>`)}
      </select>
      <button @click=${() => this.add()}>${t.add}</button>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'support-add-field': AddField;
  }
}
