/** What one script tag brings: the element `<support-chat>`, put at the end of the page unless the page has one. */
import { SupportChat } from './launcher/element';

(() => {
  const script = document.currentScript ?? document.querySelector('script[data-samenspel]');
  if (!(script instanceof HTMLScriptElement) || customElements.get('support-chat')) return;
  SupportChat.script = script.src;
  customElements.define('support-chat', SupportChat);

  const start = (): void => {
    if (document.querySelector('support-chat')) return;
    const chat = document.createElement('support-chat');
    for (const { name, value } of script.attributes) {
      if (name.startsWith('data-') && name !== 'data-samenspel') chat.setAttribute(name.slice('data-'.length), value);
    }
    document.body.append(chat);
  };
  // In the head the body is not there yet; further down the page's own scripts find the element at once.
  if (document.body && script.hasAttribute('data-samenspel')) start();
  else if (script.hasAttribute('data-samenspel')) addEventListener('DOMContentLoaded', start, { once: true });
})();
