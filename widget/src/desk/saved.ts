/** Saved replies: short texts that a human agent picks with `/` and makes their own before sending. */
import { LANGS, type Lang } from '../staff/wire';

export interface Saved {
  readonly key: string;
  readonly title: string;
  readonly text: string;
}

/** `{name}` is the customer's first name, `{me}` the human agent's. */
const REPLIES: Readonly<Record<Lang, readonly Saved[]>> = {
  en: [
    { key: 'hello', title: 'Take over', text: 'Hello {name}, this is {me}. I have read what you wrote, so you do not have to explain it again. I am looking into it now.' },
    { key: 'moment', title: 'Ask for a moment', text: 'I am checking this for you. It takes a few minutes; you can leave the chat open or come back later, my answer stays here.' },
    { key: 'sorry', title: 'Apologise', text: 'This went wrong on our side, and I am sorry for the trouble it gave you. Here is what I will do:' },
    { key: 'refund', title: 'Refund approved', text: 'I have approved the refund. The receipt below shows the amount and when it reaches you.' },
    { key: 'photo', title: 'Ask for a photo', text: 'Could you send a photo of the damage? One picture is enough, then I can decide at once.' },
    { key: 'no', title: 'It is not possible', text: 'I looked at it carefully, and this is not possible. The reason is: … What I can do for you is: …' },
    { key: 'else', title: 'Anything else', text: 'Is there anything else I can do for you, {name}?' },
    { key: 'bye', title: 'Goodbye', text: 'Thank you for your patience, {name}. If anything comes up, write here again; a colleague can read along from where we stopped.' },
  ],
  nl: [
    { key: 'hallo', title: 'Overnemen', text: 'Hallo {name}, je spreekt met {me}. Ik heb gelezen wat je schreef, dus je hoeft het niet nog eens uit te leggen. Ik zoek het nu voor je uit.' },
    { key: 'moment', title: 'Een moment vragen', text: 'Ik kijk het voor je na. Dat duurt een paar minuten; je kunt de chat open laten of later terugkomen, mijn antwoord blijft staan.' },
    { key: 'sorry', title: 'Excuses', text: 'Dit ging bij ons mis, en het spijt me dat je er last van hebt. Dit ga ik doen:' },
    { key: 'terug', title: 'Terugbetaling akkoord', text: 'Ik heb de terugbetaling goedgekeurd. In de bevestiging hieronder zie je het bedrag en wanneer je het hebt.' },
    { key: 'foto', title: 'Om een foto vragen', text: 'Kun je een foto van de schade sturen? Eén is genoeg, dan kan ik meteen beslissen.' },
    { key: 'nee', title: 'Het kan niet', text: 'Ik heb er goed naar gekeken en dit is niet mogelijk. De reden is: … Wat ik wel voor je kan doen: …' },
    { key: 'nog', title: 'Nog iets', text: 'Kan ik nog iets voor je doen, {name}?' },
    { key: 'dag', title: 'Afscheid', text: 'Dank je voor je geduld, {name}. Is er nog iets, schrijf dan gewoon hier; een collega leest mee vanaf waar we gebleven zijn.' },
  ],
};

/** What was typed after the `/` that opens the list, or null when the text is not a search. */
export function searchOf(text: string): string | null {
  const match = /^\/(\S{0,20})$/.exec(text);
  return match ? (match[1] ?? '') : null;
}

/** The saved replies in the customer's language whose key or title begins with what was typed. */
export function matches(search: string, language: string): readonly Saved[] {
  const replies = REPLIES[LANGS.find((lang) => lang === language) ?? 'en'];
  const wanted = search.toLowerCase();
  return replies.filter((reply) => reply.key.startsWith(wanted) || reply.title.toLowerCase().startsWith(wanted));
}

/** The text with names filled in; a name that is not known leaves no gap behind. */
export function fill(text: string, customer: string, me: string): string {
  const first = (name: string): string => name.trim().split(/\s+/)[0] ?? '';
  return text
    .replaceAll('{me}', first(me))
    .replaceAll(/,? ?\{name\}/g, (found) => (first(customer) ? found.replace('{name}', first(customer)) : ''));
}
