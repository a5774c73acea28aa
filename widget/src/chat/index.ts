/** What is loaded after the first click: the session and the panel, put into the element of the loader. */
import type { ChatHost, ChatPart, IdentitySource } from '../launcher/host';
import { serverAt } from '../shared/connection';
import { identityFrom } from '../shared/identity';
import { browserStore, type Store } from '../shared/store';
import { languageOf, loadWords, type Language, type Words } from '../ui/i18n';
import { Frame } from './frame';
import { Panel } from './panel';
import { ChatSession } from './session';
import { countInTitle } from './title';

class Chat implements ChatPart {
  readonly #store;
  readonly #session;
  readonly #panel = new Panel();
  readonly #frame;
  #unread = 0;

  constructor(private readonly host: ChatHost, words: Words) {
    this.#store = browserStore(host.storagePrefix);
    this.#session = new ChatSession({
      server: serverAt(host.server),
      store: this.#store,
      identity: () => this.#identity,
      locale: () => this.#language,
    });
    this.#frame = new Frame(host, () => this.close());
    this.#panel.session = this.#session;
    this.#panel.setAttribute('part', 'panel');
    this.#panel.setAttribute('exportparts', 'header, title, log, message, composer');
    this.#panel.addEventListener('support-close', () => this.close());
    this.#panel.addEventListener('support-language', (event) => {
      this.#store.set('language', (event as CustomEvent<Language>).detail);
      void this.#translate();
    });
    this.#session.subscribe((before) => this.#onChange(before.id === this.#session.state.id ? before.entries.length : Infinity));
    document.addEventListener('visibilitychange', this.#count);
    this.#show(words);
    this.#frame.fill(this.#panel);
    this.#session.start();
  }

  get isOpen(): boolean {
    return this.#frame.isOpen;
  }

  open(focus: boolean): void {
    this.#frame.open(focus);
    this.#panel.shown = true;
    if (focus) void this.#panel.focusInside();
    this.#remember(true);
    this.#tell('support-open');
  }

  close(): void {
    if (!this.isOpen) return;
    this.#frame.close();
    this.#panel.shown = false;
    this.#remember(false);
    this.#tell('support-close');
    this.host.button.focus({ preventScroll: true });
  }

  changed(what: string): void {
    this.#show();
    if (what === 'locale') {
      // The page changed its language: newer than what was chosen in the menu.
      this.#store.remove('language');
      void this.#translate();
    }
    if (what === 'identity' || what === 'identity-url') this.#session.reconnect();
  }

  ended(): void {
    document.removeEventListener('visibilitychange', this.#count);
    this.#session.stop();
    this.#frame.remove();
    countInTitle(0);
  }

  get #identity(): IdentitySource {
    const url = this.host.getAttribute('identity-url');
    return this.host.identity === undefined && url ? identityFrom(url) : this.host.identity;
  }

  get #language(): Language {
    return languageFor(this.host, this.#store);
  }

  /** Goes on in the language of now, here and at the server. */
  async #translate(): Promise<void> {
    if (this.#language === this.#panel.words.language) return;
    this.#show(await loadWords(this.#language));
    this.#session.reconnect();
  }

  #show(words: Words = this.#panel.words): void {
    const panel = this.#panel;
    panel.words = words;
    panel.lang = words.language;
    panel.heading = this.host.getAttribute('heading') || words.say('title');
    panel.setAttribute('theme', this.host.getAttribute('theme') ?? '');
    this.#frame.paint();
    this.#frame.name(panel.heading);
    this.host.reflect({ language: words.language });
  }

  #onChange(known: number): void {
    for (const { author, type } of this.#session.state.entries.slice(known)) this.#tell('support-message', { author: author.kind, type });
    this.#count();
  }

  readonly #count = (): void => {
    const { unread } = this.#session;
    const seen = this.isOpen && document.visibilityState === 'visible';
    if (!this.host.hasAttribute('quiet-title')) countInTitle(seen ? 0 : unread);
    if (unread === this.#unread) return;
    this.#unread = unread;
    this.host.reflect({ unread });
    this.#tell('support-unread', unread);
  };

  /** Open on one page is open on the next one of this tab; never a full screen that nobody asked for. */
  #remember(open: boolean): void {
    this.host.toggleAttribute('open', open);
    this.host.reflect({});
    this.#count();
    try {
      if (open && !this.#frame.isModal) sessionStorage.setItem(`${this.host.storagePrefix}open`, 'yes');
      else sessionStorage.removeItem(`${this.host.storagePrefix}open`);
    } catch {
      // Without storage the chat is closed on the next page.
    }
  }

  #tell(name: string, detail?: unknown): void {
    this.host.dispatchEvent(new CustomEvent(name, { detail }));
  }
}

/** What the customer chose here, else what the page wants. */
function languageFor(host: ChatHost, store: Store): Language {
  return languageOf(store.get('language') ?? host.getAttribute('locale') ?? (document.documentElement.lang || navigator.language));
}

/** Builds the chat inside the element and connects. */
export async function mount(host: ChatHost): Promise<ChatPart> {
  return new Chat(host, await loadWords(languageFor(host, browserStore(host.storagePrefix))));
}
