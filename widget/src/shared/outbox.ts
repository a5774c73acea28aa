/** Messages on their way to the server: kept over reloads, sent one after the other, each until it is acknowledged. */
import type { Ack, Refused } from './protocol';
import type { Store } from './store';

export interface Outgoing {
  readonly client_id: string;
  readonly text: string;
  readonly payload?: string;
  readonly at: string;
  /** Set when the server said no: kept to be seen, not sent again by itself. */
  readonly refused?: { readonly code: string; readonly text: string };
}

export interface OutboxOptions {
  readonly store: Store;
  readonly key: string;
  /** Sends one message; the answer decides what becomes of it. */
  readonly send: (message: Outgoing) => Promise<Ack>;
  readonly onSending: (message: Outgoing) => void;
  readonly onSent: (message: Outgoing) => void;
  /** With `refused` the server said no; without, it was not reached and the message waits. */
  readonly onUnsent: (message: Outgoing, refused?: Refused) => void;
  readonly wait?: (milliseconds: number) => Promise<void>;
}

/** Not an answer of the server about the message: try again once there is a connection. */
const UNREACHED: readonly string[] = ['offline', 'timeout', 'unreadable'];
const PAUSE_MS = 5_000;

const sleep = (milliseconds: number): Promise<void> => new Promise((done) => setTimeout(done, milliseconds));

export class Outbox {
  #running: Promise<void> | null = null;
  #again = false;
  #wake: (() => void) | undefined;

  constructor(private readonly options: OutboxOptions) {}

  /** What is not acknowledged yet, oldest first, refused ones included. */
  get messages(): readonly Outgoing[] {
    try {
      const kept: unknown = JSON.parse(this.options.store.get(this.options.key) ?? '[]');
      return Array.isArray(kept) ? kept.filter(isOutgoing) : [];
    } catch {
      return [];
    }
  }

  /** Keeps a message for sending; the same `client_id` twice is kept once. */
  add(message: Outgoing): void {
    const known = this.messages;
    if (!known.some((other) => other.client_id === message.client_id)) this.#keep([...known, message]);
  }

  remove(clientId: string): void {
    this.#keep(this.messages.filter((message) => message.client_id !== clientId));
  }

  clear(): void {
    this.options.store.remove(this.options.key);
  }

  /** There is a new connection: no reason to wait any longer. */
  wake(): Promise<void> {
    this.#wake?.();
    return this.flush();
  }

  /** Sends what is waiting, in order; resolves when all is sent or the server cannot be reached. */
  flush(): Promise<void> {
    if (this.#running) {
      this.#again = true;
      return this.#running;
    }
    this.#running = this.#drain().finally(() => {
      this.#running = null;
    });
    return this.#running;
  }

  async #drain(): Promise<void> {
    do {
      this.#again = false;
      for (let next = this.#next(); next; next = this.#next()) {
        this.options.onSending(next);
        const ack = await this.options.send(next);
        if (ack.ok) {
          this.remove(next.client_id);
          this.options.onSent(next);
        } else if (UNREACHED.includes(ack.code)) {
          this.options.onUnsent(next);
          break;
        } else if (ack.code === 'rate_limited') {
          this.options.onUnsent(next, ack);
          const pause = (this.options.wait ?? sleep)((ack.retry_after_s ?? PAUSE_MS / 1000) * 1000);
          await Promise.race([pause, new Promise<void>((wake) => (this.#wake = wake))]);
        } else {
          // The server would say the same again: out of the way of what comes after; the row offers to retry.
          this.#refuse(next.client_id, ack);
          this.options.onUnsent(next, ack);
        }
      }
    } while (this.#again);
  }

  #next(): Outgoing | undefined {
    return this.messages.find((message) => !message.refused);
  }

  #refuse(clientId: string, { code, text }: Refused): void {
    this.#keep(this.messages.map((message) => (message.client_id === clientId ? { ...message, refused: { code, text } } : message)));
  }

  #keep(messages: readonly Outgoing[]): void {
    if (messages.length) this.options.store.set(this.options.key, JSON.stringify(messages));
    else this.options.store.remove(this.options.key);
  }
}

function isOutgoing(value: unknown): value is Outgoing {
  if (typeof value !== 'object' || value === null) return false;
  const message = value as Record<string, unknown>;
  const payload = message['payload'];
  return typeof message['client_id'] === 'string' && typeof message['text'] === 'string' && typeof message['at'] === 'string'
    && (payload === undefined || typeof payload === 'string');
}
