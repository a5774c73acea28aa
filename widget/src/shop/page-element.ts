/** The demo shop as one page: header, hero, my orders, gear, trips, and how help works. */
import { html, type TemplateResult } from 'lit';
import { customElement, query, state } from '../ui/decorators';
import { LANGUAGES, Words, type Language } from '../ui/i18n';
import { GEAR, TRIPS, type Shown } from './catalogue';
import { fetchCustomers, identityOf, type Customer } from './customers';
import { drawing, hero } from './drawings';
import { rememberCustomer, rememberedCustomer, rememberedLanguage, rememberLanguage } from './memory';
import './mine';
import { pageStyles } from './page-styles';
import type { Picker } from './picker';
import './picker';
import { ShopPart } from './shop-part';
import { shopBase, shopTokens } from './styles';
import { SHOP } from './texts';

/** What the page needs of the embedded chat. */
interface Chat extends HTMLElement {
  identity: null | (() => Promise<string>);
  open(): Promise<void>;
}

@customElement('shop-page')
export class ShopPage extends ShopPart {
  static override readonly styles = [shopTokens, shopBase, pageStyles];

  @state() private language: Language = rememberedLanguage();
  @state() private customers: readonly Customer[] | null = null;
  @state() private chosen: string | null = rememberedCustomer();
  @state() private failed = false;
  @query('shop-picker') private readonly picker!: Picker;

  constructor() {
    super();
    this.words = new Words(SHOP[this.language], this.language);
    this.#dress();
    this.#identify();
  }

  override connectedCallback(): void {
    super.connectedCallback();
    void this.#loadCustomers();
    // A receipt in the chat means that an order or trip stands differently now.
    this.#chat?.addEventListener('support-message', (event) => {
      if ((event as CustomEvent<{ type: string }>).detail.type === 'receipt') void this.#loadCustomers();
    });
  }

  override render(): TemplateResult {
    const { words } = this;
    const customer = this.customers?.find(({ id }) => id === this.chosen) ?? null;
    return html`
      <a class="skip" href="#content" @click=${this.#skip}>${words.say('skip')}</a>
      <p class="demo">${words.say('demo')}</p>
      ${this.#header(customer)}
      <main id="content" tabindex="-1">
        <section class="hero" aria-labelledby="hero">
          <svg viewBox="0 0 1440 520" preserveAspectRatio="xMidYMax slice" aria-hidden="true">${hero}</svg>
          <div class="wide">
            <h1 id="hero">${words.say('hero_title')}</h1>
            <p>${words.say('hero_text')}</p>
            <div class="actions">
              <button type="button" class="button main" @click=${this.#ask}>${words.say('hero_chat')}</button>
              <button type="button" class="button" @click=${() => this.#go('gear')}>${words.say('hero_gear')}</button>
            </div>
          </div>
        </section>
        <section class="wide band" id="mine" tabindex="-1" aria-label=${words.say('account')}>
          <shop-mine .words=${words} .customer=${customer} @shop-sign-in=${this.#pick} @shop-ask=${this.#ask}></shop-mine>
        </section>
        <section class="wide band" id="gear" tabindex="-1" aria-labelledby="gear-title">
          <h2 id="gear-title">${words.say('gear_title')}</h2>
          <p class="lead">${words.say('gear_text')}</p>
          <ul class="grid" role="list">${GEAR.map((shown, at) => this.#product(shown, at))}</ul>
        </section>
        <section class="wide band" id="trips" tabindex="-1" aria-labelledby="trips-title">
          <h2 id="trips-title">${words.say('trips_title')}</h2>
          <p class="lead">${words.say('trips_text')}</p>
          <ul class="grid trips" role="list">${TRIPS.map((shown) => this.#trip(shown))}</ul>
        </section>
        <section class="service" aria-labelledby="service-title">
          <div class="wide">
            <h2 id="service-title">${words.say('service_title')}</h2>
            <ol role="list">
              <li><h3>${words.say('service_1_title')}</h3><p>${words.say('service_1_text')}</p></li>
              <li><h3>${words.say('service_2_title')}</h3><p>${words.say('service_2_text')}</p></li>
              <li><h3>${words.say('service_3_title')}</h3><p>${words.say('service_3_text')}</p></li>
            </ol>
          </div>
        </section>
      </main>
      <footer class="wide">
        <p>${words.say('footer')}</p>
        <nav aria-label="Samenspel"><a href="/privacy">${words.say('footer_privacy')}</a><a href="/desk/">${words.say('footer_desk')}</a><a href="/console/">${words.say('footer_console')}</a></nav>
      </footer>
      <shop-picker .words=${words} .customers=${this.customers} .chosen=${this.chosen} .failed=${this.failed}
        @shop-choose=${(event: CustomEvent<string | null>) => this.#choose(event.detail)} @shop-retry=${this.#loadCustomers}></shop-picker>
    `;
  }

  #header(customer: Customer | null): TemplateResult {
    const { words } = this;
    return html`<header class="top">
      <div class="wide">
        <span class="logo"><svg viewBox="0 0 32 32" aria-hidden="true"><path d="M7 12h18v14H7zM12.5 12V7.5h7V12" fill="none" stroke="currentcolor" stroke-width="2.4" stroke-linejoin="round"/><path class="strap" d="M7 18h18"/></svg>Reisgoed</span>
        <nav aria-label="Reisgoed">
          <button type="button" class="plain" @click=${() => this.#go('gear')}>${words.say('gear')}</button>
          <button type="button" class="plain" @click=${() => this.#go('trips')}>${words.say('trips')}</button>
          <button type="button" class="plain" @click=${() => this.#go('mine')}>${words.say('account')}</button>
        </nav>
        <div class="languages" role="group" aria-label=${words.say('language')}>
          ${LANGUAGES.map((language) => html`<button type="button" lang=${language} aria-pressed=${language === this.language ? 'true' : 'false'}
            aria-label=${language === 'nl' ? 'Nederlands' : 'English'} @click=${() => this.#speak(language)}>${language.toUpperCase()}</button>`)}
        </div>
        <div class="account">
          ${customer
            ? html`<button type="button" class="button" aria-label="${words.say('signed_in', { name: customer.name })}. ${words.say('switch_customer')}" @click=${this.#pick}>
                <span class="initials" aria-hidden="true">${customer.name.charAt(0)}</span>${customer.name}</button>
              <button type="button" class="plain" @click=${() => this.#choose(null)}>${words.say('sign_out')}</button>`
            : html`<button type="button" class="button main" @click=${this.#pick}>${words.say('sign_in')}</button>`}
        </div>
      </div>
    </header>`;
  }

  #product(shown: Shown, at: number): TemplateResult {
    return html`<li class="card tone-${at % 4}"><div class="picture">${drawing(shown.drawing)}</div>
      <div class="text"><h3>${this.words.local(shown.title)}</h3><p>${this.words.money(shown.price)}</p></div></li>`;
  }

  #trip(shown: Shown): TemplateResult {
    return html`<li class="card"><div class="picture">${drawing(shown.drawing)}</div>
      <div class="text"><h3>${this.words.local(shown.title)}</h3><p>${this.words.say('from_price', { price: this.words.money(shown.price) })} <span>${this.words.say('per_person')}</span></p></div></li>`;
  }

  get #chat(): Chat | null {
    return document.querySelector<Chat>('support-chat');
  }

  readonly #ask = (): void => {
    void this.#chat?.open();
  };

  readonly #pick = (): void => {
    this.picker.show();
  };

  readonly #skip = (event: Event): void => {
    event.preventDefault();
    this.#go('content');
  };

  #go(id: string): void {
    const target = this.renderRoot.querySelector<HTMLElement>(`#${id}`);
    target?.scrollIntoView();
    target?.focus({ preventScroll: true });
  }

  #speak(language: Language): void {
    this.language = language;
    this.words = new Words(SHOP[language], language);
    rememberLanguage(language);
    this.#dress();
  }

  /** The page and the chat in the language of now. */
  #dress(): void {
    document.documentElement.lang = this.language;
    document.title = this.words.say('title');
    this.#chat?.setAttribute('heading', this.words.say('help'));
    this.#chat?.setAttribute('locale', this.language);
  }

  #choose(id: string | null): void {
    this.chosen = id;
    rememberCustomer(id);
    const wanted = this.customers?.find((customer) => customer.id === id)?.language;
    const language = LANGUAGES.find((known) => known === wanted);
    if (language && language !== this.language) this.#speak(language);
    this.#identify();
  }

  /** Tells the chat who this is, as any host site would: a function that fetches a signed identity. */
  #identify(): void {
    const { chosen } = this;
    if (this.#chat) this.#chat.identity = chosen ? () => identityOf(chosen) : null;
  }

  readonly #loadCustomers = async (): Promise<void> => {
    try {
      this.customers = await fetchCustomers();
      this.failed = false;
      if (this.chosen && !this.customers.some(({ id }) => id === this.chosen)) this.#choose(null);
    } catch {
      this.failed = true;
    }
  };
}

declare global {
  interface HTMLElementTagNameMap {
    'shop-page': ShopPage;
  }
}

