/** Ids that a client makes: long enough never to meet again, also on pages without https (no `randomUUID` there). */
export function newId(): string {
  return Array.from(crypto.getRandomValues(new Uint8Array(16)), (byte) => byte.toString(16).padStart(2, '0')).join('');
}
