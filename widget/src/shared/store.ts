/** What a browser keeps for us: localStorage under one prefix, or memory where the browser forbids it. */

export interface Store {
  get(key: string): string | null;
  set(key: string, value: string): void;
  remove(key: string): void;
}

class MemoryStore implements Store {
  readonly #values = new Map<string, string>();

  get(key: string): string | null {
    return this.#values.get(key) ?? null;
  }

  set(key: string, value: string): void {
    this.#values.set(key, value);
  }

  remove(key: string): void {
    this.#values.delete(key);
  }
}

/** localStorage; what it refuses (blocked, full) is kept in memory for as long as the page lives. */
class BrowserStore implements Store {
  readonly #memory = new MemoryStore();

  constructor(private readonly prefix: string) {}

  get(key: string): string | null {
    const kept = this.#memory.get(key);
    if (kept !== null) return kept;
    try {
      return localStorage.getItem(this.prefix + key);
    } catch {
      return null;
    }
  }

  set(key: string, value: string): void {
    try {
      localStorage.setItem(this.prefix + key, value);
      this.#memory.remove(key);
    } catch {
      this.#memory.set(key, value);
    }
  }

  remove(key: string): void {
    this.#memory.remove(key);
    try {
      localStorage.removeItem(this.prefix + key);
    } catch {
      // Nothing could be stored, so nothing is left to remove.
    }
  }
}

export function browserStore(prefix: string): Store {
  return new BrowserStore(prefix);
}

export function memoryStore(): Store {
  return new MemoryStore();
}
