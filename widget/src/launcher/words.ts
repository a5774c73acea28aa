/** The few words of the launcher; they are needed before the chat is loaded. */

/** Open, close, loading, failed, one unread, more unread. */
export type LauncherWords = readonly [string, string, string, string, string, string];

const words: Readonly<Record<string, LauncherWords>> = {
  en: ['Open chat', 'Close chat', 'Opening chat…', 'The chat could not be loaded. Click to try again.', '1 unread message', '# unread messages'],
  nl: ['Chat openen', 'Chat sluiten', 'Chat wordt geopend…', 'De chat kon niet worden geladen. Klik om het opnieuw te proberen.', '1 ongelezen bericht', '# ongelezen berichten'],
};

export function launcherWords(locale: string): LauncherWords {
  return words[locale.toLowerCase().slice(0, 2)] ?? (words['en'] as LauncherWords);
}
