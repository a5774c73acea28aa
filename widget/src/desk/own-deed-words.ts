/** The words of doing something by oneself; loaded with its form. */
import type { Lang } from '../staff/wire';

export interface OwnDeedTexts {
  readonly title: (customer: string) => string;
  readonly lead: string;
  readonly what: string;
  readonly upTo: (amount: string) => string;
  readonly about: string;
  readonly orders: string;
  readonly bookings: string;
  readonly items: string;
  readonly pick: string;
  readonly yes: string;
  readonly missing: string;
  readonly missingItems: string;
  readonly badAmount: string;
  readonly oneALine: (title: string) => string;
  readonly look: string;
  readonly loading: string;
  readonly nothing: string;
  readonly now: string;
  readonly waits: string;
  readonly refused: string;
  readonly nothingYet: string;
  readonly doIt: (amount: string) => string;
  readonly ask: (amount: string) => string;
  readonly record: string;
  readonly tryAgain: string;
  readonly told: Readonly<Record<'settled' | 'waits' | 'checking' | 'released', string>>;
  readonly toldRefused: (why: string) => string;
  readonly others: (roles: string) => string;
  readonly unreached: string;
  readonly values: Readonly<Record<string, string>>;
}

const en: OwnDeedTexts = {
  title: (customer) => `Arrange something for ${customer}`,
  lead: 'You see first what it comes to. Nothing happens before you say so.',
  what: 'What do you want to do?',
  upTo: (amount) => `you yourself up to ${amount}`,
  about: 'What is it about?',
  orders: 'Orders',
  bookings: 'Trips',
  items: 'Which items?',
  pick: 'Choose…',
  yes: 'Yes',
  missing: 'Fill this in.',
  missingItems: 'Choose at least one item.',
  badAmount: 'Write an amount such as 12.50.',
  oneALine: (title) => `${title} (one on each line)`,
  look: 'See what it comes to',
  loading: 'Looking it up…',
  nothing: 'There is nothing here that your role can do by itself.',
  now: 'You can do this now',
  waits: 'A second person has to agree',
  refused: 'The limits say no',
  nothingYet: 'Nothing has happened yet.',
  doIt: (amount) => (amount ? `Do it: ${amount}` : 'Do it'),
  ask: (amount) => (amount ? `Ask a colleague: ${amount}` : 'Ask a colleague'),
  record: 'Record it and look for an exception',
  tryAgain: 'Try again',
  told: {
    settled: 'Done. The customer has the receipt in the chat.',
    waits: 'It waits for a second person. The customer has been told.',
    checking: 'Sent, but not confirmed yet. The customer is told as soon as it is sure.',
    released: 'The provider refused it. Nothing was paid or changed.',
  },
  toldRefused: (why) => `Not done. ${why}`,
  others: (roles) => `An exception is above your own limit. Who can: ${roles}.`,
  unreached: 'There was no answer. Try again: it happens only once.',
  values: {
    damaged: 'damaged', not_received: 'not received', wrong_item: 'wrong item', changed_mind: 'changed their mind', not_satisfied: 'not satisfied', other: 'something else',
    late: 'too late', contact_again: 'had to come back about it',
    ordered: 'not sent yet', shipped: 'on its way', delivered: 'delivered', lost: 'lost', refunded: 'refunded', returning: 'coming back', replaced: 'sent again',
    processing: 'being packed', cancelled: 'cancelled', confirmed: 'confirmed', cancelled_by_carrier: 'cancelled by the carrier', travelled: 'travelled',
  },
};

const nl: OwnDeedTexts = {
  title: (customer) => `Zelf iets regelen voor ${customer}`,
  lead: 'Je ziet eerst waar het op neerkomt. Er gebeurt niets voordat je het zegt.',
  what: 'Wat wil je doen?',
  upTo: (amount) => `jij zelf tot en met ${amount}`,
  about: 'Waar gaat het over?',
  orders: 'Bestellingen',
  bookings: 'Reizen',
  items: 'Welke artikelen?',
  pick: 'Kies…',
  yes: 'Ja',
  missing: 'Vul dit in.',
  missingItems: 'Kies minstens één artikel.',
  badAmount: 'Schrijf een bedrag zoals 12,50.',
  oneALine: (title) => `${title} (één per regel)`,
  look: 'Kijk waar het op neerkomt',
  loading: 'Even opzoeken…',
  nothing: 'Er is hier niets wat jouw rol zelf kan doen.',
  now: 'Dit kun je nu doen',
  waits: 'Een tweede persoon moet akkoord geven',
  refused: 'De limieten zeggen nee',
  nothingYet: 'Er is nog niets gebeurd.',
  doIt: (amount) => (amount ? `Doen: ${amount}` : 'Doen'),
  ask: (amount) => (amount ? `Vraag een collega: ${amount}` : 'Vraag een collega'),
  record: 'Leg vast en kijk of een uitzondering kan',
  tryAgain: 'Opnieuw proberen',
  told: {
    settled: 'Gedaan. De klant heeft de bevestiging in de chat.',
    waits: 'Het wacht op een tweede persoon. De klant weet ervan.',
    checking: 'Doorgegeven, maar nog niet bevestigd. De klant hoort het zodra het zeker is.',
    released: 'De aanbieder weigerde. Er is niets betaald of gewijzigd.',
  },
  toldRefused: (why) => `Niet gedaan. ${why}`,
  others: (roles) => `Een uitzondering gaat boven je eigen limiet. Wie wel kan: ${roles}.`,
  unreached: 'Er kwam geen antwoord. Probeer het opnieuw: het gebeurt maar één keer.',
  values: {
    damaged: 'beschadigd', not_received: 'niet ontvangen', wrong_item: 'verkeerd artikel', changed_mind: 'bedacht zich', not_satisfied: 'niet tevreden', other: 'iets anders',
    late: 'te laat', contact_again: 'moest erop terugkomen',
    ordered: 'nog niet verstuurd', shipped: 'onderweg', delivered: 'bezorgd', lost: 'zoek', refunded: 'terugbetaald', returning: 'komt terug', replaced: 'opnieuw gestuurd',
    processing: 'wordt ingepakt', cancelled: 'geannuleerd', confirmed: 'bevestigd', cancelled_by_carrier: 'geannuleerd door de vervoerder', travelled: 'gereisd',
  },
};

export const ownDeedTexts: Readonly<Record<Lang, OwnDeedTexts>> = { en, nl };
