/** The staff's HTTP door: one call, one time-out, one error shape. */
import type { Session } from './wire';

/** What went wrong, in words that can be shown; `fields` ties messages to form fields. */
export class ApiError extends Error {
  constructor(
    readonly status: number,
    readonly code: string,
    text: string,
    readonly fields: Readonly<Record<string, string>> = {},
  ) {
    super(text);
  }
}

type Fetch = (input: string, init: RequestInit) => Promise<Response>;

const TIMEOUT_MS = 10_000;

export class StaffApi {
  private csrf = '';

  constructor(
    private readonly language: () => string,
    private readonly fetcher: Fetch = (input, init) => fetch(input, init),
  ) {}

  /** Who is signed in, or null. */
  async session(): Promise<Session | null> {
    try {
      return this.keep(await this.call<Session>('GET', 'session'));
    } catch (error) {
      if (error instanceof ApiError && (error.status === 401 || error.status === 403)) return null;
      throw error;
    }
  }

  async signIn(name: string, password: string): Promise<Session> {
    return this.keep(await this.call<Session>('POST', 'session', { name, password }));
  }

  async signOut(): Promise<void> {
    await this.call('DELETE', 'session');
    this.csrf = '';
  }

  get<T>(path: string): Promise<T> {
    return this.call<T>('GET', path);
  }

  post<T>(path: string, body: object): Promise<T> {
    return this.call<T>('POST', path, body);
  }

  private keep(session: Session): Session {
    this.csrf = session.csrf;
    return session;
  }

  private async call<T>(method: string, path: string, body?: object): Promise<T> {
    const headers: Record<string, string> = { Accept: 'application/json', 'Accept-Language': this.language() };
    if (body !== undefined) headers['Content-Type'] = 'application/json';
    if (method !== 'GET' && this.csrf) headers['X-CSRF-Token'] = this.csrf;
    let response: Response;
    try {
      response = await this.fetcher(`/api/${path}`, {
        method,
        headers,
        credentials: 'same-origin',
        cache: 'no-store',
        signal: AbortSignal.timeout(TIMEOUT_MS),
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
    } catch {
      throw new ApiError(0, 'unreachable', '');
    }
    const answer: unknown = await response.json().catch(() => null);
    if (response.ok) return answer as T;
    throw errorFrom(response.status, answer);
  }
}

function errorFrom(status: number, answer: unknown): ApiError {
  const error = (answer as { error?: { code?: string; text?: string; fields?: unknown } } | null)?.error;
  const fields = error?.fields;
  const known = fields !== null && typeof fields === 'object' && !Array.isArray(fields) ? (fields as Record<string, string>) : {};
  return new ApiError(status, error?.code ?? 'error', error?.text ?? '', known);
}
