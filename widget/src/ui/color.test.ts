import { describe, expect, it } from 'vitest';
import { contrast, onColor, parseColor, readableOn, toHex, type Rgb } from './color';

const WHITE: Rgb = [255, 255, 255];
const steps = [0, 51, 102, 153, 204, 255];
const colors: readonly Rgb[] = steps.flatMap((red) => steps.flatMap((green) => steps.map((blue) => [red, green, blue])));

describe('a brand colour', () => {
  it('is read in both hex forms and in no other', () => {
    expect(parseColor('#0b5a63')).toEqual([11, 90, 99]);
    expect(parseColor(' #FfA ')).toEqual([255, 255, 170]);
    for (const wrong of ['', 'teal', '#12', '#12345', '0b5a63', 'rgb(1,2,3)', '#gggggg']) expect(parseColor(wrong)).toBeNull();
    expect(toHex([11, 90, 99])).toBe('#0b5a63');
  });

  it('always has text on it that can be read', () => {
    for (const color of colors) expect(contrast(onColor(color), color), toHex(color)).toBeGreaterThanOrEqual(4.5);
  });

  it('can always be made readable on light and on dark', () => {
    for (const surface of [WHITE, [228, 234, 238], [22, 27, 34], [44, 54, 66]]) {
      for (const color of colors) expect(contrast(readableOn(color, surface), surface), `${toHex(color)} on ${toHex(surface)}`).toBeGreaterThanOrEqual(4.5);
    }
  });

  it('is left as it is where it can be read already', () => {
    expect(readableOn([11, 90, 99], WHITE)).toEqual([11, 90, 99]);
  });

  it('has the contrast that the standard computes', () => {
    expect(contrast([0, 0, 0], WHITE)).toBeCloseTo(21);
    expect(contrast([118, 118, 118], WHITE)).toBeCloseTo(4.54, 1);
  });
});
