import { describe, expect, it } from 'vitest';

import { moneyRead, moneyShown } from './field-input';

describe('an amount in a field', () => {
  it('is shown with the decimal sign of the reader', () => {
    expect(moneyShown('150.00 EUR', 'nl-NL')).toBe('150,00');
    expect(moneyShown('150.00 EUR', 'en-GB')).toBe('150.00');
  });

  it('is read strictly: the sign of the reader and two decimals', () => {
    expect(moneyRead('120,00', 'nl-NL', 'EUR')).toBe('120.00 EUR');
    expect(moneyRead(' 0.50 ', 'en-GB', 'EUR')).toBe('0.50 EUR');
    for (const wrong of ['120', '120.00', '1.200,00', '-5,00', '120,0', '1e3', ''])
      expect(moneyRead(wrong, 'nl-NL', 'EUR')).toBeNull();
  });

  it('comes back as it was', () => {
    for (const locale of ['nl-NL', 'en-GB', 'de-DE'])
      expect(moneyRead(moneyShown('3000.05 EUR', locale), locale, 'EUR')).toBe('3000.05 EUR');
  });
});
