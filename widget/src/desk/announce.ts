/** Says what happened to people who listen: one polite sentence, at most once per five seconds. */
import type { DeskTexts } from './i18n';
import { meantForMe, unable, type DeskState } from './state';

/** What is worth saying about the step from one state to the next. */
export interface News {
  readonly passed: number;
  readonly waiting: number;
  readonly approvals: number;
  readonly messages: number;
}

const NOTHING: News = { passed: 0, waiting: 0, approvals: 0, messages: 0 };

/** New people who wait, new approvals, and new words of the customer in the open conversation. */
export function newsBetween(before: DeskState, after: DeskState): News {
  if (before === after || !before.loaded) return NOTHING;
  const known = new Set(before.queue.filter((item) => item.mode === 'waiting').map((item) => item.conversation));
  const decisions = new Set(before.approvals.map((approval) => approval.id));
  const given = new Set(before.queue.filter((item) => meantForMe(before, item)).map((item) => item.conversation));
  const takesMore = unable(after, undefined) === null;
  return {
    passed: after.queue.filter((item) => meantForMe(after, item) && !given.has(item.conversation)).length,
    waiting: after.queue.filter((item) => item.mode === 'waiting' && (takesMore || item.urgent) && !meantForMe(after, item) && !known.has(item.conversation)).length,
    approvals: after.approvals.filter((approval) => !decisions.has(approval.id)).length,
    messages: newMessages(before, after),
  };
}

function newMessages(before: DeskState, after: DeskState): number {
  const id = after.selected;
  if (!id || before.selected !== id) return 0;
  const old = before.threads[id]?.conversation;
  if (!old?.id || !old.offset) return 0;
  const fresh = after.threads[id]?.conversation.entries ?? [];
  return fresh.filter((entry) => entry.offset > old.offset && entry.type === 'message' && entry.author.kind === 'customer').length;
}

const add = (a: News, b: News): News => ({
  passed: a.passed + b.passed,
  waiting: a.waiting + b.waiting,
  approvals: a.approvals + b.approvals,
  messages: a.messages + b.messages,
});

const isNews = (news: News): boolean => news.passed + news.waiting + news.approvals + news.messages > 0;

export const PAUSE_MS = 5000;

export interface Timers {
  readonly now: () => number;
  readonly later: (work: () => void, milliseconds: number) => number;
  readonly cancel: (timer: number) => void;
}

/** Collects news and hands on one sentence when the pause is over. */
export class Ticker {
  private gathered = NOTHING;
  private spokenAt = -Infinity;
  private timer: number | null = null;

  constructor(
    private readonly say: (sentence: string) => void,
    private readonly texts: () => DeskTexts,
    private readonly timers: Timers,
  ) {}

  add(news: News): void {
    if (!isNews(news)) return;
    this.gathered = add(this.gathered, news);
    if (this.timer !== null) return;
    const wait = Math.max(0, this.spokenAt + PAUSE_MS - this.timers.now());
    if (wait === 0) this.speak();
    else this.timer = this.timers.later(() => this.speak(), wait);
  }

  stop(): void {
    if (this.timer !== null) this.timers.cancel(this.timer);
    this.timer = null;
    this.gathered = NOTHING;
  }

  private speak(): void {
    const { passed, waiting, approvals, messages } = this.gathered;
    const t = this.texts().news;
    this.timer = null;
    this.gathered = NOTHING;
    this.spokenAt = this.timers.now();
    this.say([passed && t.passed(passed), messages && t.messages(messages), waiting && t.waiting(waiting), approvals && t.approvals(approvals)].filter(Boolean).join(' '));
  }
}

/** The title of the tab, with how many customers wait for anybody. */
export const pageTitle = (desk: DeskState, t: DeskTexts): string => {
  const waiting = desk.counts.unassigned;
  const name = `${t.title} · Samenspel`;
  return desk.session && waiting ? `(${waiting}) ${name}` : name;
};
