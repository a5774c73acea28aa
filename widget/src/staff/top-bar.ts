/** The bar above both staff pages: the page's name, the other page, language, theme, who is signed in. */
import { LitElement, css, html, nothing, type TemplateResult } from 'lit';
import { customElement, property } from 'lit/decorators.js';
import { staffTexts } from './i18n';
import { nextTheme, type Theme } from './prefs';
import { base } from './styles';
import { LANGS, type Lang, type Session } from './wire';

const NAMES: Readonly<Record<Lang, string>> = { en: 'English', nl: 'Nederlands' };

/**
 * @slot - what belongs to the page itself: its views, its state, its menu
 * @event {CustomEvent<Lang>} lang-picked
 * @event {CustomEvent<Theme>} theme-picked
 * @event {CustomEvent} sign-out
 */
@customElement('support-top-bar')
export class TopBar extends LitElement {
  @property({ attribute: false }) override lang: Lang = 'en';
  @property() theme: Theme = 'auto';
  @property() page: 'desk' | 'console' = 'desk';
  @property({ attribute: false }) session: Session | null = null;

  static override styles = [
    base,
    css`
      header {
        display: flex;
        flex-wrap: wrap;
        align-items: center;
        gap: 0.25rem 1rem;
        min-block-size: 3.25rem;
        padding: 0.35rem 1rem;
        border-block-end: 1px solid var(--line);
        background: var(--surface);
      }
      .brand {
        display: flex;
        align-items: center;
        gap: 0.55rem;
        font-size: 1rem;
        font-weight: 700;
        letter-spacing: -0.01em;
      }
      .brand svg {
        inline-size: 1.6rem;
        block-size: 1.6rem;
        flex: none;
      }
      .brand span {
        color: var(--soft);
        font-weight: 500;
      }
      .page {
        display: flex;
        flex: 1;
        flex-wrap: wrap;
        align-items: center;
        gap: 0.25rem 0.75rem;
      }
      nav,
      .langs {
        display: flex;
        align-items: center;
        gap: 0.25rem;
      }
      nav a {
        padding: 0.4rem 0.5rem;
        border-radius: 6px;
        color: var(--ink);
      }
      .langs {
        padding: 2px;
        border: 1px solid var(--line);
        border-radius: 8px;
      }
      .langs button {
        min-block-size: 1.85rem;
        padding-inline: 0.5rem;
        border-color: transparent;
        background: none;
        font-size: var(--text-s);
      }
      .langs button[aria-pressed='true'] {
        background: var(--accent-soft);
        border-color: var(--accent);
        color: var(--accent-strong);
      }
      .theme {
        inline-size: 2.25rem;
        padding: 0;
      }
      .theme svg {
        inline-size: 1.1rem;
        block-size: 1.1rem;
      }
      .who {
        color: var(--soft);
        font-size: var(--text-s);
      }
      @media (max-width: 1400px) {
        header,
        .page {
          gap: 0.25rem 0.4rem;
        }
        .role,
        .brand span {
          display: none;
        }
        nav a,
        header > .quiet {
          padding-inline: 0.35rem;
        }
      }
      @media (max-width: 1060px) {
        .who {
          display: none;
        }
      }
      @media (max-width: 44rem) {
        .page {
          flex-basis: 100%;
        }
      }
    `,
  ];

  private send(type: string, detail?: unknown): void {
    this.dispatchEvent(new CustomEvent(type, { detail, bubbles: true, composed: true }));
  }

  override render(): TemplateResult {
    const t = staffTexts[this.lang];
    const other = this.page === 'desk' ? 'console' : 'desk';
    return html`<header>
      <p class="brand">
        <svg viewBox="0 0 24 24" aria-hidden="true">
          <path fill="var(--accent)" d="M3 4h11a3 3 0 0 1 3 3v3a3 3 0 0 1-3 3H9l-4 3v-3H3z" />
          <path fill="var(--note)" fill-opacity=".9" d="M21 9h-2v2a4 4 0 0 1-4 4h-4v1a3 3 0 0 0 3 3h2l4 3v-3h1z" />
        </svg>
        Samenspel <span>${t[this.page]}</span>
      </p>
      <div class="page"><slot></slot></div>
      ${this.session ? html`<nav aria-label="Samenspel"><a href="/${other}/">${t[other]}</a></nav>` : nothing}
      <div class="langs" role="group" aria-label=${t.language}>
        ${LANGS.map(
          (lang) =>
            html`<button lang=${lang} aria-pressed=${this.lang === lang ? 'true' : 'false'} aria-label="${lang.toUpperCase()}, ${NAMES[lang]}" @click=${() => this.send('lang-picked', lang)}>
              ${lang.toUpperCase()}
            </button>`,
        )}
      </div>
      <button class="quiet theme" title=${t.theme[this.theme]} aria-label=${t.theme[this.theme]} @click=${() => this.send('theme-picked', nextTheme(this.theme))}>
        ${this.renderThemeIcon()}
      </button>
      ${this.session
        ? html`<p class="who">${this.session.display}<span class="role">, ${t.roles[this.session.role] ?? this.session.role}</span></p>
            <button class="quiet" title=${this.session.display} @click=${() => this.send('sign-out')}>${t.signOut}</button>`
        : nothing}
    </header>`;
  }

  private renderThemeIcon(): TemplateResult {
    const half = { auto: 'M12 4a8 8 0 0 1 0 16z', light: '', dark: 'M12 4a8 8 0 1 1 0 16a8 8 0 1 1 0-16z' }[this.theme];
    return html`<svg viewBox="0 0 24 24" aria-hidden="true">
      <circle cx="12" cy="12" r="8" fill="none" stroke="currentColor" stroke-width="2" />
      <path d=${half} fill="currentColor" />
    </svg>`;
  }
}

declare global {
  interface HTMLElementTagNameMap {
    'support-top-bar': TopBar;
  }
}
