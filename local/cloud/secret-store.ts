import { z } from 'zod';
import type { Clock } from '../clock.ts';
import { readKept, writeKept } from './kept-file.ts';
import type { SecretSpec } from './resources/secrets.ts';

const version = z.object({ id: z.string(), value: z.string(), createdAt: z.number() });

const stored = z.record(
  z.string(),
  z.object({ createdAt: z.number(), current: version.optional(), previous: version.optional() }),
);

type Stored = z.infer<typeof stored>;

/** The secrets' values; kept in `file` (readable by its owner only) or in memory. */
export class SecretStore {
  readonly #secrets: Stored;
  readonly #file: string | undefined;
  readonly #clock: Clock;
  #saving = Promise.resolve();

  private constructor(secrets: Stored, file: string | undefined, clock: Clock) {
    this.#secrets = secrets;
    this.#file = file;
    this.#clock = clock;
  }

  /** Creates the template's secrets that are missing. */
  static async open(
    specs: readonly SecretSpec[],
    file: string | undefined,
    clock: Clock,
  ): Promise<SecretStore> {
    const store = new SecretStore((await readKept(file, stored)) ?? {}, file, clock);
    for (const spec of specs) {
      if (!store.get(spec.name)) await store.create(spec.name, spec.initialValue());
    }
    return store;
  }

  get(name: string): Stored[string] | undefined {
    return Object.hasOwn(this.#secrets, name) ? this.#secrets[name] : undefined;
  }

  names(): string[] {
    return Object.keys(this.#secrets);
  }

  async create(name: string, value: string | undefined, id?: string): Promise<void> {
    this.#secrets[name] = { createdAt: this.#clock.now() };
    if (value !== undefined) await this.put(name, value, id);
    else await this.#save();
  }

  /** Adds a version; the current one becomes the previous. Returns the version's id. */
  async put(name: string, value: string, id: string = crypto.randomUUID()): Promise<string> {
    const secret = this.#secrets[name];
    if (secret) {
      if (secret.current) secret.previous = secret.current;
      secret.current = { id, value, createdAt: this.#clock.now() };
    }
    await this.#save();
    return id;
  }

  #save(): Promise<void> {
    this.#saving = this.#saving.then(() => writeKept(this.#file, this.#secrets));
    return this.#saving;
  }
}
