/** How changing limits looks. */
import { css } from 'lit';

export const editorStyles = css`
  .lead {
    max-inline-size: 48rem;
  }
  .lead a {
    color: var(--accent);
  }
  .groups {
    columns: 2 27rem;
    gap: 1rem;
    margin-block: 1rem;
  }
  fieldset {
    min-inline-size: 0;
    break-inside: avoid;
    margin: 0 0 1rem;
    padding: 0.6rem 1.1rem 0.9rem;
    border: 1px solid var(--line);
    border-radius: var(--radius);
    background: var(--surface);
  }
  legend {
    padding-inline: 0.3rem;
    font-weight: 600;
  }
  .bar {
    position: sticky;
    inset-block-end: 0;
    z-index: 1;
    display: flex;
    flex-wrap: wrap;
    align-items: center;
    gap: 0.75rem;
    padding: 0.75rem 1rem;
    border: 1px solid var(--line);
    border-radius: var(--radius);
    background: var(--surface);
  }
  .bar p {
    flex: 1 1 12rem;
    margin: 0;
  }
  .summary,
  .preview {
    margin-block: 1rem;
    padding: 1rem 1.25rem;
    border: 1px solid var(--line);
    border-radius: var(--radius);
    background: var(--surface);
  }
  .summary ul {
    margin: 0.4rem 0 0.6rem;
    padding-inline-start: 1.1rem;
  }
  .summary a {
    color: var(--danger);
  }
  .effect {
    font-size: 1.0625rem;
    font-weight: 600;
  }
  table {
    border-collapse: collapse;
    margin-block: 0.75rem;
  }
  th,
  td {
    padding: 0.35rem 1.1rem 0.35rem 0;
    border-block-end: 1px dotted var(--line);
    text-align: start;
    font-weight: 400;
  }
  thead th {
    color: var(--soft);
    font-size: var(--text-xs);
    font-weight: 600;
  }
  th.num,
  td.num {
    text-align: end;
  }
  h3 {
    margin: 0.75rem 0 0.2rem;
    font-size: 0.9375rem;
  }
  pre {
    overflow-x: auto;
    padding: 0.75rem;
    border-radius: var(--radius);
    background: var(--page, transparent);
    font-size: 0.8125rem;
  }
  form {
    display: grid;
    gap: 0.3rem;
    justify-items: start;
    margin-block-start: 1rem;
  }
  form input {
    inline-size: min(100%, 30rem);
  }
`;
