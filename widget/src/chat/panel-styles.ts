/** How the panel is laid out. */
import { css } from 'lit';

export const panelStyles = css`
  :host {
    display: flex; flex-direction: column; block-size: 100%; min-block-size: 0; overflow: hidden;
    background: var(--sp-surface); color: var(--sp-ink); font: 16px/1.45 var(--sp-font); font-size: 0.96rem; text-align: start;
  }
  header {
    display: flex; align-items: center; gap: 10px; flex: none; padding: 10px 8px 10px 14px;
    padding-block-start: max(10px, env(safe-area-inset-top)); background: var(--sp-brand); color: var(--sp-on-brand);
  }
  header :focus-visible, header support-menu:focus-visible { outline-color: currentcolor; }
  .sign { display: grid; place-items: center; flex: none; inline-size: 38px; block-size: 38px; border: 1.5px solid currentcolor; border-radius: 50%; font-size: 1.1em; }
  .names { flex: 1; min-inline-size: 0; }
  h1 { margin: 0; font-size: 1.08em; font-weight: 650; line-height: 1.25; overflow-wrap: anywhere; outline: 0; }
  header p { margin: 0; font-size: 0.85em; line-height: 1.3; overflow-wrap: anywhere; }
  .status { flex: none; padding: 7px 16px; background: var(--sp-wait-tint); color: var(--sp-ink); font-size: 0.87em; border-block-end: 1px solid var(--sp-line); }
  support-message-list { flex: 1; min-block-size: 96px; }
  .replies { display: flex; flex-wrap: wrap; gap: 8px; flex: none; max-block-size: 30%; overflow-y: auto; padding: 4px 14px 10px; }
  .replies .button { border-color: var(--sp-brand-ink); color: var(--sp-brand-ink); }
  footer { flex: none; padding: 8px 12px; padding-block-end: max(8px, env(safe-area-inset-bottom)); border-block-start: 1px solid var(--sp-line); background: var(--sp-surface); }
  .person { display: flex; justify-content: center; padding-block-start: 6px; }
  .person .link { display: inline-flex; align-items: center; gap: 6px; min-block-size: 32px; padding-inline: 10px; font-size: 0.92em; font-weight: 550; }
  .ended { display: grid; gap: 12px; justify-items: center; padding-block: 6px 10px; }
  .gone { display: grid; align-content: center; justify-items: center; gap: 8px; flex: 1; padding: 24px; text-align: center; }
  .gone > svg { inline-size: 44px; block-size: 44px; color: var(--sp-good); }
  .gone h2 { margin: 0; font-size: 1.15em; outline: 0; }
  .gone p { margin: 0 0 8px; color: var(--sp-muted); }
  @media (max-height: 400px) {
    :host { overflow-y: auto; }
    header { padding-block: 4px; }
    .sign, header p { display: none; }
  }
`;
