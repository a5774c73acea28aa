/** The signs that go with words; each is drawn here, none says something by itself. */
import { svg, html, type TemplateResult } from 'lit';

const shapes = {
  chat: svg`<path d="M4 5.5h16v11H10.5L6 20v-3.5H4z"/><path d="M8 9.5h8M8 12.5h5"/>`,
  close: svg`<path d="M6 6l12 12M18 6L6 18"/>`,
  down: svg`<path d="M6 9l6 6 6-6"/>`,
  menu: svg`<circle cx="12" cy="5.5" r=".6"/><circle cx="12" cy="12" r=".6"/><circle cx="12" cy="18.5" r=".6"/>`,
  person: svg`<circle cx="12" cy="8" r="3.6"/><path d="M5 19.5c.8-3.7 3.5-5.5 7-5.5s6.2 1.8 7 5.5"/>`,
  machine: svg`<rect x="5" y="8" width="14" height="10.5" rx="3"/><path d="M12 8V4.5M9.5 12.5v1M14.5 12.5v1M2.5 12v3M21.5 12v3"/>`,
  info: svg`<circle cx="12" cy="12" r="8.5"/><path d="M12 11v5M12 7.8v.2"/>`,
  done: svg`<circle cx="12" cy="12" r="8.5"/><path d="M8.2 12.3l2.6 2.6 5-5.4"/>`,
  waiting: svg`<circle cx="12" cy="12" r="8.5"/><path d="M12 7.5V12l3 2"/>`,
  refused: svg`<circle cx="12" cy="12" r="8.5"/><path d="M8 12h8"/>`,
  checking: svg`<circle cx="10.8" cy="10.8" r="6"/><path d="M15.3 15.3L20 20"/>`,
  send: svg`<path d="M12 19V5.5M6 11.5l6-6 6 6"/>`,
  mood: svg`<circle cx="12" cy="12" r="8.5"/><path d="M9 10v.4M15 10v.4M8.7 14.2c1.9 1.9 4.7 1.9 6.6 0"/>`,
  bad: svg`<circle cx="12" cy="12" r="8.5"/><path d="M9 10v.4M15 10v.4M8.7 15.8c1.9-1.9 4.7-1.9 6.6 0"/>`,
  soso: svg`<circle cx="12" cy="12" r="8.5"/><path d="M9 10v.4M15 10v.4M8.8 15h6.4"/>`,
  language: svg`<circle cx="12" cy="12" r="8.5"/><path d="M3.5 12h17M12 3.5c5 5.3 5 11.7 0 17M12 3.5c-5 5.3-5 11.7 0 17"/>`,
  download: svg`<path d="M12 4v10.5M7.5 10.5l4.5 4.5 4.5-4.5M5 19.5h14"/>`,
  erase: svg`<path d="M5 7h14M10 7V4.5h4V7M6.5 7l1 12.5h9l1-12.5"/>`,
  end: svg`<path d="M10 4.5H5v15h5M14 8l4.5 4-4.5 4M18 12H9.5"/>`,
} as const;

export type IconName = keyof typeof shapes;

/** An icon of one text height, hidden from screen readers. */
export function icon(name: IconName): TemplateResult {
  return html`<svg viewBox="0 0 24 24" aria-hidden="true">${shapes[name]}</svg>`;
}
