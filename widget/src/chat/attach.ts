/** Picks a photo and sends it into the conversation; loaded only when the bot asks for one. */

export interface Upload {
  readonly server: string;
  readonly token: string;
  readonly clientId: string;
  readonly language: string;
}

/** Asks for a picture on the device; null when none was chosen. */
function pick(): Promise<File | null> {
  return new Promise((resolve) => {
    const input = document.createElement('input');
    input.type = 'file';
    input.accept = 'image/jpeg,image/png,image/webp';
    input.hidden = true;
    const done = (file: File | null): void => {
      input.remove();
      resolve(file);
    };
    input.addEventListener('change', () => done(input.files?.[0] ?? null), { once: true });
    input.addEventListener('cancel', () => done(null), { once: true });
    document.body.append(input);
    input.click();
  });
}

/** Sends the file; null when it arrived, else the server's words for why not. */
export async function upload(file: File, to: Upload): Promise<string | null> {
  const form = new FormData();
  form.append('client_id', to.clientId);
  form.append('file', file);
  try {
    const answer = await fetch(`${to.server}/chat/attachments`, {
      method: 'POST',
      headers: { Authorization: `Bearer ${to.token}`, 'Accept-Language': to.language },
      body: form,
    });
    if (answer.ok) return null;
    const body = (await answer.json()) as { error?: { text?: string } };
    return body.error?.text ?? answer.statusText;
  } catch {
    return to.language === 'nl'
      ? 'De foto is niet verstuurd: er is geen verbinding. Probeer het zo nog eens.'
      : 'The photo was not sent: there is no connection. Please try again in a moment.';
  }
}

/** Says what went wrong in a dialog of the browser's own, which keeps the focus and gives it back. */
function tell(text: string): void {
  const dialog = document.createElement('dialog');
  const form = document.createElement('form');
  form.method = 'dialog';
  const words = document.createElement('p');
  words.textContent = text;
  const button = document.createElement('button');
  button.textContent = 'OK';
  form.append(words, button);
  dialog.append(form);
  dialog.addEventListener('close', () => dialog.remove(), { once: true });
  document.body.append(dialog);
  dialog.showModal();
}

/** The whole way: pick, send, and say so when it did not work. */
export async function sendPhoto(to: Upload): Promise<void> {
  const file = await pick();
  if (!file) return;
  const problem = await upload(file, to);
  if (problem) tell(problem);
}
