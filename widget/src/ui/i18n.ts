/** Every sentence the widget says, in each language, and how numbers, times and amounts are written there. */
import { inLanguage, type LocalText, type Money } from '../shared/protocol';

export type Language = 'en' | 'nl';
export const LANGUAGES: readonly Language[] = ['en', 'nl'];

/** One sentence; or a sentence for one and for more, picked by the number given as `count`. */
export type Sentence = string | { readonly one: string; readonly other: string };
export type Sentences<Key extends string = string> = Readonly<Record<Key, Sentence>>;

const en = {
  title: 'Help',
  open_chat: 'Open chat',
  close_chat: 'Close chat',
  unread: { one: '{count} unread message', other: '{count} unread messages' },
  conversation: 'Conversation',
  you: 'You',
  assistant: 'Assistant (automated)',
  assistant_short: 'Assistant',
  agent: '{name}, support agent',
  system: 'Notice',
  subtitle_bot: 'Automated assistant',
  subtitle_waiting: 'Waiting for a colleague',
  subtitle_human: 'You are talking with {name}',
  subtitle_closed: 'This conversation is closed',
  a_colleague: 'a colleague',
  disclosure: 'You are talking with an automated assistant, not a person. You can ask for a person at any time with “Talk to a person”.',
  disclosure_label: 'Good to know',
  disclosure_more: 'What is stored and why',
  message_label: 'Your message',
  message_hint: 'Write a message…',
  message_hint_closed: 'This conversation is closed',
  send: 'Send',
  characters_left: { one: '{count} character left', other: '{count} characters left' },
  characters_over: { one: '{count} character too many', other: '{count} characters too many' },
  too_long: 'A message can have {max} characters at most. Please shorten it or send it in parts.',
  talk_to_person: 'Talk to a person',
  asking_person: 'Asking for a person…',
  back_to_assistant: 'Back to the assistant',
  answers_label: 'Suggested answers',
  offered: 'You could choose: {options}',
  why: 'Why this answer?',
  why_article: 'From our help page',
  why_limits: 'What I may decide',
  why_flow: 'What I was doing',
  answering_bot: 'The assistant is answering',
  answering_human: '{name} is typing',
  takes_longer: 'This takes a little longer than usual. I am still on it.',
  takes_too_long: 'This is taking too long. You can wait, or talk to a person.',
  jump_new: { one: '{count} new message', other: '{count} new messages' },
  jump_latest: 'To the latest message',
  mode_bot: 'You are talking with the automated assistant again',
  mode_waiting: 'A colleague has been asked to join',
  mode_human: 'You are now talking with {name}',
  mode_closed: 'The conversation was closed',
  queue_next: 'You are next in line.',
  queue_position: 'There are {ahead} people before you.',
  queue_position_one: 'There is one person before you.',
  queue_wait: 'Expected wait: about {minutes}.',
  queue_wait_short: 'Expected wait: less than a minute.',
  queue_leave: 'You may leave: the answer is kept here for you.',
  queue_title: 'A colleague will be with you',
  minutes: { one: '{count} minute', other: '{count} minutes' },
  status_done: 'Done',
  status_waiting: 'Waiting for approval',
  status_refused: 'Not possible',
  status_checking: 'Being checked',
  status_updated: 'See the update below',
  receipt: 'Receipt',
  receipt_refund_order: 'Refund',
  receipt_rebook_trip: 'Trip changed',
  receipt_rebook_trip_open: 'Change of trip',
  receipt_goodwill: 'Voucher',
  receipt_other: 'Decision',
  receipt_amount: 'Amount',
  receipt_to: 'Goes to',
  receipt_expected: 'When',
  receipt_reference: 'Reference',
  receipt_why: 'Why',
  copy: 'Copy',
  copied: 'Copied',
  sending: 'Sending…',
  sent: 'Sent',
  not_sent_yet: 'Will be sent as soon as there is a connection',
  not_sent: 'Not sent',
  retry: 'Try again',
  discard: 'Remove',
  rate_limited: 'You are quick! This message is sent in a moment.',
  refused_default: 'The message could not be sent.',
  offline: 'No connection. What you write is kept and sent as soon as it is back.',
  connecting: 'Connecting…',
  back_online: 'Connected again',
  refused_connection: 'The chat cannot be reached at the moment. Please try again later.',
  identity_expired: 'You were signed out. Sign in again to talk about your orders.',
  menu: 'Menu',
  menu_language: 'Language',
  menu_mood: 'Notice how I feel',
  menu_mood_hint: 'The assistant reads the mood of your text to know when a person is needed. It never looks at anything else.',
  menu_download: 'Save this conversation',
  menu_close: 'End the conversation',
  menu_forget: 'Erase my data',
  on: 'on',
  off: 'off',
  forget_title: 'Erase your data?',
  forget_text: 'This conversation is erased, here and at our side. What was refunded or changed stays as it is. This cannot be undone.',
  forget_yes: 'Erase',
  close_title: 'End this conversation?',
  close_text: 'You can still read it until you leave. You can start a new one at any time.',
  close_yes: 'End conversation',
  cancel: 'Cancel',
  failed_action: 'That did not work. Please try again.',
  forgotten_title: 'Your data has been erased',
  forgotten_text: 'Nothing of this conversation is kept in this browser.',
  start_new: 'Start a new conversation',
  feedback_title: 'How did this feel?',
  feedback_1: 'Bad',
  feedback_2: 'So-so',
  feedback_3: 'Good',
  feedback_thanks: 'Thank you. That helps us.',
  transcript_title: 'Conversation of {date}',
  today: 'Today',
  yesterday: 'Yesterday',
} satisfies Sentences;

export type ChatKey = keyof typeof en;

const nl: Sentences<ChatKey> = {
  title: 'Hulp',
  open_chat: 'Chat openen',
  close_chat: 'Chat sluiten',
  unread: { one: '{count} ongelezen bericht', other: '{count} ongelezen berichten' },
  conversation: 'Gesprek',
  you: 'Jij',
  assistant: 'Assistent (automatisch)',
  assistant_short: 'Assistent',
  agent: '{name}, medewerker',
  system: 'Melding',
  subtitle_bot: 'Automatische assistent',
  subtitle_waiting: 'Wachten op een collega',
  subtitle_human: 'Je praat met {name}',
  subtitle_closed: 'Dit gesprek is gesloten',
  a_colleague: 'een collega',
  disclosure: 'Je praat met een automatische assistent, niet met een mens. Met “Praat met een mens” kun je altijd om een collega vragen.',
  disclosure_label: 'Goed om te weten',
  disclosure_more: 'Wat we bewaren en waarom',
  message_label: 'Je bericht',
  message_hint: 'Schrijf een bericht…',
  message_hint_closed: 'Dit gesprek is gesloten',
  send: 'Versturen',
  characters_left: { one: 'Nog {count} teken', other: 'Nog {count} tekens' },
  characters_over: { one: '{count} teken te veel', other: '{count} tekens te veel' },
  too_long: 'Een bericht kan hoogstens {max} tekens hebben. Maak het korter of stuur het in delen.',
  talk_to_person: 'Praat met een mens',
  asking_person: 'Er wordt iemand gevraagd…',
  back_to_assistant: 'Terug naar de assistent',
  answers_label: 'Mogelijke antwoorden',
  offered: 'Je kon kiezen: {options}',
  why: 'Waarom dit antwoord?',
  why_article: 'Uit onze hulppagina',
  why_limits: 'Wat ik mag beslissen',
  why_flow: 'Waar ik mee bezig was',
  answering_bot: 'De assistent is aan het antwoorden',
  answering_human: '{name} is aan het typen',
  takes_longer: 'Dit duurt iets langer dan normaal. Ik ben er nog mee bezig.',
  takes_too_long: 'Dit duurt te lang. Je kunt wachten, of met een mens praten.',
  jump_new: { one: '{count} nieuw bericht', other: '{count} nieuwe berichten' },
  jump_latest: 'Naar het laatste bericht',
  mode_bot: 'Je praat weer met de automatische assistent',
  mode_waiting: 'Er is een collega bij gevraagd',
  mode_human: 'Je praat nu met {name}',
  mode_closed: 'Het gesprek is gesloten',
  queue_next: 'Je bent als eerste aan de beurt.',
  queue_position: 'Er zijn {ahead} wachtenden voor je.',
  queue_position_one: 'Er is één wachtende voor je.',
  queue_wait: 'Verwachte wachttijd: ongeveer {minutes}.',
  queue_wait_short: 'Verwachte wachttijd: minder dan een minuut.',
  queue_leave: 'Je kunt gerust weggaan: het antwoord blijft hier voor je staan.',
  queue_title: 'Een collega komt bij je',
  minutes: { one: '{count} minuut', other: '{count} minuten' },
  status_done: 'Gedaan',
  status_waiting: 'Wacht op goedkeuring',
  status_refused: 'Niet mogelijk',
  status_checking: 'Wordt nagekeken',
  status_updated: 'Zie het vervolg hieronder',
  receipt: 'Bewijs',
  receipt_refund_order: 'Terugbetaling',
  receipt_rebook_trip: 'Reis gewijzigd',
  receipt_rebook_trip_open: 'Wijziging van je reis',
  receipt_goodwill: 'Tegoedbon',
  receipt_other: 'Beslissing',
  receipt_amount: 'Bedrag',
  receipt_to: 'Gaat naar',
  receipt_expected: 'Wanneer',
  receipt_reference: 'Kenmerk',
  receipt_why: 'Waarom',
  copy: 'Kopiëren',
  copied: 'Gekopieerd',
  sending: 'Wordt verstuurd…',
  sent: 'Verstuurd',
  not_sent_yet: 'Wordt verstuurd zodra er verbinding is',
  not_sent: 'Niet verstuurd',
  retry: 'Opnieuw proberen',
  discard: 'Weghalen',
  rate_limited: 'Je bent snel! Dit bericht wordt zo verstuurd.',
  refused_default: 'Het bericht kon niet worden verstuurd.',
  offline: 'Geen verbinding. Wat je schrijft wordt bewaard en verstuurd zodra die terug is.',
  connecting: 'Verbinden…',
  back_online: 'Weer verbonden',
  refused_connection: 'De chat is op dit moment niet bereikbaar. Probeer het later nog eens.',
  identity_expired: 'Je bent uitgelogd. Log opnieuw in om over je bestellingen te praten.',
  menu: 'Menu',
  menu_language: 'Taal',
  menu_mood: 'Let op hoe ik me voel',
  menu_mood_hint: 'De assistent leest de stemming van je tekst, om te merken wanneer er een mens nodig is. Naar iets anders wordt niet gekeken.',
  menu_download: 'Dit gesprek bewaren',
  menu_close: 'Gesprek beëindigen',
  menu_forget: 'Mijn gegevens wissen',
  on: 'aan',
  off: 'uit',
  forget_title: 'Je gegevens wissen?',
  forget_text: 'Dit gesprek wordt gewist, hier en bij ons. Wat is terugbetaald of gewijzigd blijft zoals het is. Dit kan niet ongedaan worden gemaakt.',
  forget_yes: 'Wissen',
  close_title: 'Dit gesprek beëindigen?',
  close_text: 'Je kunt het nog lezen tot je weggaat. Een nieuw gesprek beginnen kan altijd.',
  close_yes: 'Gesprek beëindigen',
  cancel: 'Annuleren',
  failed_action: 'Dat is niet gelukt. Probeer het nog eens.',
  forgotten_title: 'Je gegevens zijn gewist',
  forgotten_text: 'In deze browser is niets van het gesprek bewaard.',
  start_new: 'Nieuw gesprek beginnen',
  feedback_title: 'Hoe voelde dit?',
  feedback_1: 'Slecht',
  feedback_2: 'Gaat wel',
  feedback_3: 'Goed',
  feedback_thanks: 'Dank je. Daar hebben we iets aan.',
  transcript_title: 'Gesprek van {date}',
  today: 'Vandaag',
  yesterday: 'Gisteren',
};

export const CHAT: Readonly<Record<Language, Sentences<ChatKey>>> = { en, nl };

/** The language we have that is nearest to a wish such as `nl-BE`; English when there is none. */
export function languageOf(wish: string | null | undefined): Language {
  const short = (wish ?? '').toLowerCase().slice(0, 2);
  return LANGUAGES.find((language) => language === short) ?? 'en';
}

/** The sentences of one table in one language, filled in; and amounts and times as they are written there. */
export class Words<Key extends string = ChatKey> {
  readonly #plural: Intl.PluralRules;
  readonly #locale: string;

  constructor(private readonly table: Readonly<Record<Language, Sentences<Key>>>, readonly language: Language) {
    this.#locale = language === 'nl' ? 'nl-NL' : 'en-GB';
    this.#plural = new Intl.PluralRules(this.#locale);
  }

  /** The sentence `key`, with `{name}` places filled from `values`. */
  say(key: Key, values: Readonly<Record<string, string | number>> = {}): string {
    const sentence = this.table[this.language][key];
    const text = typeof sentence === 'string' ? sentence : this.#form(sentence, Number(values['count'] ?? 0));
    return text.replace(/\{(\w+)\}/g, (whole, name: string) => String(values[name] ?? whole));
  }

  /** A text of the server in this language. */
  local(text: LocalText): string {
    return inLanguage(text, this.language);
  }

  money({ minor, currency }: Money): string {
    const format = new Intl.NumberFormat(this.#locale, { style: 'currency', currency });
    return format.format(minor / 10 ** (format.resolvedOptions().maximumFractionDigits ?? 2));
  }

  time(at: string): string {
    return new Intl.DateTimeFormat(this.#locale, { hour: '2-digit', minute: '2-digit' }).format(new Date(at));
  }

  date(at: string): string {
    return new Intl.DateTimeFormat(this.#locale, { day: 'numeric', month: 'long', year: 'numeric' }).format(new Date(at));
  }

  dateTime(at: string): string {
    return new Intl.DateTimeFormat(this.#locale, { dateStyle: 'medium', timeStyle: 'short' }).format(new Date(at));
  }

  number(value: number): string {
    return new Intl.NumberFormat(this.#locale).format(value);
  }

  #form(sentence: { readonly one: string; readonly other: string }, count: number): string {
    return this.#plural.select(count) === 'one' ? sentence.one : sentence.other;
  }
}

export function chatWords(language: Language): Words {
  return new Words(CHAT, language);
}
