/** Keeps drafts over a reload and a lost session; in sessionStorage, so they end with the tab on a shared computer. */
import { NO_DRAFT, type Draft } from './state';

const KEY = 'samenspel.desk.drafts';

type Drafts = Readonly<Record<string, Draft>>;

export function loadDrafts(): Drafts {
  try {
    return readDrafts(JSON.parse(sessionStorage.getItem(KEY) ?? '{}'));
  } catch {
    return {};
  }
}

export function saveDrafts(drafts: Drafts): void {
  try {
    if (Object.keys(drafts).length) sessionStorage.setItem(KEY, JSON.stringify(drafts));
    else sessionStorage.removeItem(KEY);
  } catch {
    // Storage is off or full: the drafts last as long as the page.
  }
}

/** What was stored, without anything that is not a draft. */
export function readDrafts(stored: unknown): Drafts {
  if (typeof stored !== 'object' || stored === null || Array.isArray(stored)) return {};
  const drafts: Record<string, Draft> = {};
  for (const [conversation, value] of Object.entries(stored as Record<string, Partial<Draft> | null>)) {
    if (typeof value?.reply !== 'string' || typeof value.note !== 'string') continue;
    drafts[conversation] = { ...NO_DRAFT, reply: value.reply, note: value.note, tab: value.tab === 'note' ? 'note' : 'reply' };
  }
  return drafts;
}
