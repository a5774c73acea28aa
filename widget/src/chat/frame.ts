/** The window around the chat: beside the page on large screens, all of it on small ones. */
import { css } from 'lit';
import type { ChatHost } from '../launcher/host';

/** Below this width the chat takes the whole screen. */
const SMALL = '(max-width: 479.98px)';

/** The least friendly surfaces that brand-coloured text stands on, light and dark. */
const LIGHT = [228, 234, 238];
const DARK = [44, 54, 66];

const styles = css`
  dialog {
    position: absolute; inset: auto 0 calc(100% + 12px) auto; inline-size: min(400px, calc(100vw - 40px)); block-size: min(680px, calc(100dvh - 106px));
    max-inline-size: none; max-block-size: none; margin: 0; padding: 0; overflow: hidden; box-sizing: border-box;
    border: 1px solid rgb(127 140 153 / 45%); border-radius: 18px; background: Canvas; color: CanvasText; box-shadow: 0 2px 4px rgb(0 0 0 / 10%), 0 16px 48px rgb(0 0 0 / 28%);
  }
  :host([position='start']) dialog { inset-inline: 0 auto; }
  dialog:modal { position: fixed; inset: 0; inline-size: 100%; block-size: var(--sp-height, 100dvh); border: 0; border-radius: 0; overscroll-behavior: contain; }
  @media (prefers-reduced-motion: no-preference) {
    dialog[open]:not(:modal) { animation: open 140ms ease-out; }
    @keyframes open { from { opacity: 0; translate: 0 10px; } }
  }
`;

export class Frame {
  readonly #dialog = document.createElement('dialog');
  readonly #small = matchMedia(SMALL);
  readonly #sheet = new CSSStyleSheet();

  /** `onEscape`: the customer wants it closed. */
  constructor(private readonly host: ChatHost, onEscape: () => void) {
    this.#dialog.id = 'chat';
    this.#dialog.setAttribute('part', 'frame');
    this.#dialog.addEventListener('keydown', (event) => {
      if (event.key === 'Escape' && !event.isComposing) onEscape();
    });
    this.#dialog.addEventListener('cancel', (event) => {
      if (event.target !== this.#dialog) return;
      event.preventDefault();
      onEscape();
    });
    this.#small.addEventListener('change', this.#fit);
    const root = host.shadowRoot;
    root?.adoptedStyleSheets.push(this.#sheet);
    root?.append(this.#dialog);
    this.paint();
  }

  get isOpen(): boolean {
    return this.#dialog.open;
  }

  get isModal(): boolean {
    return this.#dialog.matches(':modal');
  }

  fill(content: HTMLElement): void {
    this.#dialog.replaceChildren(content);
  }

  name(label: string): void {
    this.#dialog.setAttribute('aria-label', label);
  }

  /** The brand colour as text, on light and on dark. */
  paint(): void {
    this.#sheet.replaceSync(`${styles}:host{--sp-brand-ink-light:${this.host.inkOn(LIGHT)};--sp-brand-ink-dark:${this.host.inkOn(DARK)}}`);
  }

  /** Small screens get all of it, with the page behind inert; others a window beside the page. */
  open(focus = true): void {
    if (this.#small.matches) {
      this.#dialog.showModal();
      visualViewport?.addEventListener('resize', this.#measure);
      this.#measure();
    } else if (focus) {
      this.#dialog.show();
    } else {
      // Unlike show() this leaves the focus where it is.
      this.#dialog.setAttribute('open', '');
    }
  }

  close(): void {
    this.#dialog.close();
    visualViewport?.removeEventListener('resize', this.#measure);
  }

  remove(): void {
    this.close();
    this.#small.removeEventListener('change', this.#fit);
    this.#dialog.remove();
  }

  readonly #fit = (): void => {
    if (!this.isOpen) return;
    this.close();
    this.open();
  };

  /** Where the on-screen keyboard covers the page instead of shrinking it, the frame keeps above it. */
  readonly #measure = (): void => {
    if (visualViewport) this.#dialog.style.setProperty('--sp-height', `${visualViewport.height}px`);
  };
}
