/** The language and theme a staff member picked, kept on this computer for both staff pages. */
import { LANGS, type Lang } from './wire';

export type Theme = 'auto' | 'light' | 'dark';
const THEMES: readonly Theme[] = ['auto', 'light', 'dark'];
const LANG_KEY = 'samenspel.staff.lang';
const THEME_KEY = 'samenspel.staff.theme';

const read = (key: string): string | null => {
  try {
    return localStorage.getItem(key);
  } catch {
    return null; // storage switched off: the choice lasts as long as the page
  }
};

const write = (key: string, value: string): void => {
  try {
    localStorage.setItem(key, value);
  } catch {
    // see read
  }
};

/** The chosen language, else the browser's first one that we speak, else English. */
export function savedLang(preferred: readonly string[] = navigator.languages): Lang {
  const chosen = read(LANG_KEY);
  const known = LANGS.find((lang) => lang === chosen);
  if (known) return known;
  for (const tag of preferred) {
    const lang = LANGS.find((candidate) => tag.toLowerCase().split('-')[0] === candidate);
    if (lang) return lang;
  }
  return 'en';
}

/** Keeps the language and tells assistive technology. */
export function useLang(lang: Lang): void {
  write(LANG_KEY, lang);
  document.documentElement.lang = lang;
}

export function savedTheme(): Theme {
  const chosen = read(THEME_KEY);
  return THEMES.find((theme) => theme === chosen) ?? 'auto';
}

/** `auto` follows the system; the attribute is read by the page's style sheet. */
export function useTheme(theme: Theme): void {
  write(THEME_KEY, theme);
  if (theme === 'auto') delete document.documentElement.dataset['theme'];
  else document.documentElement.dataset['theme'] = theme;
}

export const nextTheme = (theme: Theme): Theme => THEMES[(THEMES.indexOf(theme) + 1) % THEMES.length] ?? 'auto';
