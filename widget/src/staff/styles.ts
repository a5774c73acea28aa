/** What every staff component wears: reset, buttons, fields, badges. Colours come from page.css. */
import { css } from 'lit';

export const base = css`
  :host {
    box-sizing: border-box;
    color: var(--ink);
    font: inherit;
  }
  :host([hidden]),
  [hidden] {
    display: none !important;
  }
  *,
  *::before,
  *::after {
    box-sizing: border-box;
  }
  h1,
  h2,
  h3,
  p,
  ol,
  ul,
  dl,
  dd,
  figure {
    margin: 0;
    padding: 0;
  }
  ol,
  ul {
    list-style: none;
  }
  :focus-visible {
    outline: 2px solid var(--accent);
    outline-offset: 2px;
  }
  .sr-only {
    position: absolute;
    inline-size: 1px;
    block-size: 1px;
    margin: -1px;
    overflow: hidden;
    clip-path: inset(50%);
    white-space: nowrap;
  }
  button,
  input,
  textarea,
  select {
    font: inherit;
    color: inherit;
  }
  button {
    display: inline-flex;
    align-items: center;
    justify-content: center;
    gap: 0.4em;
    min-block-size: 2.25rem;
    padding: 0.3rem 0.8rem;
    border: 1px solid var(--edge);
    border-radius: 6px;
    background: var(--surface);
    font-weight: 550;
    cursor: pointer;
  }
  button:hover:not(:disabled) {
    background: var(--raise);
    border-color: var(--ink);
  }
  button:disabled {
    color: var(--soft);
    border-color: var(--line);
    cursor: default;
  }
  button.primary {
    background: var(--accent);
    border-color: var(--accent);
    color: var(--on-accent);
  }
  button.primary:hover:not(:disabled) {
    background: var(--accent-strong);
    border-color: var(--accent-strong);
  }
  button.primary:disabled {
    background: var(--line);
    border-color: var(--line);
    color: var(--soft);
  }
  button.danger {
    color: var(--danger);
    border-color: var(--danger);
  }
  button.danger:hover:not(:disabled) {
    background: var(--danger-soft);
    border-color: var(--danger);
  }
  button.danger.solid,
  button.danger.solid:hover:not(:disabled) {
    background: var(--danger);
    color: var(--on-danger);
  }
  button.danger.solid:hover {
    text-decoration: underline;
    text-underline-offset: 3px;
  }
  button.quiet {
    background: none;
    border-color: transparent;
  }
  button.quiet:hover:not(:disabled) {
    background: var(--raise);
    border-color: var(--line);
  }
  kbd {
    padding: 0.05rem 0.35rem;
    border: 1px solid var(--line);
    border-radius: 4px;
    background: var(--raise);
    color: var(--soft);
    font: inherit;
    font-size: var(--text-xs);
    white-space: nowrap;
  }
  input,
  textarea,
  select {
    inline-size: 100%;
    min-block-size: 2.25rem;
    padding: 0.4rem 0.6rem;
    border: 1px solid var(--edge);
    border-radius: 6px;
    background: var(--surface);
  }
  [aria-invalid='true'] {
    border-color: var(--danger);
    box-shadow: inset 0 0 0 1px var(--danger);
  }
  label {
    font-weight: 550;
  }
  .soft {
    color: var(--soft);
  }
  .small {
    font-size: var(--text-s);
  }
  .num {
    font-variant-numeric: tabular-nums;
  }
  .field-error {
    color: var(--danger);
    font-size: var(--text-s);
  }
  .badge {
    display: inline-block;
    padding: 0.05rem 0.45rem;
    border: 1px solid var(--line);
    border-radius: 999px;
    background: var(--raise);
    color: var(--soft);
    font-size: var(--text-xs);
    font-weight: 550;
    white-space: nowrap;
  }
  .badge.ok {
    border-color: var(--ok);
    background: var(--ok-soft);
    color: var(--ok);
  }
  .badge.warn {
    border-color: var(--note);
    background: var(--note-soft);
    color: var(--note-ink);
  }
  .badge.bad {
    border-color: var(--danger);
    background: var(--danger-soft);
    color: var(--danger);
  }
  .problem {
    padding: 0.6rem 0.8rem;
    border: 1px solid var(--danger);
    border-inline-start-width: 4px;
    border-radius: 6px;
    background: var(--danger-soft);
  }
  dialog {
    inline-size: min(30rem, calc(100vw - 2rem));
    max-block-size: calc(100dvh - 2rem);
    padding: 1.25rem;
    border: 1px solid var(--line);
    border-radius: 12px;
    background: var(--surface);
    color: var(--ink);
    box-shadow: var(--shadow);
  }
  dialog::backdrop {
    background: #0b1210a6;
  }
  dialog h2 {
    margin-block-end: 0.5rem;
    font-size: 1.125rem;
    line-height: 1.3;
  }
  .actions {
    display: flex;
    flex-wrap: wrap;
    justify-content: flex-end;
    gap: 0.5rem;
    margin-block-start: 1rem;
  }
  @media (forced-colors: active) {
    .badge,
    button {
      border: 1px solid;
    }
    [aria-pressed='true'],
    [aria-selected='true'],
    [aria-current='page'] {
      forced-color-adjust: none;
      background: Highlight !important;
      color: HighlightText !important;
    }
  }
`;
