/** The operator page's own words. */
import type { Lang } from '../staff/wire';
import { en } from './words.en';
import { nl } from './words.nl';
import type { Column, View } from './state';

type Words<K extends string> = Readonly<Record<K, string>>;
type Codes = Readonly<Record<string, string>>;

export interface ConsoleTexts {
  readonly title: string;
  readonly views: Words<View>;
  readonly insights: string;
  readonly loading: string;
  readonly stale: (time: string) => string;
  readonly retry: string;
  readonly readAt: (time: string) => string;
  readonly stopTitle: string;
  readonly running: string;
  readonly stoppedAll: string;
  readonly stopAll: string;
  readonly resumeAll: string;
  readonly stop: string;
  readonly resume: string;
  readonly stopNamed: (what: string) => string;
  readonly resumeNamed: (what: string) => string;
  readonly stateRunning: string;
  readonly stateStopped: string;
  readonly stateShadow: string;
  readonly stateOff: string;
  readonly stagePercent: (share: string) => string;
  readonly stageShadow: string;
  readonly stageOff: string;
  readonly withAll: string;
  readonly stoppedBy: (name: string, time: string) => string;
  /** What holds while an action is stopped; an action without a sentence of its own gets `stoppedOther`. */
  readonly stoppedAction: Codes;
  readonly stoppedOther: (title: string) => string;
  readonly askStopAll: string;
  readonly askStop: (what: string) => string;
  readonly askStopBody: string;
  readonly askResumeAll: string;
  readonly askResume: (what: string) => string;
  readonly askResumeBody: string;
  readonly stopReasonMissing: string;
  readonly wasStopped: string;
  readonly wasResumed: string;
  readonly dismiss: string;
  readonly budgets: string;
  readonly budgetsCaption: string;
  readonly noBudgets: string;
  readonly budget: string;
  readonly use: string;
  readonly posted: string;
  readonly pending: string;
  readonly cap: string;
  readonly times: string;
  readonly resets: string;
  readonly noCap: string;
  readonly timesOf: (count: number, most: number | null) => string;
  readonly used: (hundredths: string) => string;
  readonly usedAndWaiting: (hundredths: string) => string;
  readonly full: string;
  readonly highest: string;
  readonly windows: Codes;
  readonly rolling: (length: string) => string;
  readonly units: Codes;
  readonly pendingHint: string;
  readonly limitsTitle: string;
  readonly limitsLead: string;
  readonly version: string;
  readonly limitsName: string;
  readonly newerRefused: string;
  readonly fingerprint: string;
  readonly applied: string;
  readonly author: string;
  readonly changeReason: string;
  readonly outcomes: Codes;
  readonly lines: string;
  readonly audit: string;
  readonly auditCaption: string;
  readonly columns: Words<Column>;
  readonly sortBy: (column: string) => string;
  readonly auditForbidden: string;
  readonly operatorsOnly: string;
  readonly everyKind: string;
  readonly filter: string;
  readonly filterHint: string;
  readonly found: (count: number, all: number) => string;
  readonly nothingFound: string;
  readonly more: (count: number) => string;
  readonly older: (oldest: number) => string;
  readonly notRead: (oldest: number) => string;
  readonly save: string;
  readonly chainOk: (entry: number) => string;
  readonly chainBroken: (entry: number) => string;
  readonly kinds: Codes;
  readonly problems: Codes;
}

export const consoleTexts: Readonly<Record<Lang, ConsoleTexts>> = { en, nl };

/** "calendar_day" and "rolling 30d" in words. */
export function windowWords(window: string, t: ConsoleTexts): string {
  const known = t.windows[window];
  if (known) return known;
  const rolling = /^rolling[ _](\d+)([a-z])$/.exec(window);
  return rolling ? t.rolling(`${rolling[1]} ${t.units[rolling[2] ?? ''] ?? rolling[2]}`) : window.replaceAll('_', ' ');
}
