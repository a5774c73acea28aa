/** Colours and small things of the demo shop. */
import { css } from 'lit';

export const shopTokens = css`
  :host {
    color-scheme: light dark;
    --paper: light-dark(#fbf8f3, #12171b);
    --card: light-dark(#ffffff, #1a2127);
    --ink: light-dark(#1b2a2f, #ecf0f0);
    --soft: light-dark(#566468, #a9b7ba);
    --line: light-dark(#e3dccf, #323d44);
    --accent: light-dark(#0b5a63, #74cdd5);
    --main: #0b5a63;
    --sun: light-dark(#e08a3c, #e79a54);
    --good: light-dark(#0f6a3d, #7ad6a3);
    --good-tint: light-dark(#e4f3ea, #16322a);
    --wait: light-dark(#7a4d00, #f0c16c);
    --wait-tint: light-dark(#fbeed6, #38301b);
    --bad: light-dark(#a02b2b, #ffa39d);
    --bad-tint: light-dark(#fae6e3, #3e2626);
  }
`;

export const shopBase = css`
  *, ::before, ::after { box-sizing: border-box; }
  button { font: inherit; color: inherit; cursor: pointer; }
  :focus-visible { outline: 3px solid var(--accent); outline-offset: 2px; }
  .button { display: inline-flex; align-items: center; justify-content: center; gap: 0.5em; min-block-size: 44px; padding: 0.5em 1.25em; border: 1.5px solid var(--accent); border-radius: 999px; background: var(--card); color: var(--accent); font-weight: 600; }
  .button:hover { text-decoration: underline; text-underline-offset: 3px; }
  .main { border-color: transparent; background: var(--main); color: #fff; }
  .plain { padding: 0.4em 0.2em; min-block-size: 32px; border: 0; background: none; text-decoration: none; }
  .plain:hover { text-decoration: underline; text-underline-offset: 4px; }
  a { color: var(--accent); }
  .badge { display: inline-block; padding: 2px 10px; border-radius: 999px; background: var(--paper); border: 1px solid var(--line); color: var(--soft); font-size: 0.8rem; font-weight: 600; line-height: 1.5; white-space: nowrap; }
  .delivered, .confirmed { background: var(--good-tint); color: var(--good); border-color: transparent; }
  .shipped, .processing { background: var(--wait-tint); color: var(--wait); border-color: transparent; }
  .lost, .cancelled_by_carrier { background: var(--bad-tint); color: var(--bad); border-color: transparent; }
  .gold { background: var(--wait-tint); color: var(--wait); border-color: transparent; }
`;
