/** A map that forgets its oldest entries. */
export class Remembered<K, V> {
  readonly #values = new Map<K, V>();
  readonly #most: number;

  constructor(most = 20_000) {
    this.#most = most;
  }

  get(key: K): V | undefined {
    return this.#values.get(key);
  }

  set(key: K, value: V): void {
    this.#values.set(key, value);
    const [oldest] = this.#values.keys();
    if (this.#values.size > this.#most && oldest !== undefined) this.#values.delete(oldest);
  }

  take(key: K): V | undefined {
    const value = this.#values.get(key);
    this.#values.delete(key);
    return value;
  }
}
