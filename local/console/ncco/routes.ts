import { type Context, Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { z } from 'zod';
import { isObject, own } from '../../../desk/json-value.ts';
import { storedNcco } from '../../../desk/ncco/items.ts';
import { diff } from '../../../ops/ncco/diff.ts';
import { rollback, set, use } from '../../../ops/ncco/edit.ts';
import { type Items, readItems } from '../../../ops/ncco/items.ts';
import { pretty, versionsOf } from '../../../ops/ncco/versions.ts';
import { CommandError } from '../../../ops/command/command-error.ts';
import type { NccoContext } from '../../../ops/ncco/context.ts';
import type { OwnerTables } from '../../../ops/stack/tables.ts';
import { type Finding, judge } from './findings.ts';
import { type ItemKind, kindOf, replace, textOf, view, viewAll } from './kept-items.ts';

const LARGEST_BODY = 1_000_000;
/** Cells of the table that a comparison fills. */
const LARGEST_DIFF = 1_000_000;

const text = z.string();
const bodies = {
  check: z.strictObject({ text }),
  put: z.strictObject({ text, seen: text.optional() }),
  use: z.strictObject({ direction: z.enum(['incoming', 'outgoing']), name: text }),
  rollback: z.strictObject({ to: z.int().optional() }),
  diff: z.strictObject({ text }),
};

/** A request that is not done, with a sentence that says what to do. */
class NotDone extends Error {
  readonly status: 400 | 404 | 409 | 422;
  readonly findings: Finding[] | undefined;
  constructor(status: NotDone['status'], sentence: string, findings?: Finding[]) {
    super(sentence);
    this.status = status;
    this.findings = findings;
  }
}

const CHANGED = 'Somebody changed it meanwhile, so nothing was changed: look at it again, then repeat.';

/** `/console/ncco`: what ops write into NccoConfig, read and written as its owner, with the command's own rules. */
export function nccoRoutes({ desk, now }: { desk: OwnerTables; now: () => number }): Hono {
  const app = new Hono().basePath('/console/ncco');
  app.use(
    bodyLimit({
      maxSize: LARGEST_BODY,
      // What is left of the body would be taken for the next request.
      onError: (c) => c.json({ error: 'The body is too large.' }, 413, { connection: 'close' }),
    }),
  );
  app.onError((error, c) => {
    if (!(error instanceof NotDone)) throw error;
    const { message, findings, status } = error;
    return c.json({ error: message, ...(findings && { findings }) }, status);
  });

  app.get('/', async (c) => c.json({ items: viewAll(await readItems(desk)) }));

  app.post('/use', async (c) => {
    const { direction, name } = await body(c, bodies.use);
    await byCommand(await readItems(desk), '', (work) => use(direction, name, work));
    return c.json({ direction, name });
  });

  app.post('/:name/check', async (c) => {
    const [name, kind] = named(c);
    const { text: given } = await body(c, bodies.check);
    const { findings } = judge({ name, kind, text: given }, await readItems(desk));
    return c.json({ findings });
  });

  app.put('/:name', async (c) => {
    const [name, kind] = named(c);
    const { text: given, seen } = await body(c, bodies.put);
    const items = await readItems(desk);
    if (seen !== undefined && seen !== textOf(name, items)) throw new NotDone(409, CHANGED);
    const { value, findings } = judge({ name, kind, text: given }, items);
    if (findings.some(({ level }) => level === 'error')) {
      throw new NotDone(422, 'This could not be used as it stands, so nothing was changed.', findings);
    }
    if (kind === 'ncco') await byCommand(items, given, (work) => set(name, 'the editor', work));
    else if (!(await replace(desk, name, own(items, name), isObject(value) ? value : {}))) {
      throw new NotDone(409, CHANGED);
    }
    return c.json({ item: view(name, kind, await readItems(desk)) });
  });

  app.get('/:name/history', async (c) => {
    const [name, kind] = named(c);
    const item = there(name, await readItems(desk));
    const versions = kind === 'ncco' ? versionsOf(item) : [];
    return c.json({
      versions: versions.map(({ version: number, at, by, note, ...kept }) => ({
        number,
        at,
        by,
        note,
        text: pretty(storedNcco(kept)),
      })),
    });
  });

  app.post('/:name/rollback', async (c) => {
    const [name, kind] = named(c);
    const { to } = await body(c, bodies.rollback);
    const items = await readItems(desk);
    there(name, items);
    if (kind !== 'ncco') throw new NotDone(422, `No versions of ${name} are kept: edit it instead.`);
    await byCommand(items, '', (work) => rollback(name, to?.toString(), work));
    return c.json({ item: view(name, kind, await readItems(desk)) });
  });

  app.post('/:name/diff', async (c) => {
    const [name] = named(c);
    const { text: given } = await body(c, bodies.diff);
    const [before, after] = [textOf(name, await readItems(desk)), tidied(given)];
    if (before.split('\n').length * after.split('\n').length > LARGEST_DIFF) {
      throw new NotDone(422, 'This is too long to be compared line by line.');
    }
    const lines = diff(before, after).map((line) => ({ kind: line[0] ?? ' ', text: line.slice(2) }));
    return c.json({ lines });
  });
  return app;

  /** Does what the command `npm run ncco` does; what that says to a terminal becomes the answer's sentence. */
  async function byCommand(
    items: Items,
    given: string,
    command: (work: NccoContext) => Promise<number>,
  ): Promise<void> {
    const complaints: string[] = [];
    const work: NccoContext = {
      desk,
      items,
      by: 'console',
      now,
      print: () => undefined,
      printError: (line) => complaints.push(line),
      read: () => Promise.resolve(given),
      user: () => 'console',
      dynamodbPort: '',
    };
    try {
      await command(work);
    } catch (error) {
      if (!(error instanceof CommandError)) throw error;
      if (error.code === 3) throw new NotDone(409, CHANGED);
      throw new NotDone(422, [error.message, ...complaints].join('\n'));
    }
  }
}

function named(c: Context): [name: string, kind: ItemKind] {
  const name = c.req.param('name') ?? '';
  const kind = kindOf(name);
  if (kind === undefined) throw new NotDone(404, 'There is no item of that name to be edited.');
  return [name, kind];
}

function there(name: string, items: Items): unknown {
  const item = own(items, name);
  if (item === undefined) throw new NotDone(404, 'There is no item of that name yet.');
  return item;
}

/** JSON in the form in which it is shown; anything else as it stands. */
function tidied(given: string): string {
  try {
    return pretty(JSON.parse(given));
  } catch {
    return given;
  }
}

async function body<T>(c: Context, schema: z.ZodType<T>): Promise<T> {
  const sent = await c.req.text();
  let value: unknown;
  try {
    value = sent.trim() === '' ? {} : JSON.parse(sent);
  } catch {
    throw new NotDone(400, 'The body must be JSON.');
  }
  const parsed = schema.safeParse(value);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  throw new NotDone(400, `${issue?.path.join('.') || 'The body'}: ${issue?.message ?? 'is wrong'}.`);
}
