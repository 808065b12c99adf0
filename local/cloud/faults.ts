import { z } from 'zod';

const count = z.int().min(0).max(1_000_000);

const faultsSchema = z.strictObject({
  dynamodb: z
    .strictObject({
      /** The next n requests of functions are throttled. */
      throttle: count.optional(),
      delayMs: count.optional(),
      down: z.boolean().optional(),
    })
    .optional(),
  secrets: z.strictObject({ down: z.boolean().optional() }).optional(),
  kill: z
    .strictObject({
      function: z.string().min(1).max(200),
      after: z.string().regex(/^(write [1-9]\d{0,5}|reply)$/, 'after is "write <n>" or "reply"'),
    })
    .optional(),
});

export type FaultSettings = z.infer<typeof faultsSchema>;

export const faultsBody = faultsSchema;

/** The faults that are injected next. Owners' requests are never affected. */
export class Faults {
  #settings: FaultSettings = {};
  #writes = 0;

  get current(): FaultSettings {
    return structuredClone(this.#settings);
  }

  /** Merges into the current settings; within `dynamodb` and `secrets` setting by setting. */
  set(settings: FaultSettings): void {
    const { dynamodb, secrets, kill } = settings;
    if (dynamodb) this.#settings.dynamodb = { ...this.#settings.dynamodb, ...dynamodb };
    if (secrets) this.#settings.secrets = { ...this.#settings.secrets, ...secrets };
    if (kill) {
      this.#settings.kill = kill;
      this.#writes = 0;
    }
  }

  clear(): void {
    this.#settings = {};
  }

  get dynamodbDown(): boolean {
    return this.#settings.dynamodb?.down ?? false;
  }

  get dynamodbDelayMs(): number {
    return this.#settings.dynamodb?.delayMs ?? 0;
  }

  get secretsDown(): boolean {
    return this.#settings.secrets?.down ?? false;
  }

  /** Whether to throttle this request; decrements the count. */
  takeThrottle(): boolean {
    const { dynamodb } = this.#settings;
    if (!dynamodb?.throttle) return false;
    dynamodb.throttle--;
    return true;
  }

  /** Whether the function is killed after the write that was just applied; counts writes, and applies once. */
  takeWrite(functionName: string): boolean {
    const { kill } = this.#settings;
    if (kill?.function !== functionName || kill.after === 'reply') return false;
    this.#writes++;
    return this.#writes === Number(kill.after.slice('write '.length)) && this.#useKill();
  }

  /** Whether the function is killed between its return and the reply; applies once. */
  takeReply(functionName: string): boolean {
    const { kill } = this.#settings;
    return kill?.function === functionName && kill.after === 'reply' && this.#useKill();
  }

  #useKill(): true {
    delete this.#settings.kill;
    return true;
  }
}
