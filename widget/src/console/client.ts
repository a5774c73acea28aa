/** The operator page's thin shell: reads the figures again and again while somebody looks, and does what is asked. */
import { ApiError, type StaffApi } from '../staff/api';
import { parseApprovals } from '../staff/parse';
import { toldOf } from '../staff/approval';
import type { Lang, Session } from '../staff/wire';
import type { ConsoleTexts } from './i18n';
import { parseAudit, parseBudgets, parseLimits, parseSwitches } from './parse';
import { START, mayRead, reduce, type ConsoleEvent, type ConsoleState } from './state';

const EVERY_MS = 10_000;
/** More pages than this are not read at once; the log says how to get the whole of it. */
const MOST_PAGES = 100;

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
    if (event.kind === 'view' && this.#state.session) void this.refresh();
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
      const [limits, budgets, switches, approvals] = await Promise.all([
        api.get('limits'),
        api.get('budgets'),
        api.get('switch'),
        api.get('approvals'),
      ]);
      if (!this.#state.session) return; // signed out meanwhile
      this.dispatch({
        kind: 'figures',
        limits: parseLimits(limits),
        budgets: parseBudgets(budgets),
        switches: parseSwitches(switches),
        approvals: parseApprovals(approvals),
        at: new Date().toISOString(),
      });
      if (this.#state.view === 'audit' && mayRead(this.#state.session)) await this.#readAudit();
    } catch (error) {
      if (error instanceof ApiError && error.status === 401) this.#end();
      else if (error instanceof ApiError) this.dispatch({ kind: 'stale' });
      else throw error;
    }
  }

  /** Only what is new: the log never changes a record. */
  async #readAudit(): Promise<void> {
    for (let page = 0; page < MOST_PAGES; page += 1) {
      const after = this.#state.audit?.items.at(-1)?.seq ?? 0;
      const audit = parseAudit(await this.options.api.get(`audit?after=${after}`));
      this.dispatch({ kind: 'audit', audit });
      if (!audit.items.some((record) => record.seq > after)) return;
    }
  }
}
