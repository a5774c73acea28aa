/** The limits in force as sentences, with the version that the code enforces. */
import { LitElement, css, html, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { inLanguage } from '../shared/protocol';
import { formatExact, here } from '../staff/format';
import { base } from '../staff/styles';
import type { Lang } from '../staff/wire';
import { consoleTexts, type ConsoleTexts } from './i18n';
import type { LimitAction, Limits } from './state';

const BADGE: Readonly<Record<string, string>> = { allow: 'ok', ask: 'warn', approve: 'warn', handover: 'warn', refuse: 'bad' };

@customElement('support-limits')
export class LimitsPage extends LitElement {
  @property({ attribute: false }) limits: Limits | null = null;
  @property({ attribute: false }) override lang: Lang = 'en';

  static override styles = [
    base,
    css`
      .version {
        display: grid;
        grid-template-columns: repeat(auto-fit, minmax(11rem, auto));
        gap: 0.5rem 1.5rem;
        margin-block: 0.9rem 1.25rem;
        padding: 0.9rem 1.1rem;
        border: 1px solid var(--line);
        border-radius: var(--radius);
        background: var(--surface);
      }
      dt {
        color: var(--soft);
        font-size: var(--text-xs);
      }
      dd {
        overflow-wrap: anywhere;
      }
      code {
        font-family: ui-monospace, 'Cascadia Mono', Menlo, Consolas, monospace;
        font-size: 0.9em;
      }
      .lead {
        max-inline-size: 45rem;
      }
      .cards {
        columns: 2 27rem;
        gap: 1rem;
      }
      article {
        break-inside: avoid;
        margin-block-end: 1rem;
        padding: 1.1rem 1.25rem 0.6rem;
        border: 1px solid var(--line);
        border-block-start: 4px solid var(--accent);
        border-radius: var(--radius);
        background: var(--surface);
      }
      article.stopped {
        border-block-start-color: var(--danger);
      }
      h2 {
        display: flex;
        align-items: center;
        justify-content: space-between;
        gap: 0.75rem;
        font-size: 1.0625rem;
      }
      .sentence {
        margin-block: 0.5rem 0.9rem;
        font-size: 1rem;
        line-height: 1.5;
      }
      h3 {
        margin: 0 0 0.2rem;
        color: var(--soft);
        font-size: var(--text-xs);
        font-weight: 600;
      }
      li {
        display: grid;
        grid-template-columns: minmax(0, 1fr) auto;
        align-items: start;
        gap: 0.75rem;
        padding-block: 0.45rem;
        border-block-start: 1px dotted var(--line);
      }
    `,
  ];

  override render(): TemplateResult {
    const t = consoleTexts[this.lang];
    const { limits } = this;
    if (!limits) return html`<p class="soft" role="status">${t.loading}</p>`;
    return html`<p class="lead soft">${t.limitsLead}</p>
      ${limits.problem ? html`<p class="problem" role="alert"><strong>${t.newerRefused}</strong><br />${limits.problem}</p>` : nothing}
      <dl class="version">
        ${limits.name
          ? html`<div>
              <dt>${t.limitsName}</dt>
              <dd>${limits.name}</dd>
            </div>`
          : nothing}
        <div>
          <dt>${t.version}</dt>
          <dd class="num">${limits.version}</dd>
        </div>
        <div>
          <dt>${t.applied}</dt>
          <dd><time datetime=${limits.applied_at}>${formatExact(limits.applied_at, here(this.lang))}</time></dd>
        </div>
        <div>
          <dt>${t.author}</dt>
          <dd>${limits.author}</dd>
        </div>
        <div>
          <dt>${t.changeReason}</dt>
          <dd>${limits.reason}</dd>
        </div>
        <div>
          <dt>${t.fingerprint}</dt>
          <dd><code title=${limits.sha256}>${limits.sha256.slice(0, 16)}</code></dd>
        </div>
      </dl>
      <div class="cards">${limits.actions.map((action) => this.renderAction(action, t))}</div>`;
  }

  private renderAction(action: LimitAction, t: ConsoleTexts): TemplateResult {
    const title = inLanguage(action.title, this.lang) || action.action;
    return html`<article class=${action.stopped ? 'stopped' : ''} aria-labelledby=${action.action}>
      <h2 id=${action.action}>
        ${title}
        ${action.stopped ? html`<span class="badge bad">${t.stateStopped}</span>` : nothing}
      </h2>
      <p class="sentence">${inLanguage(action.sentence, this.lang)}</p>
      ${action.lines.length
        ? html`<h3>${t.lines}</h3>
            <ul>
              ${action.lines.map(
                (line) =>
                  html`<li id=${`${action.action}.${line.id}`}>
                    <span>${inLanguage(line.text, this.lang)}</span>
                    <span class="badge ${BADGE[line.outcome] ?? ''}">${t.outcomes[line.outcome] ?? line.outcome}</span>
                  </li>`,
              )}
            </ul>`
        : nothing}
    </article>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'support-limits': LimitsPage;
  }
}
