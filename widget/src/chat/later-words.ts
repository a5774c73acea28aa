/** The words of the forms in later.ts, which nobody loads who does not open them. */
const en = {
  answer: 'How can we reach you?',
  intro: 'You may leave: the answer is kept in this chat. You can also be reached like this.',
  mail_title: 'By e-mail',
  mail: 'E-mail address',
  mail_send: 'Send it there',
  other: 'Send it to this address',
  send_to: 'Send it to',
  left: 'Goes already to',
  call_title: 'By telephone',
  number: 'Telephone number',
  when: 'When',
  call_send: 'Ask for a call',
  file: 'Save as a file',
  transcript: 'Conversation of',
  close: 'Close',
  failed: 'That did not work. Please try again.',
};

export type LaterWords = Readonly<Record<keyof typeof en, string>>;

const nl: LaterWords = {
  answer: 'Hoe kunnen we je bereiken?',
  intro: 'Je mag gerust weggaan: het antwoord blijft in dit gesprek staan. We kunnen je ook zo bereiken.',
  mail_title: 'Per e-mail',
  mail: 'E-mailadres',
  mail_send: 'Stuur het daarheen',
  other: 'Stuur het naar dit adres',
  send_to: 'Stuur het naar',
  left: 'Gaat al naar',
  call_title: 'Per telefoon',
  number: 'Telefoonnummer',
  when: 'Wanneer',
  call_send: 'Vraag om een belafspraak',
  file: 'Bewaar als bestand',
  transcript: 'Gesprek van',
  close: 'Sluiten',
  failed: 'Dat lukte niet. Probeer het nog eens.',
};

export const LATER = { en, nl } as const;
