/** The staff pages' own names for the shared tokens of `ui/tokens`, and the few colours that only they need. */
import { css } from 'lit';
import { pageTokens } from '../ui/page-tokens';

const staffTokens = css`
  :root {
    --paper: light-dark(#f1f4f6, #0e1216);
    --surface: var(--sp-surface);
    --raise: light-dark(#f7f9fa, #1d232b);
    --ink: var(--sp-ink);
    --soft: var(--sp-muted);
    --line: var(--sp-line);
    --edge: var(--sp-edge);
    --accent: light-dark(#0b5a63, #6fd0d8);
    --accent-strong: light-dark(#07434a, #9be1e7);
    --on-accent: light-dark(#ffffff, #04262a);
    --accent-soft: light-dark(#e3f0f1, #1a3438);
    --mine: light-dark(#0b5a63, #1d5a62);
    --on-mine: light-dark(#ffffff, #eafafb);
    --bot: light-dark(#4a4a8a, #b9b8f2);
    --bot-soft: light-dark(#e6e7f5, #272842);
    --note: light-dark(#8a5600, #e5ae4a);
    --note-soft: light-dark(#fff5dd, #362b14);
    --note-ink: light-dark(#503300, #ffe8bd);
    --danger: var(--sp-bad);
    --danger-soft: var(--sp-bad-tint);
    --on-danger: light-dark(#ffffff, #360a08);
    --ok: var(--sp-good);
    --ok-soft: var(--sp-good-tint);
    --mark: light-dark(#ffe7a6, #5f4a14);
    --shadow: var(--sp-shadow);
    --radius: 8px;
    --text-s: 0.8125rem;
    --text-xs: 0.75rem;
  }
  html,
  body {
    margin: 0;
    block-size: 100%;
  }
  body {
    background: var(--paper);
    color: var(--ink);
    font: 0.875rem/1.45 var(--sp-font);
  }
`;

/** Gives the page its colours; a style sheet object, so that the strictest content policy lets it through. */
export function dressPage(): void {
  document.adoptedStyleSheets = [pageTokens, staffTokens].flatMap(({ styleSheet }) => styleSheet ?? []);
}
