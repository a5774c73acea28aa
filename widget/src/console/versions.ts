/** Every version of the limits, with what can be done with it. Fires `version-deed` {verb, version}. */
import { LitElement, css, html, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { formatExact, here } from '../staff/format';
import { base } from '../staff/styles';
import type { Lang } from '../staff/wire';
import type { Version } from './edit-parse';
import { editTexts } from './edit-words';

export interface VersionDeed {
  readonly verb: 'agree' | 'withdraw' | 'restore';
  readonly version: number;
}

@customElement('support-versions')
export class Versions extends LitElement {
  @property({ attribute: false }) versions: readonly Version[] = [];
  /** Who looks: nobody agrees to their own version. */
  @property({ attribute: false }) me = '';
  @property({ attribute: false }) mayChange = false;
  @property({ attribute: false }) override lang: Lang = 'en';

  static override styles = [
    base,
    css`
      h2 {
        margin: 2rem 0 0.5rem;
      }
      .scroll {
        overflow-x: auto;
      }
      table {
        inline-size: 100%;
        border-collapse: collapse;
      }
      th,
      td {
        padding: 0.5rem 0.9rem 0.5rem 0;
        border-block-end: 1px solid var(--line);
        text-align: start;
        vertical-align: top;
      }
      thead th {
        color: var(--soft);
        font-size: var(--text-xs);
      }
      .deeds {
        display: flex;
        gap: 0.5rem;
        justify-content: end;
      }
    `,
  ];

  private deed(verb: VersionDeed['verb'], version: number): void {
    this.dispatchEvent(new CustomEvent<VersionDeed>('version-deed', { detail: { verb, version }, bubbles: true, composed: true }));
  }

  override render(): TemplateResult {
    const t = editTexts[this.lang];
    return html`
      <h2 id="versions">${t.versions}</h2>
      <div class="scroll" tabindex="0" role="region" aria-labelledby="versions">
        <table aria-labelledby="versions">
          <thead>
            <tr>
              <th scope="col">${t.version}</th>
              <th scope="col">${t.at}</th>
              <th scope="col">${t.by}</th>
              <th scope="col">${t.reason}</th>
              <th scope="col">${t.state}</th>
              ${this.mayChange ? html`<td></td>` : nothing}
            </tr>
          </thead>
          <tbody>
            ${this.versions.map((one) => this.renderRow(one))}
          </tbody>
        </table>
      </div>`;
  }

  private renderRow(one: Version): TemplateResult {
    const t = editTexts[this.lang];
    return html`<tr>
      <th scope="row" class="num">${one.version}</th>
      <td><time datetime=${one.written_at}>${formatExact(one.written_at, here(this.lang))}</time></td>
      <td>${one.author}</td>
      <td>${one.reason}</td>
      <td>
        <span class="badge ${one.state === 'in_force' ? 'ok' : one.state === 'waiting' ? 'warn' : ''}">${t.states[one.state]}</span>
        ${one.applied_at ? html`<span class="soft small">${(one.state === 'in_force' ? t.since : t.held)(formatExact(one.applied_at, here(this.lang)))}</span>` : nothing}
        ${one.approver ? html`<span class="soft small">${t.agreedBy(one.approver)}</span>` : nothing}
      </td>
      ${this.mayChange ? html`<td><div class="deeds">${this.renderDeeds(one)}</div></td>` : nothing}
    </tr>`;
  }

  private renderDeeds(one: Version): TemplateResult | typeof nothing {
    const t = editTexts[this.lang];
    const named = (name: string): string => `${name}: ${t.version} ${one.version}`;
    if (one.state === 'waiting') {
      return html`${one.author !== this.me
          ? html`<button class="primary" aria-label=${named(t.agree)} @click=${() => this.deed('agree', one.version)}>${t.agree}</button>`
          : nothing}
        <button aria-label=${named(t.withdraw)} @click=${() => this.deed('withdraw', one.version)}>${t.withdraw}</button>`;
    }
    if (one.state === 'in_force') return nothing;
    return html`<button aria-label=${named(t.restore)} @click=${() => this.deed('restore', one.version)}>${t.restore}</button>`;
  }
}
