/** Every decision that waits, the one that expires first on top. */
import { LitElement, css, html, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { repeat } from 'lit/directives/repeat.js';
import './approval';
import { staffTexts } from './i18n';
import { base } from './styles';
import type { Approval, Lang } from './wire';

@customElement('support-approvals')
export class Approvals extends LitElement {
  @property({ attribute: false }) items: readonly Approval[] = [];
  @property({ attribute: false }) override lang: Lang = 'en';
  @property({ attribute: false }) now = new Date();
  /** Who looks. */
  @property({ attribute: false }) me = '';
  @property({ type: Boolean }) busy = false;
  /** Each row offers to open its conversation. */
  @property({ type: Boolean }) link = false;

  static override styles = [
    base,
    css`
      :host {
        display: block;
      }
      ul {
        display: grid;
        grid-template-columns: repeat(auto-fill, minmax(min(24rem, 100%), 1fr));
        align-items: start;
        gap: 1rem;
      }
      .empty {
        padding: 1.25rem 1rem;
        border: 1px dashed var(--line);
        border-radius: var(--radius);
        text-align: center;
      }
      .empty strong {
        display: block;
        margin-block-end: 0.25rem;
        color: var(--ink);
      }
    `,
  ];

  override render(): TemplateResult {
    const t = staffTexts[this.lang];
    if (!this.items.length) return html`<p class="empty soft"><strong>${t.noApprovals}</strong>${t.noApprovalsHint}</p>`;
    const byExpiry = [...this.items].sort((a, b) => a.expires_at.localeCompare(b.expires_at));
    return html`<ul aria-label=${t.approvals}>
      ${repeat(
        byExpiry,
        (approval) => approval.id,
        (approval) =>
          html`<li><support-approval .approval=${approval} .lang=${this.lang} .now=${this.now} .me=${this.me} ?busy=${this.busy} ?link=${this.link}></support-approval></li>`,
      )}
    </ul>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'support-approvals': Approvals;
  }
}
