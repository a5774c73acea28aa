/** The words of the brief and of the customer's picture; loaded with them. */
import type { Lang } from '../staff/wire';

/** Words for codes that the server may extend: an unknown code is shown as it is. */
type Codes = Readonly<Record<string, string>>;

export interface BriefTexts {
  readonly want: string;
  readonly feel: string;
  readonly words: string;
  readonly noWords: string;
  readonly promised: string;
  readonly nothingPromised: string;
  readonly tried: string;
  readonly nothingTried: string;
  readonly possible: string;
  readonly nothingPossible: string;
  readonly moods: Codes;
  readonly outcomes: Codes;
  readonly statuses: Codes;
  readonly picture: string;
  readonly noPicture: string;
  readonly gestures: string;
  readonly earlier: string;
  readonly withPerson: string;
  readonly solvedBy: Codes;
  readonly openPromises: string;
  readonly moodOff: string;
  readonly refundGesture: string;
  readonly voucherGesture: string;
  readonly refunded: (amount: string) => string;
  readonly none: string;
  readonly goodUntil: (day: string) => string;
  readonly records: Codes;
  readonly except: string;
  readonly exceptOthers: (roles: string) => string;
  readonly exceptNobody: string;
  readonly noBrief: string;
}

const en: BriefTexts = {
  except: 'Make an exception',
  exceptOthers: (roles) => `An exception is above your own limit. Who can: ${roles}.`,
  exceptNobody: 'An exception to this is above everybody\'s limit.',
  noBrief: 'The brief comes when a conversation is open.',
  want: 'What do they want?',
  feel: 'How do they feel?',
  words: 'In their words',
  noWords: 'No words stand out.',
  promised: 'What was promised or given?',
  nothingPromised: 'Nothing yet.',
  tried: 'What was tried?',
  nothingTried: 'Nothing yet.',
  possible: 'What do the limits still allow?',
  nothingPossible: 'Nothing without a decision by a person.',
  moods: {
    neutral: 'Neutral', satisfied: 'Satisfied', frustrated: 'Frustrated', angry: 'Angry', sad: 'Sad', anxious: 'Worried',
  },
  outcomes: { allow: 'at once', ask: 'after a yes', approve: 'with approval', refuse: 'not possible', handover: 'by a person', silent: 'not offered' },
  statuses: { done: 'done', waiting: 'waits for approval', refused: 'refused', checking: 'being checked' },
  picture: 'Customer',
  noPicture: 'Not known who this is: a guest who proved nothing yet.',
  gestures: 'Given before',
  earlier: 'Conversations before',
  withPerson: 'with a person',
  solvedBy: { bot: 'solved by the assistant', person: 'solved by a person', nobody: 'not solved' },
  openPromises: 'Still open',
  moodOff: 'Moods are not read in this conversation.',
  refundGesture: 'Refund',
  voucherGesture: 'Voucher',
  refunded: (amount) => `${amount} refunded`,
  none: 'none',
  goodUntil: (day) => `good until ${day}`,
  records: {
    processing: 'being packed', shipped: 'on its way', delivered: 'delivered', lost: 'lost', cancelled: 'cancelled',
    confirmed: 'confirmed', cancelled_by_carrier: 'cancelled by the carrier', travelled: 'travelled',
  },
};

const nl: BriefTexts = {
  except: 'Uitzondering maken',
  exceptOthers: (roles) => `Een uitzondering gaat boven jouw eigen grens. Wie wel kan: ${roles}.`,
  exceptNobody: 'Een uitzondering hierop gaat boven ieders grens.',
  noBrief: 'De samenvatting komt als er een gesprek open is.',
  want: 'Wat wil de klant?',
  feel: 'Hoe voelt de klant zich?',
  words: 'In eigen woorden',
  noWords: 'Er vallen geen woorden op.',
  promised: 'Wat is beloofd of gegeven?',
  nothingPromised: 'Nog niets.',
  tried: 'Wat is er geprobeerd?',
  nothingTried: 'Nog niets.',
  possible: 'Wat mag er nog binnen de limieten?',
  nothingPossible: 'Niets zonder beslissing van een mens.',
  moods: {
    neutral: 'Neutraal', satisfied: 'Tevreden', frustrated: 'Gefrustreerd', angry: 'Boos', sad: 'Verdrietig', anxious: 'Bezorgd',
  },
  outcomes: { allow: 'meteen', ask: 'na een ja', approve: 'met goedkeuring', refuse: 'niet mogelijk', handover: 'door een mens', silent: 'niet aangeboden' },
  statuses: { done: 'gedaan', waiting: 'wacht op goedkeuring', refused: 'afgewezen', checking: 'wordt nagekeken' },
  picture: 'Klant',
  noPicture: 'Niet bekend wie dit is: een gast die nog niets heeft aangetoond.',
  gestures: 'Eerder gegeven',
  earlier: 'Eerdere gesprekken',
  withPerson: 'met een mens',
  solvedBy: { bot: 'opgelost door de assistent', person: 'opgelost door een mens', nobody: 'niet opgelost' },
  openPromises: 'Staat nog open',
  moodOff: 'In dit gesprek wordt niet op stemming gelet.',
  refundGesture: 'Terugbetaling',
  voucherGesture: 'Tegoedbon',
  refunded: (amount) => `${amount} terugbetaald`,
  none: 'geen',
  goodUntil: (day) => `geldig tot ${day}`,
  records: {
    processing: 'wordt ingepakt', shipped: 'onderweg', delivered: 'bezorgd', lost: 'zoek', cancelled: 'geannuleerd',
    confirmed: 'bevestigd', cancelled_by_carrier: 'geannuleerd door de vervoerder', travelled: 'gereisd',
  },
};

export const briefTexts: Readonly<Record<Lang, BriefTexts>> = { en, nl };
