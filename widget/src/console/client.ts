/** The operator page's thin shell: reads the figures again and again while somebody looks, and does what is asked. */
import { ApiError, type StaffApi } from '../staff/api';
import { objectOf, parseApprovals, textOf } from '../staff/parse';
import { toldOf } from '../staff/approval';
import type { Lang, Session } from '../staff/wire';
import type { FoundOut } from './doubt';
import { parseDoubts, parseReport, parseShadow, type Doubt } from './found';
import { foundTexts } from './found-words';
import type { ConsoleTexts } from './i18n';
import { parseAudit, parseBudgets, parseLimits, parseSwitches } from './parse';
import type { WroteDown } from './shadow-case';
import { START, mayRead, reduce, type ConsoleEvent, type ConsoleState, type Since, type View } from './state';

const EVERY_MS = 10_000;
/** More pages than this are not read at once. */
const MOST_PAGES = 20;
/** Above every number that the trail will ever reach. */
const NEWEST = 999_999_999_999_999;

const pathOf = (doubt: Doubt, more = ''): string => `doubts/${encodeURIComponent(doubt.reservation)}${more}`;

export interface ConsoleClientOptions {
  readonly api: StaffApi;
  readonly onChange: (state: ConsoleState) => void;
  readonly texts: () => ConsoleTexts;
  readonly language: () => Lang;
}

export class ConsoleClient {
  #state: ConsoleState = START;
  #timer: ReturnType<typeof setTimeout> | undefined;
  #reading: Promise<void> | null = null;

  constructor(private readonly options: ConsoleClientOptions) {}

  get state(): ConsoleState {
    return this.#state;
  }

  dispatch(event: ConsoleEvent): void {
    this.#state = reduce(this.#state, event);
    this.options.onChange(this.#state);
    if ((event.kind === 'view' || event.kind === 'since') && this.#state.session) void this.#again();
  }

  signedIn(session: Session): void {
    this.dispatch({ kind: 'signed_in', session });
    void this.#round();
  }

  async signOut(): Promise<void> {
    await this.options.api.signOut().catch(() => undefined); // the page forgets the session in any case
    this.#end();
  }

  stop(): void {
    clearTimeout(this.#timer);
  }

  /** Reads everything now; calls at the same time share one reading. */
  refresh(): Promise<void> {
    this.#reading ??= this.#read().finally(() => {
      this.#reading = null;
    });
    return this.#reading;
  }

  /** Reads after whatever is being read now, which may be of another view or period. */
  async #again(): Promise<void> {
    await this.#reading;
    await this.refresh();
  }

  /** Turns a switch; true when the server did it. */
  async turn(scope: string, stopped: boolean, reason: string): Promise<boolean> {
    const t = this.options.texts();
    return this.#deed(() => this.options.api.post('switch', { scope, stopped, reason }), stopped ? t.wasStopped : t.wasResumed);
  }

  async decide(verdict: 'approve' | 'deny', approval: string, text: string): Promise<boolean> {
    const body = verdict === 'approve' ? { note: text } : { reason: text };
    const path = `approvals/${encodeURIComponent(approval)}/${verdict}`;
    return this.#deed(() => this.options.api.post(path, body), (answer) => toldOf(verdict, answer, this.options.language()));
  }

  /** The entries of the audit trail before one that is shown. */
  async readOlder(before: number): Promise<void> {
    try {
      await this.#readBefore(before);
    } catch (error) {
      this.#failed(error);
    }
  }

  /** Asks the provider once more about what is in doubt. */
  async askAgain(doubt: Doubt): Promise<boolean> {
    return this.#deed(() => this.options.api.post(pathOf(doubt, '/ask'), {}), (answer) => this.#stands(answer, 'asked'));
  }

  /** Ends a doubt with what a person found out. */
  async foundOut({ doubt, happened, reference, amount, reason }: FoundOut): Promise<boolean> {
    const body = happened ? { happened, reference, amount, reason } : { happened, reason };
    return this.#deed(() => this.options.api.post(pathOf(doubt), body), (answer) => this.#stands(answer, 'found'));
  }

  /** Keeps what a person did about a shadow case. */
  async wroteDown({ decision, did, amount, note }: WroteDown): Promise<boolean> {
    const body = { did, ...(amount ? { amount } : {}), ...(note ? { note } : {}) };
    const path = `shadow/${encodeURIComponent(decision)}`;
    return this.#deed(() => this.options.api.post(path, body), foundTexts[this.options.language()].wroteDown);
  }

  #stands(answer: unknown, words: 'asked' | 'found'): string {
    const state = textOf(objectOf(answer)['state']);
    return foundTexts[this.options.language()][words][state] ?? state;
  }

  async #deed(work: () => Promise<unknown>, sentence: string | ((answer: unknown) => string)): Promise<boolean> {
    if (this.#state.busy) return false;
    this.dispatch({ kind: 'busy', on: true });
    try {
      const answer = await work();
      const text = typeof sentence === 'string' ? sentence : sentence(answer);
      this.dispatch({ kind: 'notice', notice: { text, bad: false } });
      return true;
    } catch (error) {
      this.#failed(error);
      return false;
    } finally {
      this.dispatch({ kind: 'busy', on: false });
      await this.#reading;
      void this.refresh();
    }
  }

  #failed(error: unknown): void {
    if (!(error instanceof ApiError)) throw error;
    if (error.status === 401) return this.#end();
    const { problems } = this.options.texts();
    this.dispatch({ kind: 'notice', notice: { text: error.message || problems[error.code] || error.code, bad: true } });
  }

  #end(): void {
    this.stop();
    this.dispatch({ kind: 'signed_out' });
  }

  async #round(): Promise<void> {
    clearTimeout(this.#timer);
    if (!document.hidden) await this.refresh();
    if (this.#state.session) this.#timer = setTimeout(() => void this.#round(), EVERY_MS);
  }

  async #read(): Promise<void> {
    const { api } = this.options;
    try {
      const reads = mayRead(this.#state.session);
      const [limits, budgets, switches, approvals, doubts] = await Promise.all([
        api.get('limits'),
        api.get('budgets'),
        api.get('switch'),
        api.get('approvals'),
        reads ? api.get('doubts') : null,
      ]);
      if (!this.#state.session) return; // signed out meanwhile
      this.dispatch({
        kind: 'figures',
        limits: parseLimits(limits),
        budgets: parseBudgets(budgets),
        switches: parseSwitches(switches),
        approvals: parseApprovals(approvals),
        doubts: parseDoubts(doubts),
        at: new Date().toISOString(),
      });
      if (reads) await this.#readView(this.#state.view, this.#state.since);
    } catch (error) {
      if (error instanceof ApiError && error.status === 401) this.#end();
      else if (error instanceof ApiError) this.dispatch({ kind: 'stale' });
      else throw error;
    }
  }

  /** What only one view shows. An answer about another period than is shown by now is dropped. */
  async #readView(view: View, since: Since): Promise<void> {
    const { api } = this.options;
    if (view === 'audit') await this.#readAudit();
    if (view === 'shadow') {
      const shadow = parseShadow(await api.get(`shadow?since=${since}`));
      if (since === this.#state.since) this.dispatch({ kind: 'shadow', shadow });
    }
    if (view === 'report') {
      const report = parseReport(await api.get(`limits/report?since=${since}`));
      if (since === this.#state.since) this.dispatch({ kind: 'report', report });
    }
  }

  /** The newest entries at first, then only what is new: the log never changes a record. */
  async #readAudit(): Promise<void> {
    if (!this.#state.audit) return this.#readBefore(NEWEST);
    for (let page = 0; page < MOST_PAGES; page += 1) {
      const after = this.#state.audit?.items.at(-1)?.seq ?? 0;
      const audit = parseAudit(await this.options.api.get(`audit?after=${after}`));
      this.dispatch({ kind: 'audit', audit });
      if (!audit.items.some((record) => record.seq > after)) return;
    }
  }

  async #readBefore(before: number): Promise<void> {
    this.dispatch({ kind: 'audit', audit: parseAudit(await this.options.api.get(`audit?before=${before}`)) });
  }
}
