/** The words that the desk and the operator page share. */
import type { Lang } from './wire';

export interface StaffTexts {
  readonly skip: string;
  readonly signIn: string;
  readonly signOut: string;
  readonly name: string;
  readonly password: string;
  readonly nameMissing: string;
  readonly passwordMissing: string;
  readonly signInFailed: string;
  readonly signInWrong: string;
  readonly sessionEnded: string;
  readonly sessionOver: string;
  readonly unreachable: string;
  readonly failed: string;
  readonly forbidden: string;
  readonly language: string;
  readonly theme: Readonly<Record<'auto' | 'light' | 'dark', string>>;
  readonly desk: string;
  readonly console: string;
  readonly cancel: string;
  readonly reason: string;
  readonly reasonMissing: string;
  readonly note: string;
  readonly optional: string;
  readonly approve: string;
  readonly deny: string;
  readonly approveNamed: (what: string) => string;
  readonly denyNamed: (what: string) => string;
  readonly approveTitle: (amount: string) => string;
  readonly approveBody: (what: string, who: string) => string;
  readonly approveYes: (amount: string) => string;
  readonly denyTitle: (amount: string) => string;
  readonly denyBody: (what: string, who: string) => string;
  readonly denyYes: string;
  readonly agreement: string;
  readonly agreedOf: (count: number, people: number) => string;
  readonly agreedBy: (names: string) => string;
  readonly twoPeople: string;
  readonly youAgreed: string;
  readonly ownRequest: string;
  readonly ownLimits: string;
  readonly otherRoles: (roles: readonly string[]) => string;
  readonly nobodyMay: string;
  readonly agreeFirst: string;
  readonly agreeFirstNamed: (what: string) => string;
  readonly agreeSecond: string;
  readonly agreeSecondNamed: (what: string) => string;
  readonly agreeBody: (what: string, who: string) => string;
  readonly agreeYes: (amount: string) => string;
  readonly approved: string;
  readonly approvedChecking: string;
  readonly failedAfter: string;
  readonly notAnyMore: string;
  readonly firstYes: string;
  readonly denied: string;
  readonly noAmount: string;
  readonly who: string;
  readonly guest: string;
  readonly what: string;
  readonly why: string;
  readonly evidence: string;
  readonly asked: string;
  readonly ago: (time: string) => string;
  readonly expires: string;
  readonly expiresIn: (time: string) => string;
  readonly expired: string;
  readonly noApprovals: string;
  readonly noApprovalsHint: string;
  readonly approvals: string;
  readonly openConversation: string;
  readonly roles: Readonly<Record<string, string>>;
  readonly demoHint: string;
}

const en: StaffTexts = {
  skip: 'Skip to the content',
  signIn: 'Sign in',
  signOut: 'Sign out',
  name: 'Name',
  password: 'Password',
  nameMissing: 'Enter your name.',
  passwordMissing: 'Enter your password.',
  signInFailed: 'You are not signed in yet',
  signInWrong: 'This name and password do not belong together.',
  sessionEnded: 'Your session has ended. Sign in again; your drafts are still here.',
  sessionOver: 'You are signed out.',
  unreachable: 'The server cannot be reached. Check the connection and try again.',
  failed: 'That did not work. Try again.',
  forbidden: 'Your role does not allow this.',
  language: 'Language',
  theme: { auto: 'Theme: as the system', light: 'Theme: light', dark: 'Theme: dark' },
  desk: 'Desk',
  console: 'Operator page',
  cancel: 'Cancel',
  reason: 'Reason',
  reasonMissing: 'Give a reason: the customer hears it in the answer and it goes into the audit.',
  note: 'Remark',
  optional: 'optional',
  approve: 'Approve',
  deny: 'Deny',
  approveNamed: (what) => `Approve: ${what}`,
  denyNamed: (what) => `Deny: ${what}`,
  approveTitle: (amount) => `Approve ${amount}?`,
  approveBody: (what, who) => `${what} For ${who}. It is carried out at once and the customer gets the receipt in the chat.`,
  approveYes: (amount) => `Yes, approve ${amount}`,
  denyTitle: (amount) => `Deny ${amount}?`,
  denyBody: (what, who) => `${what} For ${who}. Nothing is paid or changed, and the customer is told.`,
  denyYes: 'Deny',
  agreement: 'Agreement',
  agreedOf: (count, people) => `${count} of ${people} agreed`,
  agreedBy: (names) => `${names}. One more person has to.`,
  twoPeople: 'Two different people have to.',
  youAgreed: 'You have agreed. Now somebody else has to.',
  ownRequest: 'You asked for this, so somebody else decides.',
  ownLimits: 'You wrote the limits in force, so somebody else decides.',
  otherRoles: (roles) => `Not yours to decide. Who can: ${roles.join(', ')}.`,
  nobodyMay: 'The limits in force let nobody decide this.',
  agreeFirst: 'Agree as the first of two',
  agreeFirstNamed: (what) => `Agree as the first of two: ${what}`,
  agreeSecond: 'Agree as the second and carry out',
  agreeSecondNamed: (what) => `Agree as the second and carry out: ${what}`,
  agreeBody: (what, who) => `${what} For ${who}. Your yes is the first of two: nothing is paid or changed until another person agrees as well.`,
  agreeYes: (amount) => `Yes, agree to ${amount}`,
  approved: 'Approved and carried out.',
  approvedChecking: 'Approved. The provider has not confirmed it yet; the customer is told as soon as it is sure.',
  failedAfter: 'Approved, but the provider refused it. Nothing was paid or changed, and the customer is told.',
  notAnyMore: 'Not carried out: by what is true now it is no longer allowed, or no longer the same. The customer is told.',
  firstYes: 'Your yes is on record. It is carried out when another person agrees as well.',
  denied: 'Denied. The customer is told.',
  noAmount: 'this request',
  who: 'Who',
  guest: 'Guest',
  what: 'What',
  why: 'Why a person decides',
  evidence: 'Evidence',
  asked: 'Asked',
  ago: (time) => `${time} ago`,
  expires: 'Expires',
  expiresIn: (time) => `in ${time}`,
  expired: 'expired',
  noApprovals: 'Nothing waits for a decision',
  noApprovalsHint: 'Requests above the limits of the assistant appear here, with the evidence.',
  approvals: 'Approvals',
  openConversation: 'Open the conversation',
  roles: { agent: 'human agent', operator: 'operator', approver: 'approver', admin: 'administrator' },
  demoHint: 'For people who work with Samenspel.',
};

const nl: StaffTexts = {
  skip: 'Naar de inhoud',
  signIn: 'Inloggen',
  signOut: 'Uitloggen',
  name: 'Naam',
  password: 'Wachtwoord',
  nameMissing: 'Vul je naam in.',
  passwordMissing: 'Vul je wachtwoord in.',
  signInFailed: 'Je bent nog niet ingelogd',
  signInWrong: 'Deze naam en dit wachtwoord horen niet bij elkaar.',
  sessionEnded: 'Je sessie is verlopen. Log opnieuw in; je concepten staan er nog.',
  sessionOver: 'Je bent uitgelogd.',
  unreachable: 'De server is niet bereikbaar. Controleer de verbinding en probeer het opnieuw.',
  failed: 'Dat is niet gelukt. Probeer het opnieuw.',
  forbidden: 'Dit mag niet met jouw rol.',
  language: 'Taal',
  theme: { auto: 'Thema: zoals het systeem', light: 'Thema: licht', dark: 'Thema: donker' },
  desk: 'Balie',
  console: 'Beheer',
  cancel: 'Annuleren',
  reason: 'Reden',
  reasonMissing: 'Geef een reden: de klant hoort die in het antwoord en ze komt in het logboek.',
  note: 'Opmerking',
  optional: 'mag leeg blijven',
  approve: 'Goedkeuren',
  deny: 'Afwijzen',
  approveNamed: (what) => `Goedkeuren: ${what}`,
  denyNamed: (what) => `Afwijzen: ${what}`,
  approveTitle: (amount) => `${amount} goedkeuren?`,
  approveBody: (what, who) => `${what} Voor ${who}. Het wordt meteen uitgevoerd en de klant krijgt de bevestiging in de chat.`,
  approveYes: (amount) => `Ja, ${amount} goedkeuren`,
  denyTitle: (amount) => `${amount} afwijzen?`,
  denyBody: (what, who) => `${what} Voor ${who}. Er wordt niets betaald of gewijzigd, en de klant krijgt het te horen.`,
  denyYes: 'Afwijzen',
  agreement: 'Akkoord',
  agreedOf: (count, people) => `${count} van ${people} akkoord`,
  agreedBy: (names) => `${names}. Er moet nog iemand akkoord geven.`,
  twoPeople: 'Hiervoor zijn twee verschillende mensen nodig.',
  youAgreed: 'Jij hebt akkoord gegeven. Nu moet iemand anders het doen.',
  ownRequest: 'Jij vroeg dit aan, dus iemand anders beslist.',
  ownLimits: 'Jij schreef de limieten die nu gelden, dus iemand anders beslist.',
  otherRoles: (roles) => `Hierover beslis jij niet. Wie wel: ${roles.join(', ')}.`,
  nobodyMay: 'Volgens de limieten die nu gelden mag niemand hierover beslissen.',
  agreeFirst: 'Akkoord als eerste van twee',
  agreeFirstNamed: (what) => `Akkoord als eerste van twee: ${what}`,
  agreeSecond: 'Akkoord als tweede en uitvoeren',
  agreeSecondNamed: (what) => `Akkoord als tweede en uitvoeren: ${what}`,
  agreeBody: (what, who) => `${what} Voor ${who}. Jouw ja is het eerste van twee: er wordt niets betaald of gewijzigd tot iemand anders ook akkoord geeft.`,
  agreeYes: (amount) => `Ja, akkoord met ${amount}`,
  approved: 'Goedgekeurd en uitgevoerd.',
  approvedChecking: 'Goedgekeurd. De aanbieder heeft het nog niet bevestigd; de klant hoort het zodra het zeker is.',
  failedAfter: 'Goedgekeurd, maar de aanbieder weigerde. Er is niets betaald of gewijzigd, en de klant krijgt het te horen.',
  notAnyMore: 'Niet uitgevoerd: zoals het nu staat mag het niet meer, of is het niet meer hetzelfde. De klant krijgt het te horen.',
  firstYes: 'Je akkoord is vastgelegd. Het wordt uitgevoerd als iemand anders ook akkoord geeft.',
  denied: 'Afgewezen. De klant krijgt het te horen.',
  noAmount: 'deze aanvraag',
  who: 'Wie',
  guest: 'Gast',
  what: 'Wat',
  why: 'Waarom een mens beslist',
  evidence: 'Onderbouwing',
  asked: 'Gevraagd',
  ago: (time) => `${time} geleden`,
  expires: 'Verloopt',
  expiresIn: (time) => `over ${time}`,
  expired: 'verlopen',
  noApprovals: 'Er wacht niets op een beslissing',
  noApprovalsHint: 'Aanvragen boven de limieten van de assistent komen hier, met de onderbouwing.',
  approvals: 'Goedkeuringen',
  openConversation: 'Gesprek openen',
  roles: { agent: 'medewerker', operator: 'operator', approver: 'fiatteur', admin: 'beheerder' },
  demoHint: 'Voor wie met Samenspel werkt.',
};

export const staffTexts: Readonly<Record<Lang, StaffTexts>> = { en, nl };
