/** The frame of the operator page. */
import { css } from 'lit';

export const appStyles = css`
  :host {
    display: block;
    min-block-size: 100dvh;
  }
  support-top-bar {
    position: sticky;
    inset-block-start: 0;
    z-index: 1;
  }
  main {
    max-inline-size: 84rem;
    margin-inline: auto;
    padding: 1rem 1.5rem 3rem;
  }
  nav {
    display: flex;
    flex-wrap: wrap;
    gap: 0.25rem;
  }
  .view {
    display: inline-flex;
    align-items: center;
    gap: 0.4em;
    min-block-size: 2.25rem;
    padding-inline: 0.8rem;
    border-radius: 6px;
    color: var(--ink);
    font-weight: 550;
    text-decoration: none;
  }
  .view:hover {
    background: var(--raise);
  }
  @media (max-width: 44rem) {
    .view {
      padding-inline: 0.5rem;
    }
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
  .title {
    display: flex;
    align-items: baseline;
    justify-content: space-between;
    gap: 1rem;
    margin-block: 0.5rem 0.25rem;
  }
  h1 {
    font-size: 1.5rem;
    line-height: 1.25;
  }
  section {
    margin-block-start: 1.5rem;
  }
  h2 {
    margin-block-end: 0.6rem;
    font-size: 1.0625rem;
  }
  .cards {
    display: grid;
    grid-template-columns: repeat(auto-fill, minmax(min(24rem, 100%), 1fr));
    align-items: start;
    gap: 1rem;
  }
  .past {
    display: flex;
    flex-wrap: wrap;
    align-items: end;
    justify-content: space-between;
    gap: 0.75rem 2rem;
  }
  .past .lead {
    flex: 1 1 24rem;
    max-inline-size: 48rem;
  }
  .past select {
    inline-size: auto;
    margin-inline-start: 0.4rem;
  }
  .only {
    margin-block-end: 0.6rem;
  }
  .notice {
    display: flex;
    align-items: center;
    justify-content: space-between;
    gap: 0.75rem;
    margin-block-end: 0.75rem;
    padding: 0.4rem 1rem;
    border: 1px solid var(--ok);
    border-radius: 6px;
    background: var(--ok-soft);
  }
  .notice.bad {
    border-color: var(--danger);
    background: var(--danger-soft);
  }
  .notice button {
    min-block-size: 1.9rem;
  }
`;
