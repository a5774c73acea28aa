/** Contrast: which text may stand on a colour, and how a brand colour becomes readable on a surface (WCAG 2). */

export type Rgb = readonly [number, number, number];

/** The colour written as `#rgb` or `#rrggbb`; null for anything else. */
export function parseColor(text: string): Rgb | null {
  const match = /^#?([0-9a-f]{3}|[0-9a-f]{6})$/i.exec(text.trim());
  if (!match?.[1]) return null;
  const hex = match[1].length === 3 ? match[1].replace(/./g, '$&$&') : match[1];
  const value = Number.parseInt(hex, 16);
  return [(value >> 16) & 255, (value >> 8) & 255, value & 255];
}

export function toHex(color: Rgb): string {
  return `#${color.map((part) => Math.round(part).toString(16).padStart(2, '0')).join('')}`;
}

function luminance(color: Rgb): number {
  const [red, green, blue] = color.map((part) => {
    const share = part / 255;
    return share <= 0.04045 ? share / 12.92 : ((share + 0.055) / 1.055) ** 2.4;
  }) as [number, number, number];
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

/** From 1 (the same) to 21 (black on white). */
export function contrast(one: Rgb, other: Rgb): number {
  const [low, high] = [luminance(one), luminance(other)].sort((a, b) => a - b) as [number, number];
  return (high + 0.05) / (low + 0.05);
}

const WHITE: Rgb = [255, 255, 255];
const INK: Rgb = [16, 24, 32];

/** White or ink, whichever reads better on `color`; one of them always has 4.5:1. */
export function onColor(color: Rgb): Rgb {
  return contrast(WHITE, color) >= Math.min(4.5, contrast(INK, color)) ? WHITE : INK;
}

/** The colour nearest to `color`, mixed towards black or white, with at least `wanted` contrast on `surface`. */
export function readableOn(color: Rgb, surface: Rgb, wanted = 4.5): Rgb {
  const goal: Rgb = luminance(surface) > 0.18 ? [0, 0, 0] : WHITE;
  for (let share = 0; share <= 1; share += 0.05) {
    const mixed = color.map((part, at) => part + ((goal[at] ?? 0) - part) * share) as unknown as Rgb;
    if (contrast(mixed, surface) >= wanted) return mixed;
  }
  return goal;
}
