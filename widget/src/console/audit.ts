/** The audit trail as a table: sorted, filtered, saved, with the state of its chain. */
import { LitElement, css, html, nothing, type TemplateResult } from 'lit';
import { customElement, property, state } from 'lit/decorators.js';
import { repeat } from 'lit/directives/repeat.js';
import { inLanguage } from '../shared/protocol';
import { formatExact, here } from '../staff/format';
import { base } from '../staff/styles';
import type { Lang } from '../staff/wire';
import { csvOf } from './csv';
import { consoleTexts, type ConsoleTexts } from './i18n';
import type { Audit, AuditRecord, Column, Sort } from './state';

const COLUMNS: readonly Column[] = ['seq', 'at', 'kind', 'actor', 'summary'];
/** How many rows are drawn at first, and with each "show more". */
const ROWS = 200;

/**
 * @event {CustomEvent<Column>} sort
 * @event {CustomEvent<string>} search
 * @event {CustomEvent<number>} older what came before this number is wanted too
 * @event {CustomEvent<string>} only the one kind to show; empty for every kind
 */
@customElement('support-audit')
export class AuditTable extends LitElement {
  @property({ attribute: false }) audit: Audit | null = null;
  /** The records that fit the search, in order. */
  @property({ attribute: false }) shown: readonly AuditRecord[] = [];
  @property({ attribute: false }) sort: Sort = { column: 'seq', down: true };
  @property({ attribute: false }) search = '';
  @property({ attribute: false }) only = '';
  @property({ attribute: false }) override lang: Lang = 'en';
  @state() private rows = ROWS;

  static override styles = [
    base,
    css`
      .tools {
        display: flex;
        flex-wrap: wrap;
        align-items: end;
        gap: 0.75rem 1.25rem;
        margin-block-end: 0.75rem;
      }
      .field {
        flex: 1 1 16rem;
        max-inline-size: 26rem;
      }
      .chain {
        margin-inline-start: auto;
        padding: 0.35rem 0.8rem;
        font-size: var(--text-s);
        white-space: normal;
      }
      .frame {
        overflow: auto;
        border: 1px solid var(--line);
        border-radius: var(--radius);
        background: var(--surface);
      }
      table {
        inline-size: 100%;
        border-collapse: collapse;
      }
      caption {
        padding: 0.7rem 0.9rem;
        color: var(--soft);
        text-align: start;
      }
      th,
      td {
        padding: 0.5rem 0.9rem;
        text-align: start;
        vertical-align: top;
      }
      thead th {
        vertical-align: middle;
        border-block-end: 1px solid var(--edge);
        white-space: nowrap;
      }
      thead button {
        min-block-size: 1.9rem;
        margin-inline-start: -0.5rem;
        padding-inline: 0.5rem;
        border-color: transparent;
        background: none;
      }
      .arrow {
        inline-size: 0.9em;
      }
      tbody tr + tr {
        border-block-start: 1px solid var(--line);
      }
      .seq,
      .at {
        white-space: nowrap;
      }
      .what {
        min-inline-size: 15rem;
        overflow-wrap: anywhere;
      }
      .foot {
        margin-block-start: 0.75rem;
      }
    `,
  ];

  private send(type: string, detail: unknown): void {
    this.dispatchEvent(new CustomEvent(type, { detail, bubbles: true, composed: true }));
  }

  private save(): void {
    const t = consoleTexts[this.lang];
    const head = [t.columns.seq, t.columns.at, t.columns.kind, t.columns.actor, t.columns.summary];
    const rows = this.shown.map((record) => [String(record.seq), record.at, this.kind(record.kind, t), record.actor, inLanguage(record.summary, this.lang)]);
    const link = document.createElement('a');
    link.href = URL.createObjectURL(new Blob([csvOf([head, ...rows])], { type: 'text/csv' }));
    link.download = 'audit.csv';
    link.click();
    setTimeout(() => URL.revokeObjectURL(link.href), 1000);
  }

  override render(): TemplateResult {
    const t = consoleTexts[this.lang];
    const { audit } = this;
    if (!audit) return html`<p class="soft" role="status">${t.loading}</p>`;
    const left = this.shown.length - this.rows;
    const oldest = audit.items[0]?.seq ?? 1;
    const older = oldest > 1;
    return html`<div class="tools">
        <div class="field">
          <label for="filter">${t.filter}</label> <span class="soft small" id="filter-hint">${t.filterHint}</span>
          <input
            id="filter"
            type="search"
            aria-describedby="filter-hint"
            .value=${this.search}
            @input=${(event: Event) => this.send('search', (event.target as HTMLInputElement).value)}
          />
        </div>
        <div>
          <label for="only">${t.columns.kind}</label>
          <select id="only" @change=${(event: Event) => this.send('only', (event.target as HTMLSelectElement).value)}>
            <option value="" ?selected=${!this.only}>${t.everyKind}</option>
            ${this.kinds(audit, t).map(([kind, words]) => html`<option value=${kind} ?selected=${kind === this.only}>${words}</option>`)}
          </select>
        </div>
        <button @click=${this.save}>${t.save}</button>
        <p class="badge chain ${audit.ok ? 'ok' : 'bad'}">${audit.ok ? t.chainOk(audit.verified_to) : t.chainBroken(audit.verified_to)}</p>
      </div>
      <div class="frame" tabindex="0" role="region" aria-label=${t.audit}>
        <table>
          <caption>
            ${t.auditCaption}. <span role="status">${t.found(this.shown.length, audit.items.length)}${older ? t.notRead(oldest) : ''}</span>
          </caption>
          <thead>
            <tr>
              ${COLUMNS.map((column) => this.renderHead(column, t))}
            </tr>
          </thead>
          <tbody>
            ${repeat(
              this.shown.slice(0, this.rows),
              (record) => record.seq,
              (record) => this.renderRow(record, t),
            )}
          </tbody>
        </table>
        ${this.shown.length ? nothing : html`<p class="soft what">${t.nothingFound}</p>`}
      </div>
      <p class="foot">
        ${left > 0 ? html`<button @click=${() => (this.rows += ROWS)}>${t.more(Math.min(left, ROWS))}</button>` : nothing}
        ${older ? html`<button @click=${() => this.send('older', oldest)}>${t.older(oldest)}</button>` : nothing}
      </p>`;
  }

  /** The kinds that occur, in the order of their words. */
  private kinds(audit: Audit, t: ConsoleTexts): readonly (readonly [string, string])[] {
    const found = new Set(audit.items.map((record) => record.kind));
    return [...found].map((kind) => [kind, this.kind(kind, t)] as const).sort((a, b) => a[1].localeCompare(b[1]));
  }

  private kind(kind: string, t: ConsoleTexts): string {
    return t.kinds[kind] ?? kind.replaceAll('_', ' ');
  }

  private renderHead(column: Column, t: ConsoleTexts): TemplateResult {
    const { down } = this.sort;
    const sorted = this.sort.column === column;
    return html`<th scope="col" aria-sort=${sorted ? (down ? 'descending' : 'ascending') : 'none'}>
      <button title=${t.sortBy(t.columns[column])} @click=${() => this.send('sort', column)}>
        ${t.columns[column]} <span class="arrow" aria-hidden="true">${sorted ? (down ? '↓' : '↑') : ''}</span>
      </button>
    </th>`;
  }

  private renderRow(record: AuditRecord, t: ConsoleTexts): TemplateResult {
    return html`<tr>
      <td class="seq num">${record.seq}</td>
      <td class="at num"><time datetime=${record.at}>${formatExact(record.at, here(this.lang))}</time></td>
      <td><span class="badge">${this.kind(record.kind, t)}</span></td>
      <td>${record.actor}</td>
      <td class="what">${inLanguage(record.summary, this.lang)}</td>
    </tr>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'support-audit': AuditTable;
  }
}
