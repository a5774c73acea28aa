/** Where the link in an e-mail leads: exchanges its ticket for a token and opens that chat. */
import { ticketOf, exchange } from './ticket';

const WORDS = {
  en: { failed: 'This could not be opened. Please try the link again in a moment.', missing: 'There is no chat in this link. Please open it from the e-mail again.' },
  nl: { failed: 'Dit kon niet worden geopend. Probeer de link zo nog eens.', missing: 'In deze link staat geen gesprek. Open hem nog eens vanuit de e-mail.' },
} as const;

const language = navigator.language.toLowerCase().startsWith('nl') ? 'nl' : 'en';
document.documentElement.lang = language;

async function start(): Promise<void> {
  const ticket = ticketOf(location.hash);
  // Whoever looks at this screen or its history later finds no ticket in it.
  history.replaceState(null, '', location.pathname);
  const problem = ticket ? await open(ticket) : WORDS[language].missing;
  const status = document.querySelector('p');
  if (status) status.textContent = problem;
}

/** Opens the chat; gives what went wrong, or nothing. */
async function open(ticket: string): Promise<string> {
  const answer = await exchange(ticket, language, fetch);
  if (!('token' in answer)) return answer.text || WORDS[language].failed;
  // The key under which the chat on this address keeps its token.
  localStorage.setItem(`samenspel:${location.host}/:token`, answer.token);
  const chat = document.createElement('support-chat');
  chat.setAttribute('open', '');
  document.body.append(chat);
  return '';
}

void start();
