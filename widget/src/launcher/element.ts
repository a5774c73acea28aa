/** The element that a site embeds: a launcher button at once, the chat behind it when somebody wants it. */
import { onColor, parseColor, readableOn, toHex, type Rgb } from '../ui/color';
import { Launcher } from './button';
import type { ChatHost, ChatPart, IdentitySource } from './host';
import { styles } from './styles';
import { launcherWords } from './words';

const DEFAULT_BRAND = '#0b5a63';

/**
 * @attr locale - language of the chat, such as `nl`; else the page's
 * @attr brand - colour, such as `#0b5a63`
 * @attr theme - `light` or `dark`; else what the reader's system asks for
 * @attr heading - name of the chat in its header
 * @attr position - `start` puts the launcher at the other side
 * @attr identity - a signed identity of the visitor
 * @attr identity-url - address of the host site that gives one
 * @attr server - address of the server, when it is not where loader.js came from
 * @attr open - whether the chat is open
 * @attr quiet-title - leaves the title of the page alone
 * @event support-open - the chat opened
 * @event support-close - the chat closed
 * @event support-unread - the number of unread messages changed: `detail: number`
 * @event support-message - an entry arrived: `detail: {author, type}`
 * @csspart launcher - the button
 * @csspart frame - the window around the chat; inside it `panel`, `header`, `title`, `log`, `message`, `composer`
 */
export class SupportChat extends HTMLElement implements ChatHost {
  static readonly observedAttributes = ['locale', 'brand', 'theme', 'heading', 'identity', 'identity-url', 'open'];
  /** Where loader.js came from. */
  static script = '';

  readonly #launcher = new Launcher();
  readonly #failed = document.createElement('p');
  readonly #brand = new CSSStyleSheet();
  #identity: IdentitySource;
  #color: Rgb = [];
  #language = '';
  #unread = 0;
  #busy = false;
  #loading: Promise<ChatPart> | undefined;
  #chat: ChatPart | undefined;

  constructor() {
    super();
    const root = this.attachShadow({ mode: 'open' });
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(styles);
    root.adoptedStyleSheets = [this.#brand, sheet];
    this.#failed.setAttribute('role', 'alert');
    root.append(this.#failed, this.button);
    this.button.addEventListener('click', () => void this.toggle());
    if (Object.hasOwn(this, 'identity')) {
      // Set before the element was defined: the value would hide the accessor.
      const { identity } = this;
      Reflect.deleteProperty(this, 'identity');
      this.identity = identity;
    }
  }

  get button(): HTMLButtonElement {
    return this.#launcher.button;
  }

  /** A signed identity, null when nobody is signed in, or a function that gives one (asked at every connect). */
  get identity(): IdentitySource {
    return this.#identity === undefined ? (this.getAttribute('identity') ?? undefined) : this.#identity;
  }

  set identity(source: IdentitySource) {
    this.#identity = source;
    this.#chat?.changed('identity');
  }

  get server(): string {
    return new URL(this.getAttribute('server') ?? '..', SupportChat.script || location.href).href;
  }

  get storagePrefix(): string {
    return `samenspel:${this.server.replace(/^\w+:\/\//, '')}:`;
  }

  get isOpen(): boolean {
    return this.#chat?.isOpen ?? false;
  }

  connectedCallback(): void {
    this.#paint();
    this.#show();
    if (this.hasAttribute('open') || this.#kept(() => sessionStorage, 'open')) void this.open(false);
    else if (this.#kept(() => localStorage, 'token')) setTimeout(() => this.#load().catch(() => undefined), 200);
  }

  disconnectedCallback(): void {
    this.#chat?.ended();
    this.#chat = this.#loading = undefined;
  }

  attributeChangedCallback(name: string, before: string | null, now: string | null): void {
    if (!this.isConnected || before === now) return;
    if (name === 'open') {
      if (now === null) this.close();
      else void this.open();
      return;
    }
    this.#paint();
    this.#show();
    this.#chat?.changed(name);
  }

  /** Opens the chat, loading it when that has not happened yet. `focus`: whether the focus goes inside. */
  async open(focus = true): Promise<void> {
    this.#busy = true;
    this.#failed.textContent = '';
    this.#show();
    try {
      const chat = await this.#load();
      if (this.isConnected && !chat.isOpen) chat.open(focus);
    } catch (error) {
      console.error(error);
      this.#failed.textContent = this.#words[3];
    }
    this.#busy = false;
    this.#show();
  }

  /** Closes the chat and gives the focus back to the launcher. The conversation goes on. */
  close(): void {
    this.#chat?.close();
  }

  async toggle(): Promise<void> {
    if (this.isOpen) this.close();
    else await this.open();
  }

  /** Called by the chat. */
  reflect({ unread = this.#unread, language = this.#language }: { unread?: number; language?: string }): void {
    this.#unread = unread;
    this.#language = language;
    this.#show();
  }

  /** Called by the chat. */
  inkOn(surface: readonly number[]): string {
    return toHex(readableOn(this.#color, surface));
  }

  #load(): Promise<ChatPart> {
    this.#loading ??= import('../chat/index')
      .then(({ mount }) => mount(this))
      .then(
        (chat) => (this.#chat = chat),
        (error: unknown) => {
          this.#loading = undefined;
          throw error;
        },
      );
    return this.#loading;
  }

  get #words(): ReturnType<typeof launcherWords> {
    return launcherWords(this.#language || this.getAttribute('locale') || document.documentElement.lang || navigator.language);
  }

  #show(): void {
    this.#launcher.show(this.#words, this.isOpen, this.#unread, this.#busy);
  }

  /** The brand colour and what can be read on it; a colour that cannot be read gives way to the house's own. */
  #paint(): void {
    const wish = this.getAttribute('brand') ?? DEFAULT_BRAND;
    const color = parseColor(wish);
    if (!color) console.warn(`support-chat: brand is no colour: ${wish}`);
    this.#color = color ?? (parseColor(DEFAULT_BRAND) as Rgb);
    this.#brand.replaceSync(`:host{--sp-brand:${toHex(this.#color)};--sp-on-brand:${toHex(onColor(this.#color))}}`);
  }

  #kept(store: () => Storage, key: string): boolean {
    try {
      return store().getItem(this.storagePrefix + key) !== null;
    } catch {
      return false;
    }
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'support-chat': SupportChat;
  }
}
