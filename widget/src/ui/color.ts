/** Contrast: which text may stand on a colour, and how a brand colour becomes readable on a surface (WCAG 2). */

export type Rgb = readonly number[];

/** The colour written as `#rgb` or `#rrggbb`; null for anything else. */
export function parseColor(text: string): Rgb | null {
  const hex = text.trim().replace(/^#(.)(.)(.)$/, '#$1$1$2$2$3$3');
  return /^#[0-9a-f]{6}$/i.test(hex) ? [1, 3, 5].map((at) => Number.parseInt(hex.slice(at, at + 2), 16)) : null;
}

export function toHex(color: Rgb): string {
  return `#${color.map((part) => Math.round(part).toString(16).padStart(2, '0')).join('')}`;
}

/** How bright a colour looks, from 0 (black) to 1 (white). */
function luminance(color: Rgb): number {
  const light = color.map((part) => (part <= 10.31 ? part / 3294.6 : ((part / 255 + 0.055) / 1.055) ** 2.4));
  return 0.2126 * (light[0] ?? 0) + 0.7152 * (light[1] ?? 0) + 0.0722 * (light[2] ?? 0);
}

/** From 1 (the same) to 21 (black on white). */
export function contrast(one: Rgb, other: Rgb): number {
  const [low, high] = [luminance(one), luminance(other)].sort((a, b) => a - b) as [number, number];
  return (high + 0.05) / (low + 0.05);
}

const WHITE: Rgb = [255, 255, 255];
const BLACK: Rgb = [0, 0, 0];

/** White where that has 4.5:1 on `color`, else black, which then has it. */
export function onColor(color: Rgb): Rgb {
  return contrast(WHITE, color) >= 4.5 ? WHITE : BLACK;
}

/** The colour nearest to `color` with at least 4.5:1 on `surface`: made brighter and then paler, or darker. */
export function readableOn(color: Rgb, surface: Rgb): Rgb {
  const goal = onColor(surface);
  const most = goal === WHITE ? 255 / Math.max(...color, 1) : 1;
  for (let share = 0; share < 1; share += 0.05) {
    const mixed = color.map((part, at) => {
      const vivid = part * Math.min(1 + share * 5, most);
      return vivid + ((goal[at] ?? 0) - vivid) * share;
    });
    if (contrast(mixed, surface) >= 4.5) return mixed;
  }
  return goal;
}
