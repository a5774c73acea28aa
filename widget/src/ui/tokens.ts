/** Colours, sizes and the few styles that every part shares; light, dark, and what the reader's system asks for. */
import { css } from 'lit';

/** The colours of both worlds; `color-scheme` decides which one is seen. Brand colours come from the launcher. */
export const colors = css`
  --sp-surface: light-dark(#ffffff, #161b22);
  --sp-sunken: light-dark(#f1f4f6, #232a33);
  --sp-raised: light-dark(#ffffff, #1e252d);
  --sp-ink: light-dark(#16202b, #e9eef3);
  --sp-muted: light-dark(#52606d, #aab5c0);
  --sp-line: light-dark(#dbe1e7, #37424d);
  --sp-edge: light-dark(#7b8794, #7f8c99);
  --sp-brand-ink: light-dark(var(--sp-brand-ink-light), var(--sp-brand-ink-dark));
  --sp-tint: color-mix(in srgb, var(--sp-brand-ink) 9%, var(--sp-surface));
  --sp-good: light-dark(#10693c, #6fd79d);
  --sp-good-tint: light-dark(#e6f4ec, #17322a);
  --sp-wait: light-dark(#7a4d00, #f0be63);
  --sp-wait-tint: light-dark(#fdf1dc, #372d18);
  --sp-bad: light-dark(#a3262a, #ff9c98);
  --sp-bad-tint: light-dark(#fcebea, #3d2325);
  --sp-shadow: 0 1px 2px rgb(0 0 0 / 12%), 0 12px 40px rgb(0 0 0 / 28%);
  --sp-font: system-ui, sans-serif;
  --sp-radius: 14px;
`;

/** What a browser without light-dark() gets: readable, in light. */
export const plain = css`
  --sp-surface: #fff; --sp-sunken: #f1f4f6; --sp-raised: #fff; --sp-ink: #16202b; --sp-muted: #52606d; --sp-line: #dbe1e7; --sp-edge: #7b8794;
  --sp-brand-ink: var(--sp-brand-ink-light);
`;

/** For the outermost element with a shadow root; everything inside inherits. Attribute `theme` overrides the system. */
export const tokens = css`
  :host { color-scheme: light dark; ${colors} }
  :host([theme='light']) { color-scheme: light; }
  :host([theme='dark']) { color-scheme: dark; }
  @supports not (color: light-dark(red, red)) { :host { color-scheme: light; ${plain} } }
`;

/** Box sizes, the focus ring, buttons and text for the eyes of screen readers only. */
export const base = css`
  *, ::before, ::after { box-sizing: border-box; }
  [hidden] { display: none !important; }
  button, textarea { font: inherit; color: inherit; }
  button { cursor: pointer; }
  button:disabled { cursor: not-allowed; opacity: 0.6; }
  :focus-visible { outline: 2px solid var(--sp-brand-ink); outline-offset: 2px; }
  .unseen { position: absolute; inline-size: 1px; block-size: 1px; margin: -1px; overflow: hidden; clip-path: inset(50%); white-space: nowrap; }
  .button {
    display: inline-flex; align-items: center; justify-content: center; gap: 0.45em; min-block-size: 36px; padding: 0.35em 0.95em;
    border: 1px solid var(--sp-edge); border-radius: 999px; background: var(--sp-surface); color: var(--sp-ink); font-weight: 550; line-height: 1.25; text-align: center;
  }
  .button:hover { background: var(--sp-sunken); }
  .main, .main:hover { background: var(--sp-brand); color: var(--sp-on-brand); border-color: transparent; }
  .danger, .danger:hover { background: var(--sp-bad); color: var(--sp-surface); border-color: transparent; }
  :is(.main, .danger):hover { text-decoration: underline; text-underline-offset: 3px; }
  .icon-button { display: inline-grid; place-items: center; inline-size: 40px; block-size: 40px; padding: 0; border: 0; border-radius: 50%; background: none; }
  .icon-button:hover { background: rgb(127 127 127 / 18%); }
  .link { padding: 0; min-block-size: 24px; border: 0; background: none; color: var(--sp-brand-ink); text-decoration: underline; text-underline-offset: 2px; }
  a { color: var(--sp-brand-ink); text-underline-offset: 2px; }
  svg { inline-size: 1.25em; block-size: 1.25em; flex: none; fill: none; stroke: currentcolor; stroke-width: 1.8; stroke-linecap: round; stroke-linejoin: round; }
  @media (forced-colors: active) {
    .button, .icon-button { border: 1px solid ButtonText; }
    .main, .danger { forced-color-adjust: none; background: Highlight; color: HighlightText; }
  }
`;
