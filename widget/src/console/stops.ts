/** The stop buttons: what the assistant does by itself now, and one click to end that. */
import { LitElement, css, html, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { inLanguage } from '../shared/protocol';
import { formatMoment, here } from '../staff/format';
import { base } from '../staff/styles';
import type { Lang } from '../staff/wire';
import { consoleTexts, type ConsoleTexts } from './i18n';
import type { LimitAction, Switch } from './state';

/** Which switch somebody wants to turn, and which way. */
export interface Turn {
  readonly scope: string;
  readonly stopped: boolean;
  /** What it is called, for the question. */
  readonly title: string;
}

/** @event {CustomEvent<Turn>} turn */
@customElement('support-stops')
export class Stops extends LitElement {
  @property({ attribute: false }) actions: readonly LimitAction[] = [];
  @property({ attribute: false }) switches: readonly Switch[] = [];
  @property({ type: Boolean }) busy = false;
  /** Shows the state without the buttons. */
  @property({ type: Boolean }) readonly = false;
  @property({ attribute: false }) override lang: Lang = 'en';
  @property({ attribute: false }) now = new Date();

  static override styles = [
    base,
    css`
      .panel {
        border: 1px solid var(--line);
        border-inline-start: 6px solid var(--ok);
        border-radius: var(--radius);
        background: var(--surface);
      }
      .panel.stopped {
        border-color: var(--danger);
      }
      .head {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: 0.75rem 1.5rem;
        padding: 1rem 1.25rem;
      }
      .stopped .head {
        background: var(--danger-soft);
      }
      .say {
        flex: 1;
        min-inline-size: 16rem;
      }
      .say strong {
        display: block;
        font-size: 1.125rem;
        line-height: 1.35;
      }
      .head button {
        min-block-size: 2.75rem;
        padding-inline: 1.25rem;
        font-size: 1rem;
      }
      li {
        display: grid;
        grid-template-columns: minmax(8rem, 16rem) minmax(0, 1fr) auto;
        align-items: center;
        gap: 0.25rem 1rem;
        padding: 0.6rem 1.25rem;
        border-block-start: 1px solid var(--line);
      }
      li strong {
        font-weight: 600;
      }
      @media (max-width: 640px) {
        li {
          grid-template-columns: 1fr auto;
        }
        li .state {
          grid-column: 1;
        }
        li button {
          grid-row: 1 / span 2;
          grid-column: 2;
        }
      }
    `,
  ];

  private turn(turn: Turn): void {
    if (!this.busy) this.dispatchEvent(new CustomEvent<Turn>('turn', { detail: turn, bubbles: true, composed: true }));
  }

  private on(scope: string): Switch | undefined {
    return this.switches.find((item) => item.scope === scope && item.stopped);
  }

  override render(): TemplateResult {
    const t = consoleTexts[this.lang];
    const all = this.on('all');
    return html`<div class="panel ${all ? 'stopped' : ''}">
      <div class="head">
        <p class="say" role="status">
          <strong>${all ? t.stoppedAll : t.running}</strong>
          ${all ? this.renderBy(all, t) : nothing}
        </p>
        ${this.readonly
          ? nothing
          : all
          ? html`<button class="primary" @click=${() => this.turn({ scope: 'all', stopped: false, title: '' })}>${t.resumeAll}</button>`
          : html`<button class="danger solid" @click=${() => this.turn({ scope: 'all', stopped: true, title: '' })}>${t.stopAll}</button>`}
      </div>
      <ul>
        ${this.actions.map((action) => this.renderAction(action, all !== undefined, t))}
      </ul>
    </div>`;
  }

  private renderAction(action: LimitAction, all: boolean, t: ConsoleTexts): TemplateResult {
    const title = inLanguage(action.title, this.lang) || action.action;
    const scope = `action:${action.action}`;
    const own = this.on(scope);
    const stopped = own !== undefined;
    return html`<li>
      <strong>${title}</strong>
      <span class="state">
        ${stopped
          ? html`<span class="badge bad">${t.stateStopped}</span> ${t.stoppedAction[action.action] ?? t.stoppedOther(title)} ${this.renderBy(own, t)}`
          : all
            ? html`<span class="badge bad">${t.withAll}</span>`
            : this.renderStage(action, t)}
      </span>
      ${this.readonly
        ? nothing
        : stopped
        ? html`<button aria-label=${t.resumeNamed(title)} @click=${() => this.turn({ scope, stopped: false, title })}>${t.resume}</button>`
        : html`<button class="danger" aria-label=${t.stopNamed(title)} @click=${() => this.turn({ scope, stopped: true, title })}>${t.stop}</button>`}
    </li>`;
  }

  /** What is not live yet does not run for everybody. */
  private renderStage({ rollout }: LimitAction, t: ConsoleTexts): TemplateResult {
    const [stage = '', share = ''] = rollout.split(' ');
    if (stage === 'percent') return html`<span class="badge ok">${t.stateRunning}</span> ${t.stagePercent(share)}`;
    if (stage === 'shadow') return html`<span class="badge">${t.stateShadow}</span> ${t.stageShadow}`;
    if (stage === 'off') return html`<span class="badge">${t.stateOff}</span> ${t.stageOff}`;
    return html`<span class="badge ok">${t.stateRunning}</span>`;
  }

  private renderBy(stop: Switch, t: ConsoleTexts): TemplateResult {
    return html`<span class="soft small">${t.stoppedBy(stop.by, formatMoment(stop.at, here(this.lang), this.now))}: ${stop.reason}</span>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'support-stops': Stops;
  }
}
