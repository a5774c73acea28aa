/** A share as a bar with its percentage beside it; the bar only shows what the text says. */
import { css, html, type TemplateResult } from 'lit';
import { here } from '../staff/format';
import type { Lang } from '../staff/wire';

export const meterStyles = css`
  .meter {
    display: flex;
    align-items: center;
    gap: 0.6rem;
  }
  .meter svg {
    flex: 1;
    min-inline-size: 5rem;
    block-size: 8px;
  }
  .meter .track {
    fill: var(--line);
  }
  .meter .part {
    fill: var(--accent);
  }
  .meter span {
    min-inline-size: 3.2em;
    text-align: end;
  }
  @media (forced-colors: active) {
    .meter .track {
      fill: Canvas;
      stroke: CanvasText;
    }
    .meter .part {
      fill: Highlight;
    }
  }
`;

export function meter(part: number, whole: number, lang: Lang): TemplateResult {
  const share = whole > 0 ? part / whole : 0;
  const percent = new Intl.NumberFormat(here(lang), { style: 'percent' }).format(share);
  return html`<div class="meter">
    <svg aria-hidden="true" preserveAspectRatio="none">
      <rect class="track" width="100%" height="8" rx="2" />
      <rect class="part" width="${share * 100}%" height="8" rx="2" />
    </svg>
    <span class="num">${percent}</span>
  </div>`;
}
