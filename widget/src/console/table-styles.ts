/** How tables of figures look on the operator page. */
import { css } from 'lit';

export const tableStyles = css`
  .frame {
    overflow-x: auto;
    border: 1px solid var(--line);
    border-radius: var(--radius);
    background: var(--surface);
  }
  table {
    inline-size: 100%;
    border-collapse: collapse;
  }
  th,
  td {
    padding: 0.6rem 0.9rem;
    text-align: start;
    vertical-align: middle;
  }
  thead th {
    color: var(--soft);
    font-size: var(--text-s);
    font-weight: 600;
    white-space: nowrap;
  }
  tbody tr {
    border-block-start: 1px solid var(--line);
  }
  tbody th {
    font-weight: 600;
  }
  th.number,
  td.number {
    text-align: end;
    white-space: nowrap;
  }
  .wide {
    min-inline-size: 10rem;
    inline-size: 26%;
  }
  .empty {
    padding: 1.25rem 1rem;
    border: 1px dashed var(--line);
    border-radius: var(--radius);
    text-align: center;
  }
`;
