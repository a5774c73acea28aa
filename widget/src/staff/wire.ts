/** What the staff pages read from `/api` and the `/desk` namespace, beside the log entries of `shared/protocol`. */
import type { AuthorKind, LocalText, Mode, Money } from '../shared/protocol';

export type Lang = 'en' | 'nl';
export const LANGS: readonly Lang[] = ['en', 'nl'];

/** Who is signed in; `csrf` goes with every write and is kept in memory only. */
export interface Session {
  readonly name: string;
  readonly display: string;
  readonly role: string;
  readonly csrf: string;
}

export interface Person {
  readonly id: string;
  readonly name: string;
}

/** Why somebody may not decide: their role, their own request, or limits they wrote themselves. */
export type Hindrance = 'role' | 'own' | 'author';

/** A decision that waits for a person. */
export interface Approval {
  readonly id: string;
  readonly conversation: string;
  readonly action: string;
  readonly summary: LocalText;
  readonly amount: Money | null;
  readonly why: LocalText;
  /** What the records say: the evidence, in the operator's words. */
  readonly operator: LocalText;
  /** How many different people have to agree, and who has done so already. */
  readonly people: number;
  readonly agreed: readonly string[];
  /** The roles that may decide it, and why the person who looks may not; null when they may. */
  readonly by: readonly string[];
  readonly hindrance: Hindrance | null;
  readonly requested_at: string;
  readonly expires_at: string;
  readonly customer: Person | null;
}

export type Availability = 'here' | 'busy' | 'away' | 'gone';

/** Somebody at the desk; `most` is how many conversations they take at once. */
export interface Colleague extends Person {
  readonly state: Availability;
  readonly holding: number;
  readonly most: number;
  readonly skills: readonly string[];
}

export interface Skill {
  readonly id: string;
  readonly name: LocalText;
}

/** A conversation that a colleague passed on: to one person, or to whoever has a skill; and why. */
export interface Passed {
  readonly by: string;
  readonly to: string;
  readonly skill: string;
  readonly name: LocalText;
  readonly why: string;
}

export interface QueueItem {
  readonly conversation: string;
  readonly customer: (Person & { readonly tier: string }) | null;
  readonly language: string;
  readonly mode: Mode;
  readonly since: string;
  /** 0 (calm) to 1 (distressed); null where moods are not read. */
  readonly distress: number | null;
  /** Somebody may be in danger, or the matter cannot wait. */
  readonly urgent: boolean;
  readonly reason: string;
  readonly claimed_by: Person | null;
  readonly last: { readonly text: string; readonly at: string; readonly author: AuthorKind } | null;
  readonly approvals: number;
  readonly passed: Passed | null;
  /** They want to be called: on which number, and when. */
  readonly call: { readonly number: string; readonly from: string; readonly until: string } | null;
}

export interface Counts {
  readonly mine: number;
  readonly unassigned: number;
  readonly all: number;
}

export interface PictureOrder {
  readonly id: string;
  readonly title: LocalText;
  readonly status: string;
  readonly placed_at: string;
  readonly paid: Money | null;
  readonly refunded: Money | null;
}

export interface PictureBooking {
  readonly id: string;
  readonly title: LocalText;
  readonly status: string;
  readonly departs_at: string;
  readonly paid: Money | null;
}

/** What was given before: a voucher to spend, or money that went back. */
export interface Gesture {
  readonly kind: 'voucher' | 'refund';
  readonly reference: string;
  readonly amount: Money | null;
  /** When it was made (refund) or until when it is good (voucher). */
  readonly at: string;
}

/** What the systems of record know of the customer, so that nothing has to be asked twice. */
export interface Picture {
  readonly record: (Person & { readonly tier: string; readonly language: string }) | null;
  readonly orders: readonly PictureOrder[];
  readonly bookings: readonly PictureBooking[];
  readonly gestures: readonly Gesture[];
  /** Conversations before this one: what they were about, never what was said. */
  readonly earlier: readonly Earlier[];
  /** What still has to happen, from whichever conversation. */
  readonly promises: readonly OpenPromise[];
  /** Whether their mood is read in this conversation. */
  readonly moodOn: boolean;
}

export interface Earlier {
  readonly at: string;
  readonly text: LocalText;
  readonly withPerson: boolean;
  /** bot, person or nobody; empty as long as it is not known. */
  readonly solvedBy: string;
}

export interface OpenPromise {
  readonly text: LocalText;
  readonly amount: Money | null;
  readonly since: string;
}

export interface Signal {
  readonly code: string;
  readonly weight: number;
  readonly words: string;
}

/** A reply to begin with, in the customer's language, or a deed such as handing back. */
export interface Suggestion {
  readonly kind: 'reply' | 'answer' | 'offer' | 'step';
  readonly title: LocalText;
  readonly text: string;
  readonly deed: 'hand_back' | '';
}

/** What a person could grant in spite of a refusal; `by` is up to how much each role may. */
export interface Exception {
  readonly decision: string;
  readonly digest: string;
  readonly summary: LocalText;
  readonly lines: readonly LocalText[];
  readonly amount: Money | null;
  readonly by: Readonly<Record<string, Money>>;
}

/** What a person who takes over needs to know; text of ours comes in every language. */
export interface Brief {
  readonly want: { readonly flow: string; readonly text: LocalText };
  readonly feel: {
    readonly level: number;
    readonly mood: string;
    /** Whether moods are read here; without that the level says nothing. */
    readonly read: boolean;
    readonly words: readonly string[];
    readonly signals: readonly Signal[];
  };
  readonly tried: readonly { readonly at: string; readonly text: LocalText; readonly outcome: string; readonly by: string; readonly exception: Exception | null }[];
  readonly promised: readonly {
    readonly text: LocalText;
    readonly status: string;
    readonly amount: Money | null;
    readonly reference: string;
  }[];
  readonly possible: readonly {
    readonly action: string;
    readonly text: LocalText;
    readonly outcome: string;
    readonly amount: Money | null;
    readonly title: LocalText;
  }[];
  readonly suggestions: readonly Suggestion[];
  readonly customer: Picture | null;
  readonly language: string;
  readonly reason: string;
}
