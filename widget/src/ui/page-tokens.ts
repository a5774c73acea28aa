/** The colours of the chat for a whole page. */
import { css } from 'lit';
import { colors, plain } from './tokens';

/** For `document.adoptedStyleSheets`. `data-theme` on the root overrides the system. */
export const pageTokens = css`
  :root { color-scheme: light dark; --sp-brand: #0b5a63; --sp-on-brand: #fff; --sp-brand-ink-light: #0b5a63; --sp-brand-ink-dark: #6fd0d8; ${colors} }
  :root[data-theme='light'] { color-scheme: light; }
  :root[data-theme='dark'] { color-scheme: dark; }
  @supports not (color: light-dark(red, red)) { :root { color-scheme: light; ${plain} } }
`;
