/** The number of unread messages in the title of the page, "(2) Shop", and back. */

let added = '';

/** Shows `count` before the title; nothing for zero. A title that the page changes itself is left alone. */
export function countInTitle(count: number): void {
  const bare = added && document.title.startsWith(added) ? document.title.slice(added.length) : document.title;
  added = count ? `(${count}) ` : '';
  if (document.title !== added + bare) document.title = added + bare;
}
