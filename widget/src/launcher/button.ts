/** The launcher: a real button whose name says what it does and how much is unread. */
import type { LauncherWords } from './words';

const SVG = 'http://www.w3.org/2000/svg';
const SPEECH = 'M4 5.5h16v11H10.5L6 20v-3.5H4zM8 9.5h8M8 12.5h5';
const ARROW = 'M6 9l6 6 6-6';

export class Launcher {
  readonly button = document.createElement('button');
  readonly #path = document.createElementNS(SVG, 'path');
  readonly #count = document.createElement('b');

  constructor() {
    const drawing = document.createElementNS(SVG, 'svg');
    drawing.setAttribute('viewBox', '0 0 24 24');
    drawing.setAttribute('aria-hidden', 'true');
    drawing.append(this.#path);
    this.button.type = 'button';
    attributes(this.button, { part: 'launcher', 'aria-haspopup': 'dialog', 'aria-controls': 'chat' });
    this.button.append(drawing, 'Chat', this.#count);
  }

  show([open, close, loading, , one, more]: LauncherWords, isOpen: boolean, unread: number, busy: boolean): void {
    const name = busy ? loading : isOpen ? close : open;
    const told = isOpen ? 0 : unread;
    attributes(this.button, {
      'aria-label': told ? `${name}, ${told === 1 ? one : more.replace('#', String(told))}` : name,
      'aria-expanded': String(isOpen),
      'aria-busy': String(busy),
    });
    this.#path.setAttribute('d', isOpen ? ARROW : SPEECH);
    this.#count.textContent = told > 99 ? '99+' : told ? String(told) : '';
  }
}

function attributes(element: Element, values: Readonly<Record<string, string>>): void {
  for (const [name, value] of Object.entries(values)) element.setAttribute(name, value);
}
