/** How the rows of a conversation look. */
import { css } from 'lit';

export const listStyles = css`
  :host { display: block; position: relative; min-block-size: 0; }
  .log { block-size: 100%; overflow-y: auto; overscroll-behavior: contain; padding: 16px; }
  .log:focus-visible { outline-offset: -3px; }
  ol { display: flex; flex-direction: column; gap: 14px; margin: 0; padding: 0; list-style: none; }
  .row { display: flex; flex-direction: column; align-items: flex-start; max-inline-size: 88%; min-inline-size: 0; }
  .row.continues { margin-block-start: -9px; }
  .row.customer { align-self: flex-end; align-items: flex-end; }
  .row.wide { align-self: stretch; align-items: stretch; max-inline-size: none; }
  .row.system { align-self: center; }
  .meta { display: flex; align-items: center; gap: 6px; margin: 0 4px 4px; color: var(--sp-muted); font-size: 0.8em; line-height: 1.3; }
  .meta svg { inline-size: 1.15em; block-size: 1.15em; }
  .author { font-weight: 600; }
  .human_agent .author { color: var(--sp-brand-ink); }
  .bubble {
    max-inline-size: 100%; padding: 9px 13px; border: 1px solid transparent; border-radius: 16px; border-start-start-radius: 5px;
    background: var(--sp-sunken); color: var(--sp-ink); white-space: pre-wrap; overflow-wrap: anywhere; line-height: 1.45;
  }
  .human_agent .bubble { background: var(--sp-tint); border-color: var(--sp-brand-ink); }
  .customer .bubble { background: var(--sp-brand); color: var(--sp-on-brand); border-start-start-radius: 16px; border-start-end-radius: 5px; }
  .pending.waiting .bubble, .pending.failed .bubble { background: var(--sp-surface); color: var(--sp-ink); border: 1px dashed var(--sp-edge); }
  .pending.failed .bubble { border: 1px solid var(--sp-bad); }
  .state { display: flex; flex-wrap: wrap; gap: 2px 12px; justify-content: flex-end; margin: 4px 4px 0; color: var(--sp-muted); font-size: 0.82em; text-align: end; }
  .pending.failed .state { color: var(--sp-bad); }
  .offered { margin: 5px 4px 0; color: var(--sp-muted); font-size: 0.82em; }
  .why { margin: 3px 4px 0; font-size: 0.82em; color: var(--sp-muted); max-inline-size: 100%; }
  .why summary { cursor: pointer; inline-size: fit-content; padding-block: 4px; min-block-size: 24px; border-radius: 4px; }
  .why summary:hover { color: var(--sp-ink); text-decoration: underline; text-underline-offset: 2px; }
  .why div { padding: 8px 12px; border-inline-start: 3px solid var(--sp-brand-ink); background: var(--sp-sunken); border-radius: 0 8px 8px 0; overflow-wrap: anywhere; }
  .why .kind { display: block; }
  .why strong { color: var(--sp-ink); font-weight: 600; }
  .why p { margin: 4px 0 0; white-space: pre-line; }
  .row.mode { align-self: stretch; max-inline-size: none; flex-flow: row wrap; align-items: center; justify-content: center; gap: 2px 8px; padding-block: 4px; color: var(--sp-muted); font-size: 0.85em; text-align: center; }
  .row.mode span { display: inline-flex; align-items: center; gap: 6px; color: var(--sp-ink); font-weight: 550; }
  .notice { display: flex; gap: 10px; padding: 12px 14px; border: 1px solid var(--sp-line); border-inline-start: 4px solid var(--sp-brand-ink); border-radius: 10px; background: var(--sp-tint); font-size: 0.92em; line-height: 1.45; }
  .notice svg { margin-block-start: 1px; inline-size: 1.4em; block-size: 1.4em; color: var(--sp-brand-ink); }
  .notice strong { font-weight: 650; }
  .notice p { margin: 2px 0 0; white-space: pre-line; overflow-wrap: anywhere; }
  .notice a { display: inline-block; margin-block-start: 6px; }
  .jump { position: absolute; inset-block-end: 10px; inset-inline-start: 50%; translate: -50%; box-shadow: var(--sp-shadow); z-index: 1; white-space: nowrap; background: var(--sp-raised); }
  @media (prefers-reduced-motion: no-preference) {
    .row:not(.customer), .row.pending { animation: arrive 160ms ease-out; }
    @keyframes arrive { from { opacity: 0; translate: 0 6px; } }
  }
  @media (forced-colors: active) {
    .bubble { border-color: CanvasText; }
    .customer .bubble { border-width: 2px; }
  }
`;
