/** The words of passing a conversation on; loaded with its dialog. */
import type { Lang } from '../staff/wire';

const en = {
  title: 'Pass this conversation on?',
  body: 'It goes back into the queue, for whom you choose. The customer reads who was asked to go on, not why.',
  to: 'To whom?',
  pick: 'Choose',
  pickMissing: 'Choose a colleague, or what it is about.',
  why: 'Why?',
  whyMissing: 'Write a line for your colleague.',
  whoKnows: 'Whoever knows about',
};

const nl: typeof en = {
  title: 'Dit gesprek overdragen?',
  body: 'Het gaat terug naar de wachtrij, voor wie je kiest. De klant leest wie er gevraagd is, niet waarom.',
  to: 'Aan wie?',
  pick: 'Kies',
  pickMissing: 'Kies een collega, of waar het over gaat.',
  why: 'Waarom?',
  whyMissing: 'Schrijf een regel voor je collega.',
  whoKnows: 'Wie meer weet van',
};

export const transferTexts: Readonly<Record<Lang, typeof en>> = { en, nl };
