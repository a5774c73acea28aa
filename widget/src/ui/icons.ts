/** The signs that go with words; each is drawn here, none says something by itself. */
import { html, type TemplateResult } from 'lit';

const ROUND = 'M3.5 12a8.5 8.5 0 1 0 17 0 8.5 8.5 0 1 0-17 0';
const FACE = `${ROUND}M9 10v.4M15 10v.4`;

const shapes = {
  close: 'M6 6l12 12M18 6L6 18',
  down: 'M6 9l6 6 6-6',
  menu: 'M12 5v.1M12 12v.1M12 19v.1',
  person: 'M8.4 8a3.6 3.6 0 1 0 7.2 0 3.6 3.6 0 1 0-7.2 0M5 19.5c.8-3.7 3.5-5.5 7-5.5s6.2 1.8 7 5.5',
  machine: 'M8 8h8a3 3 0 0 1 3 3v4.5a3 3 0 0 1-3 3H8a3 3 0 0 1-3-3V11a3 3 0 0 1 3-3zM12 8V4.5M9.5 12.5v1M14.5 12.5v1M2.5 12v3M21.5 12v3',
  done: `${ROUND}M8.2 12.3l2.6 2.6 5-5.4`,
  waiting: `${ROUND}M12 7.5V12l3 2`,
  refused: `${ROUND}M8 12h8`,
  checking: 'M4.8 10.8a6 6 0 1 0 12 0 6 6 0 1 0-12 0M15.3 15.3L20 20',
  send: 'M12 19V5.5M6 11.5l6-6 6 6',
  good: `${FACE}M8.7 14.2c1.9 1.9 4.7 1.9 6.6 0`,
  bad: `${FACE}M8.7 15.8c1.9-1.9 4.7-1.9 6.6 0`,
  soso: `${FACE}M8.8 15h6.4`,
  language: `${ROUND}h17M12 3.5c5 5.3 5 11.7 0 17M12 3.5c-5 5.3-5 11.7 0 17`,
  download: 'M12 4v10.5M7.5 10.5l4.5 4.5 4.5-4.5M5 19.5h14',
  erase: 'M5 7h14M10 7V4.5h4V7M6.5 7l1 12.5h9l1-12.5',
  end: 'M10 4.5H5v15h5M14 8l4.5 4-4.5 4M18 12H9.5',
} as const;

export type IconName = keyof typeof shapes;

/** An icon of one text height, hidden from screen readers. */
export function icon(name: IconName): TemplateResult {
  return html`<svg viewBox="0 0 24 24" aria-hidden="true"><path d=${shapes[name]}></path></svg>`;
}
