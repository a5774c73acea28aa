/** How the desk's panes stand beside each other, and below each other on a narrow screen. */
import { css } from 'lit';

export const appStyles = css`
  :host {
    display: flex;
    flex-direction: column;
    block-size: 100dvh;
  }
  main {
    display: flex;
    flex: 1;
    flex-direction: column;
    min-block-size: 0;
  }
  nav {
    display: flex;
    gap: 0.25rem;
  }
  .view {
    border-color: transparent;
    background: none;
  }
  .view[aria-current='page'] {
    background: var(--accent-soft);
    color: var(--accent-strong);
  }
  .count {
    min-inline-size: 1.35rem;
    padding-inline: 0.35rem;
    border-radius: 999px;
    background: var(--note);
    color: var(--surface);
    font-size: var(--text-xs);
    line-height: 1.35rem;
    text-align: center;
  }
  .banner {
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    justify-content: center;
    gap: 0.5rem 1rem;
    padding: 0.5rem 1rem;
    background: var(--note-soft);
    border-block-end: 2px solid var(--note);
    color: var(--note-ink);
    font-weight: 550;
  }
  .banner button {
    min-block-size: 1.9rem;
  }
  .panes {
    display: grid;
    flex: 1;
    grid-template-columns: minmax(17rem, 21rem) minmax(24rem, 1fr) minmax(19rem, 24rem);
    min-block-size: 0;
  }
  .pane {
    display: flex;
    flex-direction: column;
    min-block-size: 0;
    min-inline-size: 0;
  }
  .left {
    border-inline-end: 1px solid var(--line);
  }
  .left support-queue,
  .middle support-thread {
    flex: 1;
  }
  .right {
    overflow-y: auto;
    border-inline-start: 1px solid var(--line);
    background: var(--surface);
  }
  .right h2 {
    padding: 1rem 1rem 0;
    font-size: 1.0625rem;
  }
  .own {
    margin: 0.85rem 1rem 0;
  }
  .right support-approvals {
    margin-block: 0.85rem 0.25rem;
  }
  .blank {
    align-items: center;
    justify-content: center;
    text-align: center;
  }
  .blank strong {
    display: block;
    color: var(--ink);
    font-size: 1rem;
  }
  .page {
    overflow-y: auto;
    padding: 1.25rem 1.5rem 2rem;
  }
  .page h2 {
    margin-block-end: 1rem;
    font-size: 1.25rem;
  }
  .notice {
    display: flex;
    align-items: center;
    justify-content: space-between;
    gap: 0.75rem;
    padding: 0.3rem 1.25rem;
    border-block-end: 1px solid var(--line);
    background: var(--ok-soft);
  }
  .notice.bad {
    border-inline-start: 4px solid var(--danger);
    background: var(--danger-soft);
  }
  .notice button {
    min-block-size: 1.75rem;
  }
  @media (max-width: 1023px) {
    :host {
      block-size: auto;
      min-block-size: 100dvh;
    }
    .panes {
      display: block;
    }
    .pane {
      border-inline: 0;
      border-block-end: 1px solid var(--line);
    }
    .middle {
      block-size: max(32rem, 85dvh);
    }
    .blank {
      block-size: auto;
      padding: 2rem;
    }
    .right {
      overflow: visible;
    }
  }
`;
