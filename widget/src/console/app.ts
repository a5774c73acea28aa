/** The operator page: what the assistant may do, what it did today, and the buttons that end it. */
import { LitElement, html, nothing, type TemplateResult } from 'lit';
import { customElement, query, state } from 'lit/decorators.js';
import { repeat } from 'lit/directives/repeat.js';
import { inLanguage, type LocalText } from '../shared/protocol';
import { StaffApi } from '../staff/api';
import { askVerdict, type Verdict } from '../staff/approval';
import '../staff/approvals';
import { formatMoment, formatMoney, here } from '../staff/format';
import { staffTexts } from '../staff/i18n';
import { savedLang, savedTheme, useLang, useTheme, type Theme } from '../staff/prefs';
import '../staff/question';
import type { QuestionDialog } from '../staff/question';
import '../staff/sign-in';
import { base } from '../staff/styles';
import '../staff/top-bar';
import type { Approval, Lang, Session } from '../staff/wire';
import { appStyles } from './app-styles';
import './audit';
import './budgets';
import { ConsoleClient } from './client';
import './doubt';
import type { FoundOut } from './doubt';
import type { Doubt } from './found';
import { foundTexts } from './found-words';
import { consoleTexts, type ConsoleTexts } from './i18n';
import './limits';
import './limits-change';
import './report';
import './shadow';
import type { WroteDown } from './shadow-case';
import { mayApprove, mayRead, mayStop, shownAudit, type Column, type ConsoleState, type Since, type View } from './state';
import './stops';
import type { Turn } from './stops';

const VIEWS: readonly View[] = ['today', 'limits', 'shadow', 'report', 'audit'];
const CLOCK_MS = 15_000;

@customElement('support-console')
export class ConsoleApp extends LitElement {
  @state() private language: Lang = savedLang();
  @state() private theme: Theme = savedTheme();
  @state() private now = new Date();
  @state() private ready = false;
  @state() private console!: ConsoleState;
  @query('support-question') private question!: QuestionDialog;

  private readonly api = new StaffApi(() => this.language);
  private readonly client = new ConsoleClient({
    api: this.api,
    onChange: (after) => {
      this.console = after;
      this.now = new Date();
    },
    texts: () => consoleTexts[this.language],
    language: () => this.language,
  });
  private clock: ReturnType<typeof setInterval> | undefined;
  private wasSignedIn = false;

  static override styles = [base, appStyles];

  constructor() {
    super();
    this.console = this.client.state;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    useLang(this.language);
    useTheme(this.theme);
    this.clock = setInterval(() => (this.now = new Date()), CLOCK_MS);
    addEventListener('hashchange', this.followHash);
    this.followHash();
    void this.begin();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearInterval(this.clock);
    removeEventListener('hashchange', this.followHash);
    this.client.stop();
  }

  private async begin(): Promise<void> {
    const session = await this.api.session().catch(() => null);
    if (session) this.client.signedIn(session);
    this.ready = true;
  }

  private readonly followHash = (): void => {
    const view = VIEWS.find((name) => `#${name}` === location.hash);
    if (view && view !== this.console.view) this.client.dispatch({ kind: 'view', view });
  };

  protected override willUpdate(): void {
    document.title = `${consoleTexts[this.language].title} · Samenspel`;
    if (this.console.session) this.wasSignedIn = true;
  }

  private pickLanguage(language: Lang): void {
    this.language = language;
    useLang(language);
  }

  private pickTheme(theme: Theme): void {
    this.theme = theme;
    useTheme(theme);
  }

  private async turn({ scope, stopped, title }: Turn): Promise<void> {
    const t = consoleTexts[this.language];
    const action = scope.replace(/^action:/, '');
    const effect = scope === 'all' ? t.stoppedAll : (t.stoppedAction[action] ?? t.stoppedOther(title));
    const reason = await this.question.ask({
      title: scope === 'all' ? (stopped ? t.askStopAll : t.askResumeAll) : stopped ? t.askStop(title) : t.askResume(title),
      body: stopped ? html`<p><strong>${effect}</strong></p><p>${t.askStopBody}</p>` : html`<p>${t.askResumeBody}</p>`,
      yes: scope === 'all' ? (stopped ? t.stopAll : t.resumeAll) : stopped ? t.stop : t.resume,
      no: staffTexts[this.language].cancel,
      danger: stopped,
      field: { label: staffTexts[this.language].reason, missing: t.stopReasonMissing },
    });
    if (reason !== null) await this.client.turn(scope, stopped, reason);
  }

  private async decide(approval: Approval, verdict: Verdict['verdict']): Promise<void> {
    const decided = await askVerdict(this.question, approval, verdict, this.language);
    if (decided) await this.client.decide(verdict, approval.id, decided.text);
  }

  /** A doubt ends for good, so the amount is said once more. */
  private async foundOut(found: FoundOut): Promise<void> {
    const t = foundTexts[this.language];
    const amount = formatMoney(found.amount ?? found.doubt.amount, here(this.language));
    const answer = await this.question.ask({
      title: found.happened ? t.confirmSettle(amount) : t.confirmFree(amount),
      body: found.happened ? t.confirmSettleBody(found.reference) : t.confirmFreeBody,
      yes: found.happened ? t.settle : t.free,
      no: staffTexts[this.language].cancel,
      danger: !found.happened,
    });
    if (answer !== null) await this.client.foundOut(found);
  }

  override render(): TemplateResult {
    const t = consoleTexts[this.language];
    const { session } = this.console;
    return html`<support-top-bar
        page="console"
        .lang=${this.language}
        .theme=${this.theme}
        .session=${session}
        @lang-picked=${(event: CustomEvent<Lang>) => this.pickLanguage(event.detail)}
        @theme-picked=${(event: CustomEvent<Theme>) => this.pickTheme(event.detail)}
        @sign-out=${() => void this.client.signOut()}
        >${session ? this.renderNavigation(t) : nothing}</support-top-bar
      >
      ${session ? this.renderPage(t) : this.ready ? this.renderSignIn(t) : nothing}
      <support-question></support-question>`;
  }

  private renderSignIn(t: ConsoleTexts): TemplateResult {
    return html`<main>
      <support-sign-in
        .api=${this.api}
        .lang=${this.language}
        heading=${t.title}
        message=${this.wasSignedIn ? staffTexts[this.language].sessionOver : ''}
        @signed-in=${(event: CustomEvent<Session>) => this.client.signedIn(event.detail)}
      ></support-sign-in>
    </main>`;
  }

  private renderNavigation(t: ConsoleTexts): TemplateResult {
    const waiting = (this.console.approvals?.length ?? 0) + this.console.doubts.length;
    return html`<nav aria-label=${t.title}>
      ${VIEWS.map(
        (view) =>
          html`<a class="view" href="#${view}" aria-current=${this.console.view === view ? 'page' : 'false'}
            >${t.views[view]} ${view === 'today' && waiting ? html`<span class="count num">${waiting}</span>` : nothing}</a
          >`,
      )}
      ${mayRead(this.console.session) ? html`<a class="view" href="/console/insights?language=${this.language}">${t.insights}</a>` : nothing}
    </nav>`;
  }

  private renderPage(t: ConsoleTexts): TemplateResult {
    const { view, notice, stale, readAt } = this.console;
    const time = readAt ? formatMoment(readAt, here(this.language), this.now) : '';
    return html`<main
      @decide=${(event: CustomEvent<{ approval: Approval; verdict: Verdict['verdict'] }>) => void this.decide(event.detail.approval, event.detail.verdict)}
      @turn=${(event: CustomEvent<Turn>) => void this.turn(event.detail)}
      @doubt-ask=${(event: CustomEvent<Doubt>) => void this.client.askAgain(event.detail)}
      @doubt-found=${(event: CustomEvent<FoundOut>) => void this.foundOut(event.detail)}
      @shadow-did=${(event: CustomEvent<WroteDown>) => void this.client.wroteDown(event.detail)}
      @sort=${(event: CustomEvent<Column>) => this.client.dispatch({ kind: 'sort', column: event.detail })}
      @only=${(event: CustomEvent<string>) => this.client.dispatch({ kind: 'only', only: event.detail })}
      @older=${(event: CustomEvent<number>) => void this.client.readOlder(event.detail)}
      @search=${(event: CustomEvent<string>) => this.client.dispatch({ kind: 'search', text: event.detail })}
    >
      <div role="status">
        ${stale ? html`<p class="notice bad"><span>${t.stale(time)}</span> <button @click=${() => void this.client.refresh()}>${t.retry}</button></p>` : nothing}
        ${notice
          ? html`<p class="notice ${notice.bad ? 'bad' : ''}">
              <span>${notice.text}</span>
              <button class="quiet" @click=${() => this.client.dispatch({ kind: 'notice', notice: null })}>${t.dismiss}</button>
            </p>`
          : nothing}
      </div>
      <div class="title">
        <h1>${view === 'limits' ? t.limitsTitle : t.views[view]}</h1>
        ${time ? html`<p class="soft small num">${t.readAt(time)}</p>` : nothing}
      </div>
      ${{
        today: () => this.renderToday(t),
        limits: () => this.renderLimits(),
        shadow: () => this.renderShadow(),
        report: () => this.renderReport(),
        audit: () => this.renderAudit(),
      }[view]()}
    </main>`;
  }

  private renderToday(t: ConsoleTexts): TemplateResult {
    const { limits, budgets, switches, approvals, doubts, busy, session } = this.console;
    if (!limits || !budgets || !switches || !approvals) return html`<p class="soft" role="status">${t.loading}</p>`;
    return html`<section aria-labelledby="stops">
        <h2 id="stops">${t.stopTitle}</h2>
        ${mayStop(session) ? nothing : html`<p class="soft only">${t.operatorsOnly}</p>`}
        <support-stops ?readonly=${!mayStop(session)} .actions=${limits.actions} .switches=${switches} ?busy=${busy} .lang=${this.language} .now=${this.now}></support-stops>
      </section>
      <section aria-labelledby="approvals">
        <h2 id="approvals">${staffTexts[this.language].approvals}</h2>
        <support-approvals .items=${approvals} ?busy=${busy} .lang=${this.language} .now=${this.now} .me=${session?.name ?? ''}></support-approvals>
      </section>
      ${mayRead(session) && doubts.length ? this.renderDoubts(doubts) : nothing}
      <section aria-labelledby="budgets">
        <h2 id="budgets">${t.budgets}</h2>
        <support-budgets .items=${budgets} .lang=${this.language} .now=${this.now}></support-budgets>
      </section>`;
  }

  private renderDoubts(doubts: readonly Doubt[]): TemplateResult {
    const t = foundTexts[this.language];
    const { busy, session } = this.console;
    return html`<section aria-labelledby="doubts">
      <h2 id="doubts">${t.doubts}</h2>
      <p class="soft only">${t.doubtsLead} ${mayApprove(session) ? nothing : t.approversOnly}</p>
      <ul class="cards">
        ${repeat(
          doubts,
          (doubt) => doubt.reservation,
          (doubt) =>
            html`<li><support-doubt .doubt=${doubt} .lang=${this.language} .now=${this.now} ?busy=${busy} ?readonly=${!mayApprove(session)}></support-doubt></li>`,
        )}
      </ul>
    </section>`;
  }

  /** The lead and the period above what was looked at over time. */
  private renderPast(lead: string, page: () => TemplateResult | null): TemplateResult {
    const t = foundTexts[this.language];
    const { session, since } = this.console;
    if (!mayRead(session)) return html`<p class="soft">${t.readersOnly}</p>`;
    return html`<div class="past">
        <p class="soft lead">${lead}</p>
        <label
          >${t.period}
          <select @change=${(event: Event) => this.client.dispatch({ kind: 'since', since: (event.target as HTMLSelectElement).value as Since })}>
            ${Object.entries(t.periods).map(([value, words]) => html`<option value=${value} ?selected=${value === since}>${words}</option>`)}
          </select></label
        >
      </div>
      ${page() ?? html`<p class="soft" role="status">${consoleTexts[this.language].loading}</p>`}`;
  }

  private renderShadow(): TemplateResult {
    const { shadow, busy } = this.console;
    return this.renderPast(foundTexts[this.language].shadowLead, () =>
      shadow && html`<support-shadow .shadow=${shadow} .titles=${this.titles} .lang=${this.language} .now=${this.now} ?busy=${busy}></support-shadow>`,
    );
  }

  private renderReport(): TemplateResult {
    const { report, limits } = this.console;
    return this.renderPast(foundTexts[this.language].reportLead, () =>
      report && html`<support-report .report=${report} .limits=${limits} .titles=${this.titles} .lang=${this.language}></support-report>`,
    );
  }

  private renderLimits(): TemplateResult {
    const { limits, session } = this.console;
    return html`<support-limits .limits=${limits} .lang=${this.language}></support-limits>
      <support-limits-change
        .api=${this.api}
        .session=${session}
        .titles=${this.titles}
        .question=${this.question}
        .lang=${this.language}
        @limits-changed=${() => void this.client.refresh()}
      ></support-limits-change>`;
  }

  /** What actions and budgets are called. */
  private get titles(): Readonly<Record<string, LocalText>> {
    const { limits, budgets } = this.console;
    const actions = (limits?.actions ?? []).map((one) => [one.action, one.title] as const);
    return Object.fromEntries([...actions, ...(budgets ?? []).map((one) => [one.id, one.title] as const)]);
  }

  private renderAudit(): TemplateResult {
    const { console: shown, language } = this;
    if (!mayRead(shown.session)) return html`<p class="soft">${consoleTexts[language].auditForbidden}</p>`;
    return html`<support-audit
      .audit=${shown.audit}
      .shown=${shownAudit(shown, (record) => ({ kind: consoleTexts[language].kinds[record.kind] ?? record.kind, summary: inLanguage(record.summary, language) }))}
      .sort=${shown.sort}
      .search=${shown.search}
      .only=${shown.only}
      .lang=${language}
    ></support-audit>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'support-console': ConsoleApp;
  }
}
