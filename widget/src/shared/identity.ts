/** Who the host page says the visitor is. */

/** A signed identity; null when nobody is signed in; undefined when the page does not say. */
export type Identity = string | null | undefined;
export type IdentitySource = Identity | (() => Identity | Promise<Identity>);

/** The identity now; a source that fails counts as "does not say". */
export async function resolveIdentity(source: IdentitySource): Promise<Identity> {
  try {
    return typeof source === 'function' ? await source() : source;
  } catch {
    return undefined;
  }
}

/**
 * Whose identity it is, read without checking the signature: only to notice in the browser that somebody else
 * signed in. What may be seen and done is decided by the server, which checks.
 */
export function subjectOf(jwt: string): string {
  try {
    const body = (jwt.split('.')[1] ?? '').replace(/-/g, '+').replace(/_/g, '/');
    const claims: unknown = JSON.parse(new TextDecoder().decode(Uint8Array.from(atob(body), (char) => char.charCodeAt(0))));
    const subject = (claims as { sub?: unknown } | null)?.sub;
    return typeof subject === 'string' ? subject : '';
  } catch {
    return '';
  }
}

/** An identity source that asks an address of the host site: `{"identity": "…"}`, or 204, 401, 403 or 404 for nobody. */
export function identityFrom(url: string): () => Promise<Identity> {
  return async () => {
    const answer = await fetch(url, { credentials: 'include', signal: AbortSignal.timeout(5_000) });
    if ([204, 401, 403, 404].includes(answer.status)) return null;
    if (!answer.ok) return undefined;
    const body = (await answer.json()) as { identity?: unknown };
    return typeof body.identity === 'string' ? body.identity : null;
  };
}
