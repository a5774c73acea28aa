import { expect, test } from 'vitest';
import { csvOf } from './csv';

test('cells with commas, quotes or line breaks are quoted', () => {
  expect(csvOf([['a,b', 'say "hi"', 'two\nlines', 'plain']])).toBe('"a,b","say ""hi""","two\nlines",plain');
});

test('a cell cannot become a formula', () => {
  expect(csvOf([['=HYPERLINK("x")', '+1', '-1', '@x']])).toBe('"\'=HYPERLINK(""x"")",\'+1,\'-1,\'@x');
});

test('rows end as spreadsheets expect', () => {
  expect(csvOf([['a'], ['b']])).toBe('a\r\nb');
});
