/** Being reached later and keeping the conversation: two small forms, loaded only when they are asked for. */
import type { Entry } from '../shared/protocol';
import type { Words } from '../ui/i18n';
import { authorLabel, spoken } from '../ui/tell';
import { LATER, type LaterWords } from './later-words';
import type { ChatSession } from './session';

export type Later = 'answer' | 'keep';

interface Slot {
  readonly from: string;
  readonly until: string;
}

/** What the server knows already; addresses and numbers are masked. */
interface Reach {
  readonly mail: boolean;
  readonly on_file: string | null;
  readonly left: string | null;
  readonly calls: readonly Slot[];
  readonly call: (Slot & { readonly number: string }) | null;
}

const STYLE = `
  dialog.later { inline-size: min(24rem, calc(100vw - 32px)); max-block-size: calc(100dvh - 32px); overflow: auto; padding: 20px; border: 1px solid var(--sp-line); border-radius: var(--sp-radius); background: var(--sp-raised); color: var(--sp-ink); font: 15px/1.45 var(--sp-font); }
  .later::backdrop { background: rgb(10 18 26 / 45%); }
  .later h2 { margin: 0 0 8px; font-size: 1.15em; }
  .later h3 { margin: 16px 0 4px; font-size: 1em; }
  .later p { margin: 0 0 8px; color: var(--sp-muted); }
  .later [role=alert]:not(:empty) { margin-block-start: 12px; color: var(--sp-bad); }
  .later label { display: block; margin: 8px 0 2px; }
  .later input, .later select { box-sizing: border-box; inline-size: 100%; min-block-size: 44px; padding: 8px 10px; border: 1px solid var(--sp-edge); border-radius: 9px; background: var(--sp-surface); color: inherit; font: inherit; font-size: 16px; }
  .later .button { margin-block-start: 8px; }
  .later .end { display: flex; justify-content: flex-end; }
`;

const sheet = new CSSStyleSheet();
sheet.replaceSync(STYLE);

/** Adopted, so that a page whose policy allows no inline styles shows it too. */
function dress(root: Node): void {
  const scope = root.getRootNode() as Document | ShadowRoot;
  if (!scope.adoptedStyleSheets.includes(sheet)) scope.adoptedStyleSheets = [...scope.adoptedStyleSheets, sheet];
}

type Made = Partial<Record<string, string | boolean>>;

function make<K extends keyof HTMLElementTagNameMap>(tag: K, props: Made = {}, ...inside: readonly (Node | string)[]): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(props)) {
    if (value === true) element.setAttribute(name, '');
    else if (typeof value === 'string') element.setAttribute(name, value);
  }
  element.append(...inside);
  return element;
}

/** One dialog; it says what goes wrong and closes when something was done. */
class Form {
  readonly #dialog: HTMLDialogElement;
  readonly #problem = make('p', { role: 'alert' });

  constructor(
    private readonly session: ChatSession,
    private readonly words: LaterWords,
    private readonly language: string,
    title: string,
  ) {
    this.#dialog = make('dialog', { class: 'later', 'aria-labelledby': 'later' }, make('h2', { id: 'later' }, title));
    this.#dialog.addEventListener('keydown', (event) => {
      // Escape answers this question only; what is behind stays open.
      if (event.key === 'Escape') event.stopPropagation();
    });
    this.#dialog.addEventListener('close', () => this.#dialog.remove(), { once: true });
  }

  show(root: Node, ...inside: readonly Node[]): void {
    const close = this.button(this.words.close, () => this.#dialog.close());
    this.#dialog.append(...inside, this.#problem, make('div', { class: 'end' }, close));
    dress(root);
    root.appendChild(this.#dialog);
    this.#dialog.showModal();
  }

  say(text: string): void {
    this.#problem.textContent = text;
  }

  close(): void {
    this.#dialog.close();
  }

  button(text: string, act: () => void, main = false): HTMLButtonElement {
    const button = make('button', { type: 'button', class: main ? 'button main' : 'button' }, text);
    button.addEventListener('click', act);
    return button;
  }

  /** Sends an event; the log tells when it is done. */
  async send(event: string, payload: Readonly<Record<string, unknown>>): Promise<void> {
    this.say('');
    const ack = await this.session.ask(event, payload);
    if (ack.ok) this.close();
    else this.say(ack.text || this.words.failed);
  }

  /** Fields with a button; Enter in a field presses it. */
  fields(text: string, act: () => void, ...inside: readonly Node[]): HTMLFormElement {
    const form = make('form', { novalidate: true }, ...inside, make('button', { type: 'submit', class: 'button main' }, text));
    form.addEventListener('submit', (event) => {
      event.preventDefault();
      act();
    });
    return form;
  }

  /** To the address that is known, or to one that is asked for. */
  mail(event: string, reach: Reach, send: string): readonly Node[] {
    const known = reach.left ?? reach.on_file;
    const email = make('input', { id: 'later-mail', type: 'email', autocomplete: 'email', maxlength: '254' });
    const ask = (): void => void this.send(event, { email: email.value });
    return [
      ...(known ? [this.button(`${send} ${known}`, () => void this.send(event, {}), true)] : []),
      this.fields(known ? this.words.other : this.words.mail_send, ask, make('label', { for: 'later-mail' }, this.words.mail), email),
    ];
  }

  call(slots: readonly Slot[]): Node {
    const format = new Intl.DateTimeFormat(this.language === 'nl' ? 'nl-NL' : 'en-GB', { weekday: 'long', day: 'numeric', month: 'long', hour: '2-digit', minute: '2-digit' });
    const number = make('input', { id: 'later-number', type: 'tel', autocomplete: 'tel', maxlength: '30' });
    const when = make('select', { id: 'later-when' }, ...slots.map(({ from }) => make('option', { value: from }, format.format(new Date(from)))));
    return this.fields(
      this.words.call_send,
      () => void this.send('call_back', { number: number.value, at: when.value }),
      make('label', { for: 'later-number' }, this.words.number), number,
      make('label', { for: 'later-when' }, this.words.when), when,
    );
  }
}

/** The whole conversation as plain text: the disclosure, then each line with its time and its author. */
export function transcript(entries: readonly Entry[], words: Words): string {
  const disclosure = entries.find((entry) => entry.type === 'disclosure');
  const lines = entries.flatMap((entry) => {
    const sentence = spoken(entry, words);
    if (!sentence || entry === disclosure) return [];
    const by = entry.type === 'message' ? '' : `${authorLabel(entry.author, words)}: `;
    return [`[${words.dateTime(entry.at)}] ${by}${sentence}`];
  });
  const first = entries[0];
  const title = LATER[words.language].transcript;
  return [first ? `${title} ${words.date(first.at)}` : title, ...(disclosure?.type === 'disclosure' ? [disclosure.text] : []), lines.join('\n')].join('\n\n') + '\n';
}

function download(session: ChatSession, words: Words): void {
  const url = URL.createObjectURL(new Blob([transcript(session.state.entries, words)], { type: 'text/plain;charset=utf-8' }));
  make('a', { href: url, download: `${words.say('conversation')}.txt` }).click();
  setTimeout(() => URL.revokeObjectURL(url), 1_000);
}

/** Shows one of the forms inside the panel. */
export async function later(what: Later, root: Node, session: ChatSession, words: Words): Promise<void> {
  const texts = LATER[words.language];
  const form = new Form(session, texts, words.language, what === 'keep' ? words.say('menu_download') : texts.answer);
  const ack = await session.ask('reach');
  const reach = ack as unknown as Reach;
  if (what === 'keep') {
    if (!ack.ok || !reach.mail) {
      download(session, words);
      return;
    }
    const save = form.button(texts.file, () => {
      download(session, words);
      form.close();
    }, true);
    form.show(root, save, make('h3', {}, texts.mail_title), ...form.mail('transcript', reach, texts.send_to));
    return;
  }
  if (!ack.ok) {
    form.show(root);
    form.say(ack.text || texts.failed);
    return;
  }
  form.show(
    root,
    make('p', {}, texts.intro),
    ...(reach.mail ? [make('h3', {}, texts.mail_title), ...(reach.left ? [make('p', {}, `${texts.left} ${reach.left}`)] : []), ...form.mail('leave', { ...reach, left: null }, texts.send_to)] : []),
    ...(reach.calls.length ? [make('h3', {}, texts.call_title), form.call(reach.calls)] : []),
  );
}
