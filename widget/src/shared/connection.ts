/** One socket.io namespace of the server: fresh credentials at every connect, an answer to every event, and its state. */
import { io, type Socket } from 'socket.io-client';
import { parseAck, type Ack } from './protocol';

export type ConnectionState = 'connecting' | 'online' | 'offline' | 'refused';

/** Where the server is: its origin, and the path socket.io answers on. */
export interface Server {
  readonly origin: string;
  readonly path: string;
}

export interface ConnectionOptions {
  readonly server: Server;
  /** `/chat` or `/desk`. */
  readonly namespace: string;
  /** Asked at every connect and reconnect, so that tokens and offsets are always the newest. */
  readonly auth: () => Promise<Readonly<Record<string, unknown>>>;
  readonly onEvent: (name: string, payload: unknown) => void;
  /** `refusal` is set with `refused`: the server said no and will not be asked again by itself. */
  readonly onState: (state: ConnectionState, refusal?: Ack) => void;
}

/** How long the server may take to acknowledge an event. */
const ACK_TIMEOUT_MS = 10_000;

/** The server that a page at `base` belongs to; a path prefix is kept. */
export function serverAt(base: string | URL): Server {
  const url = new URL(base);
  return { origin: url.origin, path: `${url.pathname.replace(/[^/]*$/, '')}socket.io/` };
}

export class Connection {
  readonly #socket: Socket;
  readonly #options: ConnectionOptions;
  #state: ConnectionState = 'offline';

  constructor(options: ConnectionOptions) {
    this.#options = options;
    this.#socket = io(options.server.origin + options.namespace, {
      path: options.server.path,
      // One connection without the polling steps: no sticky sessions needed behind a balancer.
      transports: ['websocket'],
      autoConnect: false,
      forceNew: true,
      reconnectionDelay: 500,
      reconnectionDelayMax: 10_000,
      auth: (give) => {
        options.auth().then(give, () => give({}));
      },
    });
    this.#socket.on('connect', () => this.#become('online'));
    this.#socket.on('disconnect', () => this.#become(this.#socket.active ? 'connecting' : 'offline'));
    this.#socket.on('connect_error', (error: Error & { data?: unknown }) => {
      if (this.#socket.active) this.#become('connecting');
      else this.#become('refused', parseAck(error.data ?? { code: error.message }));
    });
    this.#socket.onAny((name: string, payload: unknown) => options.onEvent(name, payload));
  }

  get state(): ConnectionState {
    return this.#state;
  }

  /** Connects, or connects again with fresh credentials. */
  connect(): void {
    this.#socket.disconnect();
    this.#become('connecting');
    this.#socket.connect();
  }

  close(): void {
    this.#socket.disconnect();
    this.#become('offline');
  }

  /** Sends an event and gives the server's answer. Never rejects: no connection is `offline`, no answer is `timeout`. */
  async emit(name: string, payload: unknown = {}, timeout = ACK_TIMEOUT_MS): Promise<Ack> {
    if (!this.#socket.connected) return { ok: false, code: 'offline', text: '' };
    try {
      return parseAck(await this.#socket.timeout(timeout).emitWithAck(name, payload));
    } catch {
      return { ok: false, code: 'timeout', text: '' };
    }
  }

  #become(state: ConnectionState, refusal?: Ack): void {
    if (state === this.#state && !refusal) return;
    this.#state = state;
    this.#options.onState(state, refusal);
  }
}
