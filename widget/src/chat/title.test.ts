import { expect, it } from 'vitest';
import { countInTitle } from './title';

it('the title counts what is unread, and is itself again when nothing is', () => {
  document.title = '(3) ideas for a shop';
  countInTitle(2);
  expect(document.title).toBe('(2) (3) ideas for a shop');
  countInTitle(5);
  expect(document.title).toBe('(5) (3) ideas for a shop');
  countInTitle(0);
  expect(document.title).toBe('(3) ideas for a shop');
});

it('a title that the page changed meanwhile is left as the page wants it', () => {
  document.title = 'Shop';
  countInTitle(2);
  document.title = 'Basket';
  countInTitle(0);
  expect(document.title).toBe('Basket');
});
