/** The ticket behind the # of a link, and its exchange for a token. */
export type Answer = { readonly token: string } | { readonly text: string };

/** The ticket, or nothing when there is none. */
export function ticketOf(hash: string): string {
  const ticket = hash.replace(/^#/, '');
  return /^[\w-]+\.[\w-]+\.[\w-]+$/.test(ticket) ? ticket : '';
}

/** Asks the server; the ticket is in the body, never in an address. */
export async function exchange(ticket: string, language: string, ask: typeof fetch): Promise<Answer> {
  try {
    const answer = await ask('/chat/return', {
      method: 'POST',
      headers: { 'Content-Type': 'application/json', 'Accept-Language': language },
      body: JSON.stringify({ ticket }),
    });
    const body = (await answer.json()) as { token?: unknown; error?: { text?: unknown } };
    if (answer.ok && typeof body.token === 'string') return { token: body.token };
    return { text: typeof body.error?.text === 'string' ? body.error.text : '' };
  } catch {
    return { text: '' };
  }
}
