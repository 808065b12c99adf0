import { z } from 'zod';
import type { FromEnvironment } from './bootstrap.ts';

const failure = z.object({ errorType: z.string(), errorMessage: z.string(), trace: z.array(z.string()) });

const schema: z.ZodType<FromEnvironment> = z.discriminatedUnion('type', [
  z.object({ type: z.literal('inspector'), url: z.string() }),
  z.object({ type: z.literal('ready'), initMs: z.number() }),
  z.object({ type: z.literal('init-failed'), error: failure }),
  z.object({ type: z.literal('result'), requestId: z.string(), payload: z.string() }),
  z.object({ type: z.literal('failed'), requestId: z.string(), error: failure, fatal: z.boolean() }),
  z.object({
    type: z.literal('outgoing'),
    requestId: z.string(),
    span: z.string(),
    method: z.string(),
    host: z.string(),
    path: z.string(),
    status: z.number(),
    ms: z.number(),
    error: z.string().optional(),
  }),
]);

/**
 * A message of the bootstrap; undefined when it is malformed. The function shares its process with the bootstrap, so
 * these messages are as untrusted as the function's code.
 */
export function parseEnvironmentMessage(message: unknown): FromEnvironment | undefined {
  return schema.safeParse(message).data;
}
