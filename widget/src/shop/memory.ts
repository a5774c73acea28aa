/** What the demo shop remembers of a visit: which customer and which language. */
import { languageOf, type Language } from '../ui/i18n';
import { browserStore } from '../shared/store';

const store = browserStore('reisgoed:');

export function rememberedLanguage(): Language {
  return languageOf(store.get('language') ?? navigator.language);
}

export function rememberLanguage(language: Language): void {
  store.set('language', language);
}

export function rememberedCustomer(): string | null {
  return store.get('customer');
}

export function rememberCustomer(id: string | null): void {
  if (id) store.set('customer', id);
  else store.remove('customer');
}
