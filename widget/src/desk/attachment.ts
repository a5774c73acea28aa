/** The photo of a message. It is checked here, because the chat, whose weight is limited, never shows one. */
import { isObject, isText } from '../shared/protocol';

const PHOTOS = '/chat/attachments/';

/** Where the photo of an attachment is, or null when that is not in our own store of photos. */
export function photoUrl(attachment: unknown): string | null {
  if (!isObject(attachment) || !isText(attachment['url'])) return null;
  const url = attachment['url'];
  // Dots and backslashes may not lead out of it either.
  return url.startsWith(PHOTOS) && new URL(url, location.origin).pathname.startsWith(PHOTOS) ? url : null;
}
