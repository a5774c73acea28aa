/** Text as text, with web addresses in it as links. */
import { html, type TemplateResult } from 'lit';

const ADDRESS = /https:\/\/[^\s<>"']+[^\s<>"'.,;:!?)\]]/g;

/** The text with every https address as a link that opens apart and tells the other site nothing of us. */
export function linked(text: string): readonly (string | TemplateResult)[] {
  const parts: (string | TemplateResult)[] = [];
  let from = 0;
  for (const match of text.matchAll(ADDRESS)) {
    parts.push(text.slice(from, match.index), html`<a href=${match[0]} target="_blank" rel="noopener noreferrer">${match[0]}</a>`);
    from = match.index + match[0].length;
  }
  parts.push(text.slice(from));
  return parts;
}
