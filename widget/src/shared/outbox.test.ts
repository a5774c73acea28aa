import { describe, expect, it } from 'vitest';
import { Outbox, type Outgoing } from './outbox';
import type { Ack } from './protocol';
import { memoryStore, type Store } from './store';

const letter = (id: string): Outgoing => ({ client_id: id, text: `text ${id}`, at: '2026-11-21T12:00:00Z' });

/** A server that answers by script: what it says to each try, in order; then always yes. */
function build(answers: readonly Ack[] = [], store: Store = memoryStore()) {
  const tries: string[] = [];
  const waits: number[] = [];
  const log: string[] = [];
  let offset = 0;
  const outbox = new Outbox({
    store,
    key: 'outbox',
    send: async (message) => {
      const answer = answers[tries.length] ?? { ok: true, offset: (offset += 1) };
      tries.push(message.client_id);
      return answer;
    },
    onSending: () => undefined,
    onSent: (message) => log.push(`sent ${message.client_id}`),
    onUnsent: (message, refused) => log.push(`unsent ${message.client_id} ${refused?.code ?? 'unreached'}`),
    wait: async (milliseconds) => void waits.push(milliseconds),
  });
  return { outbox, tries, waits, log, store };
}

const offline: Ack = { ok: false, code: 'offline', text: '' };

describe('the outbox', () => {
  it('sends in the order of writing, each once', async () => {
    const { outbox, tries } = build();
    for (const id of ['a', 'b', 'c', 'a']) outbox.add(letter(id));
    await Promise.all([outbox.flush(), outbox.flush()]);
    expect(tries).toEqual(['a', 'b', 'c']);
    expect(outbox.messages).toEqual([]);
  });

  it('keeps everything, in order, while there is no connection', async () => {
    const { outbox, tries, log } = build([offline, { ok: false, code: 'timeout', text: '' }]);
    outbox.add(letter('a'));
    outbox.add(letter('b'));
    await outbox.flush();
    await outbox.flush();
    expect(outbox.messages.map((message) => message.client_id)).toEqual(['a', 'b']);
    await outbox.flush();
    expect(tries).toEqual(['a', 'a', 'a', 'b']);
    expect(log).toEqual(['unsent a unreached', 'unsent a unreached', 'sent a', 'sent b']);
  });

  it('is still there after a reload', async () => {
    const { outbox, store } = build([offline]);
    outbox.add(letter('a'));
    await outbox.flush();
    const reloaded = build([], store);
    await reloaded.outbox.flush();
    expect(reloaded.tries).toEqual(['a']);
  });

  it('waits as long as the server asks when it is too fast, and then goes on', async () => {
    const { outbox, tries, waits } = build([{ ok: false, code: 'rate_limited', text: 'Slow', retry_after_s: 12 }]);
    outbox.add(letter('a'));
    outbox.add(letter('b'));
    await outbox.flush();
    expect(waits).toEqual([12_000]);
    expect(tries).toEqual(['a', 'a', 'b']);
  });

  it('waits no longer when there is a new connection', async () => {
    const store = memoryStore();
    const sent: string[] = [];
    let tries = 0;
    const outbox = new Outbox({
      store, key: 'outbox',
      send: async () => ((tries += 1) === 1 ? { ok: false, code: 'rate_limited', text: 'Slow' } : { ok: true, offset: 1 }),
      onSending: () => undefined,
      onSent: (message) => sent.push(message.client_id),
      onUnsent: () => undefined,
      wait: () => new Promise(() => undefined),
    });
    outbox.add(letter('a'));
    void outbox.flush();
    await new Promise((done) => setTimeout(done));
    expect(sent).toEqual([]);
    await outbox.wake();
    expect(sent).toEqual(['a']);
  });

  it('puts a refused message aside, keeps it to be seen, and sends the others', async () => {
    const { outbox, tries, log } = build([{ ok: false, code: 'too_long', text: 'Too long' }]);
    outbox.add(letter('a'));
    outbox.add(letter('b'));
    await outbox.flush();
    expect(tries).toEqual(['a', 'b']);
    expect(log).toEqual(['unsent a too_long', 'sent b']);
    expect(outbox.messages).toEqual([{ ...letter('a'), refused: { code: 'too_long', text: 'Too long' } }]);
  });

  it('sends what is written while it is sending', async () => {
    const { outbox, tries } = build();
    outbox.add(letter('a'));
    const flushing = outbox.flush();
    outbox.add(letter('b'));
    void outbox.flush();
    await flushing;
    expect(tries).toEqual(['a', 'b']);
  });

  it('starts empty when what was kept cannot be read', () => {
    const store = memoryStore();
    store.set('outbox', '[{"client_id": 4}, "x", null');
    expect(build([], store).outbox.messages).toEqual([]);
    store.set('outbox', '[{"client_id": 4}, "x", null]');
    expect(build([], store).outbox.messages).toEqual([]);
  });
});
