/** The desk as a page: who is signed in, three panes, the keys, and what is said aloud. */
import { LitElement, html, nothing, type TemplateResult } from 'lit';
import { customElement, query, state } from 'lit/decorators.js';
import { StaffApi } from '../staff/api';
import '../staff/approvals';
import { askVerdict, type Verdict } from '../staff/approval';
import { staffTexts } from '../staff/i18n';
import { savedLang, savedTheme, useLang, useTheme, type Theme } from '../staff/prefs';
import '../staff/question';
import type { QuestionDialog } from '../staff/question';
import '../staff/sign-in';
import { base } from '../staff/styles';
import '../staff/top-bar';
import type { Approval, Exception, Lang, Session } from '../staff/wire';
import '../ui/announcer';
import type { Announcer } from '../ui/announcer';
import { EMPTY } from '../shared/conversation';
import { Ticker, newsBetween, pageTitle } from './announce';
import './bar';
import type { Deed } from './bar';
import { DeskClient } from './client';
import './colleagues';
import './composer';
import type { Composer } from './composer';
import { deskTexts, type DeskTexts } from './i18n';
import { available, blocked, mayClose, mayPass } from './may';
import './menu';
import type { DeskMenu } from './menu';
import { notice, ownApprovals } from './parts';
import './queue';
import { deedQuestion, exceptionQuestion } from './questions';
import { commandOf, isTextField, type Command } from './shortcuts';
import { NO_DRAFT, itemOf, holder, neighbour, tabOf, meantForMe, threadOf, unable, visible, type DeskState, type Draft, type Filter, type Tab, type View } from './state';
import { appStyles } from './app-styles';
import './suggestions';
import './thread';
import type { TransferDialog } from './transfer';

const CLOCK_MS = 15_000;
const SINGLE_KEY = 'samenspel.desk.single-key';

@customElement('support-desk')
export class DeskApp extends LitElement {
  @state() private language: Lang = savedLang();
  @state() private theme: Theme = savedTheme();
  @state() private now = new Date();
  @state() private ready = false;
  @state() private briefed = false;
  @state() private singleKey = localStorage.getItem(SINGLE_KEY) !== 'off';
  @state() private desk!: DeskState;
  @query('support-question') private question!: QuestionDialog;
  @query('support-desk-composer') private composer!: Composer | null;
  @query('support-desk-menu') private menu!: DeskMenu | null;
  @query('support-transfer') private transfer!: TransferDialog;
  @query('support-announcer') private announcer!: Announcer | null;

  private readonly api = new StaffApi(() => this.language);
  private readonly client = new DeskClient({
    api: this.api,
    onChange: (after, before) => this.changed(after, before),
    texts: () => deskTexts[this.language],
    locale: () => this.language,
  });
  private readonly ticker = new Ticker((sentence) => this.announcer?.announce(sentence), () => deskTexts[this.language], {
    now: () => Date.now(),
    later: (work, ms) => window.setTimeout(work, ms),
    cancel: (timer) => window.clearTimeout(timer),
  });
  private clock: ReturnType<typeof setInterval> | undefined;
  private briefing = false;

  static override styles = [base, appStyles];

  constructor() {
    super();
    this.desk = this.client.state;
  }

  override connectedCallback(): void {
    super.connectedCallback();
    useLang(this.language);
    useTheme(this.theme);
    this.clock = setInterval(() => (this.now = new Date()), CLOCK_MS);
    document.addEventListener('keydown', this.keys);
    void this.begin();
  }

  override disconnectedCallback(): void {
    super.disconnectedCallback();
    clearInterval(this.clock);
    document.removeEventListener('keydown', this.keys);
    this.ticker.stop();
    this.client.stop();
  }

  private async begin(): Promise<void> {
    const session = await this.api.session().catch(() => null);
    if (session) this.client.signedIn(session);
    this.ready = true;
  }

  private changed(after: DeskState, before: DeskState): void {
    this.desk = after;
    this.now = new Date();
    this.ticker.add(newsBetween(before, after));
    if (after.notice && after.notice !== before.notice) this.announcer?.announce(after.notice.text);
    document.title = pageTitle(after, deskTexts[this.language]);
    if (after.selected && !this.briefing) void this.brief();
  }

  /** The brief comes with the first conversation that is opened. */
  private async brief(): Promise<void> {
    this.briefing = true;
    this.briefed = (await this.loaded(import('./brief'))) !== null;
    this.briefing = this.briefed;
  }

  // What somebody does

  private readonly keys = (event: KeyboardEvent): void => {
    if (!this.desk.session || this.question.open || this.transfer.open || this.renderRoot.querySelector('support-own-deed')) return;
    const command = commandOf(event, isTextField(event.composedPath()[0]));
    if (!command || (command === 'shortcuts' && !this.singleKey)) return;
    event.preventDefault();
    void this.run(command);
  };

  private async run(command: Command): Promise<void> {
    const { selected } = this.desk;
    switch (command) {
      case 'next':
      case 'previous': {
        const target = neighbour(this.desk, command === 'next' ? 1 : -1);
        if (target && target !== selected) await this.client.open(target);
        return;
      }
      case 'reply':
      case 'note':
        return this.composer?.write(command);
      case 'transfer':
      case 'close':
        return this.deed(command);
      case 'close_next': {
        const next = neighbour(this.desk, 1);
        await this.deed('close');
        if (next && next !== selected && !itemOf(this.desk, selected)) await this.client.open(next);
        return;
      }
      case 'shortcuts':
        return this.menu?.showShortcuts();
    }
  }

  private async deed(deed: Deed): Promise<void> {
    const { selected } = this.desk;
    if (!selected || (deed === 'close' && !mayClose(this.desk, selected))) return;
    if (deed === 'transfer') {
      const passing = mayPass(this.desk, selected) && (await this.loaded(import('./transfer'))) ? await this.transfer.ask() : null;
      if (passing) await this.client.transfer(selected, passing);
      return;
    }
    const question = deedQuestion(deed, this.desk, selected, this.language);
    if (question && (await this.question.ask(question)) === null) return;
    const done = await this.client.deed(deed, selected);
    if (done && deed === 'claim') await this.composer?.write('reply');
  }

  private async decide(approval: Approval, verdict: Verdict['verdict']): Promise<void> {
    const decided = await askVerdict(this.question, approval, verdict, this.language);
    if (decided) await this.client.decide(verdict, approval.id, decided.text);
  }

  private async except(conversation: string, exception: Exception): Promise<void> {
    const reason = await this.question.ask(exceptionQuestion(exception, this.language));
    if (reason) await this.client.except(conversation, exception, reason);
  }

  /** What is loaded when it is asked for; null when it did not come. */
  private async loaded<T>(module: Promise<T>): Promise<T | null> {
    const came = await module.catch(() => null);
    if (!came) this.client.tell(staffTexts[this.language].unreachable, true);
    return came;
  }

  private async arrange(conversation: string, customer: string): Promise<void> {
    const own = await this.loaded(import('./own-deed'));
    const ended = await own?.arrange(this.renderRoot, this.client, { lang: this.language, conversation, customer });
    if (ended?.exception) await this.except(conversation, ended.exception);
  }

  private pickLanguage(language: Lang): void {
    this.language = language;
    useLang(language);
    document.title = pageTitle(this.desk, deskTexts[this.language]);
  }

  private pickTheme(theme: Theme): void {
    this.theme = theme;
    useTheme(theme);
  }

  private setSingleKey(on: boolean): void {
    this.singleKey = on;
    localStorage.setItem(SINGLE_KEY, on ? 'on' : 'off');
  }

  private draft(conversation: string, draft: Partial<Draft>): void {
    this.client.dispatch({ kind: 'draft', conversation, draft });
    if (draft.reply !== undefined) this.client.typed(conversation, draft.reply);
  }

  /** A suggestion goes behind what was written already, and the cursor behind it. */
  private async use(conversation: string, text: string): Promise<void> {
    const { reply } = this.desk.drafts[conversation] ?? NO_DRAFT;
    this.draft(conversation, { tab: 'reply', reply: reply.trim() ? `${reply.trimEnd()}\n${text}` : text });
    await this.composer?.write('reply');
  }

  // What is seen

  override render(): TemplateResult {
    const { session } = this.desk;
    const t = deskTexts[this.language];
    return html`<support-top-bar
        page="desk"
        .lang=${this.language}
        .theme=${this.theme}
        .session=${session}
        @lang-picked=${(event: CustomEvent<Lang>) => this.pickLanguage(event.detail)}
        @theme-picked=${(event: CustomEvent<Theme>) => this.pickTheme(event.detail)}
        @sign-out=${() => void this.client.signOut()}
        >${session ? this.renderNavigation(t) : nothing}</support-top-bar
      >
      ${session ? this.renderDesk(t) : this.ready ? this.renderSignIn(t) : nothing}
      <support-question></support-question>
      <support-transfer .lang=${this.language} .colleagues=${this.desk.colleagues.filter((one) => one.id !== session?.name)} .skills=${this.desk.skills}></support-transfer>
      <support-announcer></support-announcer>`;
  }

  private renderSignIn(t: DeskTexts): TemplateResult {
    const lost = Object.keys(this.desk.drafts).length > 0 || this.desk.selected !== null;
    return html`<main>
      <support-sign-in
        .api=${this.api}
        .lang=${this.language}
        heading=${t.title}
        message=${lost ? staffTexts[this.language].sessionEnded : ''}
        @signed-in=${(event: CustomEvent<Session>) => this.client.signedIn(event.detail)}
      ></support-sign-in>
    </main>`;
  }

  private renderNavigation(t: DeskTexts): TemplateResult {
    const { view, approvals } = this.desk;
    const tab = (name: View, count: number): TemplateResult =>
      html`<button class="view" aria-current=${view === name ? 'page' : 'false'} @click=${() => this.client.dispatch({ kind: 'view', view: name })}>
        ${t.views[name]} ${count ? html`<span class="count num">${count}</span>` : nothing}
      </button>`;
    return html`<nav aria-label=${t.title}>${tab('conversations', 0)} ${tab('approvals', approvals.length)}</nav>
      <support-colleagues
        .items=${this.desk.colleagues}
        .skills=${this.desk.skills}
        .me=${this.desk.session?.name ?? ''}
        .lang=${this.language}
        @presence=${(event: CustomEvent<{ away?: boolean; most?: number }>) => void this.client.presence(event.detail)}
      ></support-colleagues>
      <support-desk-menu
        .lang=${this.language}
        .available=${available(this.desk)}
        ?singleKey=${this.singleKey}
        @command=${(event: CustomEvent<Command>) => void this.run(event.detail)}
        @single-key=${(event: CustomEvent<boolean>) => this.setSingleKey(event.detail)}
      ></support-desk-menu>`;
  }

  private renderDesk(t: DeskTexts): TemplateResult {
    if (this.desk.forbidden) return html`<main class="blank"><p class="problem">${t.notForYou} <a href="/console/">${staffTexts[this.language].console}</a></p></main>`;
    return html`${this.renderConnection(t)}
      <main
        @decide=${(event: CustomEvent<{ approval: Approval; verdict: Verdict['verdict'] }>) => void this.decide(event.detail.approval, event.detail.verdict)}
        @open-conversation=${(event: CustomEvent<string>) => void this.client.open(event.detail)}
      >
        <h1 class="sr-only">${t.title}</h1>
        ${this.desk.view === 'approvals' ? this.renderApprovals(t) : this.renderPanes(t)}
      </main>`;
  }

  private renderConnection(t: DeskTexts): TemplateResult | typeof nothing {
    const { connection } = this.desk;
    if (connection === 'online' || (connection === 'connecting' && !this.desk.loaded)) return nothing;
    return html`<div class="banner" role="status">
      <span>${t.connection[connection]}</span>
      <button @click=${() => this.client.reconnect()}>${t.retry}</button>
    </div>`;
  }

  private renderApprovals(t: DeskTexts): TemplateResult {
    return html`<section class="page" aria-labelledby="approvals-title">
      <h2 id="approvals-title">${t.views.approvals}</h2>
      ${notice(this.desk.notice, this.language, () => this.client.dispatch({ kind: 'notice', notice: null }))}
      <support-approvals link .items=${this.desk.approvals} .lang=${this.language} .now=${this.now} .me=${this.desk.session?.name ?? ''} ?busy=${this.desk.busy}></support-approvals>
    </section>`;
  }

  private renderPanes(t: DeskTexts): TemplateResult {
    const { desk } = this;
    return html`<div class="panes">
      <section class="pane left" aria-labelledby="queue-title">
        <h2 class="sr-only" id="queue-title">${t.queue}</h2>
        <support-queue
          .items=${visible(desk)}
          .counts=${desk.counts}
          .filter=${desk.filter}
          .selected=${desk.selected}
          .forMe=${new Set(desk.queue.flatMap((item) => (meantForMe(desk, item) ? item.conversation : [])))}
          .drafts=${new Set(Object.entries(desk.drafts).flatMap(([id, draft]) => (draft.reply || draft.note ? [id] : [])))}
          .me=${desk.session?.name ?? ''}
          ?loaded=${desk.loaded}
          .lang=${this.language}
          .now=${this.now}
          @pick=${(event: CustomEvent<string>) => void this.client.open(event.detail)}
          @filter=${(event: CustomEvent<Filter>) => this.client.dispatch({ kind: 'filter', filter: event.detail })}
        ></support-queue>
      </section>
      ${desk.selected
        ? this.renderConversation(desk.selected, t)
        : html`<section class="pane middle blank" aria-label=${t.thread}><p class="soft"><strong>${t.pickOne}</strong>${t.pickOneHint}</p></section>
            <section class="pane right" aria-label=${t.brief}></section>`}
    </div>`;
  }

  private renderConversation(id: string, t: DeskTexts): TemplateResult {
    const { desk, language } = this;
    const thread = threadOf(desk, id);
    const item = itemOf(desk, id) ?? null;
    const spoken = item?.language ?? thread?.brief?.language ?? 'en';
    const customer = item?.customer?.name ?? thread?.brief?.customer?.record?.name ?? t.guest;
    const mode = item?.mode ?? thread?.conversation.mode ?? 'bot';
    const has = item ? holder(desk, item) : 'nobody';
    const me = desk.session?.display ?? '';
    const stopped = unable(desk, item ?? undefined);
    return html`<section class="pane middle" aria-label=${t.thread}>
        <support-conversation-bar
          .item=${item}
          .customer=${customer}
          .mode=${mode}
          .holder=${has}
          .holderName=${item?.claimed_by?.name ?? ''}
          .unable=${stopped ? t.unable[stopped] : ''}
          ?busy=${desk.busy}
          .lang=${language}
          @deed=${(event: CustomEvent<Deed>) => void this.deed(event.detail)}
        ></support-conversation-bar>
        ${notice(desk.notice, language, () => this.client.dispatch({ kind: 'notice', notice: null }))}
        <support-thread
          .conversation=${thread?.conversation ?? EMPTY}
          .notes=${new Set(thread?.conversation.pending.map((pending) => pending.client_id).filter((clientId) => tabOf(clientId) === 'note'))}
          .lang=${language}
          .now=${this.now}
          .customer=${customer}
          .spoken=${spoken}
          .me=${me}
        ></support-thread>
        <support-desk-composer
          .draft=${desk.drafts[id] ?? NO_DRAFT}
          .problem=${thread?.problem ?? null}
          .blocked=${blocked(mode, has, item?.claimed_by?.name ?? '', t)}
          .customer=${item?.customer?.name ?? thread?.brief?.customer?.record?.name ?? ''}
          .me=${me}
          .spoken=${spoken}
          .lang=${language}
          @draft=${(event: CustomEvent<Partial<Draft>>) => this.draft(id, event.detail)}
          @submit-text=${(event: CustomEvent<{ tab: Tab; text: string }>) => this.client.write(id, event.detail.tab, event.detail.text)}
          @dismiss-problem=${() => this.client.dispatch({ kind: 'problem', conversation: id, problem: null })}
        ></support-desk-composer>
      </section>
      <section class="pane right" tabindex="0" aria-labelledby="brief-title">
        <h2 id="brief-title">${t.brief}</h2>
        ${has === 'me' && mode === 'human'
          ? html`<button class="own" @click=${() => void this.arrange(id, customer)}>${t.arrange}</button>
            <support-suggestions
              .items=${thread?.brief?.suggestions ?? []}
              .spoken=${spoken}
              .lang=${language}
              ?busy=${desk.busy}
              @use-text=${(event: CustomEvent<string>) => void this.use(id, event.detail)}
              @deed=${(event: CustomEvent<Deed>) => void this.deed(event.detail)}
            ></support-suggestions>`
          : nothing}
        ${this.briefed ? html`<support-brief
          .brief=${thread?.brief ?? null}
          .lang=${language}
          .now=${this.now}
          .myRole=${has === 'me' && mode === 'human' ? (desk.session?.role ?? '') : ''}
          @exception=${(event: CustomEvent<Exception>) => void this.except(id, event.detail)}
          >${ownApprovals(desk, id, language, this.now)}</support-brief>` : nothing}
      </section>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'support-desk': DeskApp;
  }
}
