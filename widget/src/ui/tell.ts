/** Entries put into words: who wrote it, what a screen reader is told. */
import type { Author, Entry, ModeEntry, Place, ReceiptEntry } from '../shared/protocol';
import type { ChatKey, Words } from './i18n';

/** The author as every row shows it. */
export function authorLabel(author: Author, words: Words): string {
  switch (author.kind) {
    case 'customer':
      return words.say('you');
    case 'bot':
      return words.say('assistant');
    case 'human_agent':
      return author.name ? words.say('agent', { name: author.name }) : capital(words.say('a_colleague'));
    case 'system':
      return words.say('system');
  }
}

/** The person in the conversation now or last: from the change of mode, or from who wrote. */
export function agentName(entries: readonly Entry[], words: Words): string {
  for (let at = entries.length - 1; at >= 0; at -= 1) {
    const entry = entries[at];
    if (entry?.type === 'mode' && entry.mode === 'human' && entry.agent) return entry.agent;
    if (entry?.author.kind === 'human_agent' && entry.author.name) return entry.author.name;
  }
  return words.say('a_colleague');
}

/** "You are now talking with Maria". */
export function modeSentence(entry: ModeEntry, words: Words): string {
  const key: ChatKey = `mode_${entry.mode}`;
  return words.say(key, { name: entry.agent ?? words.say('a_colleague') });
}

/** What a decision was about; a change that is not done is not called "changed". */
export function receiptTitle({ action, status }: ReceiptEntry, words: Words): string {
  const title = `receipt_${action}`;
  return words.first(status === 'done' ? title : `${title}_open`, title, 'receipt_other');
}

export function receiptStatus(entry: ReceiptEntry, words: Words): string {
  const key: ChatKey = `status_${entry.status}`;
  return words.say(key);
}

/** Place in the queue and expected wait, as sentences; outside the hours of the desk there is no wait to tell. */
export function queueSentences(entry: Partial<Place>, words: Words): readonly string[] {
  const said: string[] = [];
  if (entry.position === 1) said.push(words.say('queue_next'));
  else if (entry.position === 2) said.push(words.say('queue_position_one'));
  else if (entry.position !== undefined && entry.position > 2) said.push(words.say('queue_position', { ahead: entry.position - 1 }));
  if (entry.expected_wait_s === undefined) {
    if (entry.position && !entry.back_at) said.push(words.say('queue_wait_unknown'));
  } else {
    const minutes = Math.round(entry.expected_wait_s / 60);
    said.push(minutes < 1 ? words.say('queue_wait_short') : words.say('queue_wait', { minutes: words.say('minutes', { count: minutes }) }));
  }
  said.push(words.say('queue_leave'));
  return said;
}

/** One sentence for the live region; nothing for what needs no telling. */
export function spoken(entry: Entry, words: Words): string | undefined {
  switch (entry.type) {
    case 'message':
      return `${authorLabel(entry.author, words)}: ${entry.text}`;
    case 'disclosure':
      return entry.text;
    case 'mode':
      return entry.mode === 'waiting'
        ? [`${modeSentence(entry, words)}.`, ...queueSentences(entry, words)].join(' ')
        : modeSentence(entry, words);
    case 'receipt':
      return `${receiptLines(entry, words).join(', ')}. ${words.local(entry.explanation)}`;
    default:
      return undefined;
  }
}

function receiptLines(entry: ReceiptEntry, words: Words): readonly string[] {
  return [
    `${receiptTitle(entry, words)}: ${receiptStatus(entry, words)}`,
    ...(entry.amount ? [words.money(entry.amount)] : []),
    ...(entry.to ? [words.local(entry.to)] : []),
    ...(entry.expected ? [words.local(entry.expected)] : []),
    ...(entry.reference ? [`${words.say('receipt_reference')} ${entry.reference}`] : []),
  ];
}

export function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
