/** What the front page of the demo shop shows; titles and prices as in the demo data. */
import type { LocalText, Money } from '../shared/protocol';
import type { DrawingName } from './drawings';

export interface Shown {
  readonly title: LocalText;
  readonly price: Money;
  readonly drawing: DrawingName;
}

const eur = (minor: number): Money => ({ minor, currency: 'EUR' });

export const GEAR: readonly Shown[] = [
  { title: { en: 'Hiking backpack 40 l', nl: 'Wandelrugzak 40 l' }, price: eur(8995), drawing: 'backpack' },
  { title: { en: 'Head torch', nl: 'Hoofdlamp' }, price: eur(3495), drawing: 'torch' },
  { title: { en: 'Two-person tent', nl: 'Tweepersoons\u00adtent' }, price: eur(21900), drawing: 'tent' },
  { title: { en: 'Cabin suitcase', nl: 'Handbagage\u00adkoffer' }, price: eur(12900), drawing: 'suitcase' },
  { title: { en: 'Hiking boots', nl: 'Wandelschoenen' }, price: eur(15995), drawing: 'boots' },
  { title: { en: 'Water bottle 0.75 l', nl: 'Drinkfles 0,75 l' }, price: eur(1995), drawing: 'bottle' },
  { title: { en: 'Rain jacket', nl: 'Regenjas' }, price: eur(7995), drawing: 'jacket' },
  { title: { en: 'Binoculars', nl: 'Verrekijker' }, price: eur(11900), drawing: 'binoculars' },
];

export const TRIPS: readonly Shown[] = [
  { title: { en: 'Night train to Vienna', nl: 'Nachttrein naar Wenen' }, price: eur(25900), drawing: 'night' },
  { title: { en: 'City trip to Paris by train', nl: 'Stedentrip Parijs met de trein' }, price: eur(18900), drawing: 'city' },
  { title: { en: 'Walking weekend in the Ardennes', nl: 'Wandelweekend Ardennen' }, price: eur(12900), drawing: 'hills' },
  { title: { en: 'Flight to Lisbon', nl: 'Vlucht naar Lissabon' }, price: eur(14900), drawing: 'coast' },
];
