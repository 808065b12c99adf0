import { Hono } from 'hono';
import { z } from 'zod';
import type { Clock } from '../clock.ts';
import type { Emit } from './events.ts';
import { type Faults, faultsBody } from './faults.ts';
import { findFunctionName } from './function-names.ts';

const TEN_YEARS_MS = 10 * 366 * 86_400_000;

const clockBody = z.strictObject({ advanceMs: z.number().min(0).max(TEN_YEARS_MS) });

/** The routes below `/cloud`: the cloud's faults and its clock. */
export function createControl({
  faults,
  clock,
  functionNames,
  emit,
}: {
  faults: Faults;
  clock: Clock;
  functionNames: readonly string[];
  emit: Emit;
}): Hono {
  const control = new Hono();

  control.get('/faults', (c) => c.json({ faults: faults.current }));

  control.post('/faults', async (c) => {
    const settings = parse(faultsBody, await c.req.text());
    if (settings.kill) {
      const name = findFunction(settings.kill.function);
      settings.kill = { ...settings.kill, function: name };
    }
    faults.set(settings);
    emit({ kind: 'faults', faults: faults.current });
    return c.json({ faults: faults.current });
  });

  control.delete('/faults', (c) => {
    faults.clear();
    emit({ kind: 'faults', faults: faults.current });
    return c.json({ faults: faults.current });
  });

  control.post('/clock', async (c) => {
    const { advanceMs } = parse(clockBody, await c.req.text());
    // Emitted first: the tasks that become due are its consequences.
    emit({ kind: 'clock', now: clock.now() + advanceMs, advancedMs: advanceMs });
    await clock.advance(advanceMs);
    return c.json({ now: clock.now() });
  });

  control.onError((error, c) => {
    if (error instanceof BadRequest) return c.json({ error: error.message }, 400);
    throw error;
  });
  return control;

  function findFunction(wanted: string): string {
    const found = findFunctionName(functionNames, wanted);
    if (found === undefined) {
      throw new BadRequest(`kill.function must be one of ${functionNames.join(', ')}.`);
    }
    return found;
  }
}

class BadRequest extends Error {}

function parse<T>(schema: z.ZodType<T>, text: string): T {
  let body: unknown;
  try {
    body = JSON.parse(text);
  } catch {
    throw new BadRequest('The body must be JSON.');
  }
  const result = schema.safeParse(body);
  if (result.success) return result.data;
  const [issue] = result.error.issues;
  throw new BadRequest(`${issue?.path.join('.') || 'The body'}: ${issue?.message ?? 'is wrong'}.`);
}
