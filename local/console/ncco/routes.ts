import { type Context, Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { isObject, own } from '../../../desk/json-value.ts';
import { storedNcco } from '../../../desk/ncco/items.ts';
import { diff } from '../../../ops/ncco/diff.ts';
import { rollback, set, use } from '../../../ops/ncco/edit.ts';
import { type Items, readItems } from '../../../ops/ncco/items.ts';
import { pretty, versionsOf } from '../../../ops/ncco/versions.ts';
import type { OwnerTables } from '../../../ops/stack/tables.ts';
import { textOf, toEditableItem, toEditableItems } from './editable-items.ts';
import { checkText } from './findings.ts';
import { replaceItem } from './replace-item.ts';
import { bodies, conflict, itemInPath, readBody, RequestError } from './request.ts';
import { runCommand } from './run-command.ts';

const MAX_BODY_BYTES = 1_000_000;
/** Cells of the table that a comparison fills. */
const MAX_DIFF_CELLS = 1_000_000;

/** What the editor's routes work with. */
interface Editor {
  /** The tables with their owner's rights. */
  desk: OwnerTables;
  /** Milliseconds since 1970 on the shared clock. */
  now: () => number;
}

/** `/console/ncco`: reads and writes what people edit in NccoConfig, by the rules of `npm run ncco`. */
export function nccoRoutes(editor: Editor): Hono {
  const app = new Hono().basePath('/console/ncco');
  app.use(
    bodyLimit({
      maxSize: MAX_BODY_BYTES,
      // The unread rest of the body would be parsed as the next request.
      onError: (c) => c.json({ error: 'The body is too large.' }, 413, { connection: 'close' }),
    }),
  );
  app.onError((error, c) => {
    if (!(error instanceof RequestError)) throw error;
    const { message, findings, status } = error;
    return c.json({ error: message, ...(findings && { findings }) }, status);
  });
  app.get('/', async (c) => c.json({ items: toEditableItems(await readItems(editor.desk)) }));
  app.post('/use', (c) => chooseItem(c, editor));
  app.post('/:name/check', (c) => checkItem(c, editor));
  app.put('/:name', (c) => saveItem(c, editor));
  app.get('/:name/history', (c) => listVersions(c, editor));
  app.post('/:name/rollback', (c) => rollBackItem(c, editor));
  app.post('/:name/diff', (c) => compareText(c, editor));
  return app;
}

/** Chooses the NCCO that answers the calls of a direction. */
async function chooseItem(c: Context, { desk, now }: Editor): Promise<Response> {
  const { direction, name } = await readBody(c, bodies.use);
  const items = await readItems(desk);
  await runCommand({ desk, now, items }, (context) => use(direction, name, context));
  return c.json({ direction, name });
}

async function checkItem(c: Context, { desk }: Editor): Promise<Response> {
  const [name, kind] = itemInPath(c);
  const { text } = await readBody(c, bodies.check);
  const { findings } = checkText({ name, kind, text }, await readItems(desk));
  return c.json({ findings });
}

async function saveItem(c: Context, { desk, now }: Editor): Promise<Response> {
  const [name, kind] = itemInPath(c);
  const { text, seen } = await readBody(c, bodies.put);
  const items = await readItems(desk);
  if (seen !== undefined && seen !== textOf(name, items)) throw conflict();
  const { value, findings } = checkText({ name, kind, text }, items);
  if (findings.some(({ level }) => level === 'error')) {
    throw new RequestError(422, 'This could not be used as it stands, so nothing was changed.', findings);
  }
  if (kind === 'ncco') {
    await runCommand({ desk, now, items }, (context) => set(name, 'the editor', context), text);
  } else if (!(await replaceItem(desk, name, own(items, name), isObject(value) ? value : {}))) {
    throw conflict();
  }
  return c.json({ item: toEditableItem(name, kind, await readItems(desk)) });
}

async function listVersions(c: Context, { desk }: Editor): Promise<Response> {
  const [name, kind] = itemInPath(c);
  const item = requireItem(name, await readItems(desk));
  const versions = kind === 'ncco' ? versionsOf(item) : [];
  return c.json({
    versions: versions.map(({ version: number, at, by, note, ...stored }) => ({
      number,
      at,
      by,
      note,
      text: pretty(storedNcco(stored)),
    })),
  });
}

async function rollBackItem(c: Context, { desk, now }: Editor): Promise<Response> {
  const [name, kind] = itemInPath(c);
  const { to } = await readBody(c, bodies.rollback);
  const items = await readItems(desk);
  requireItem(name, items);
  if (kind !== 'ncco') throw new RequestError(422, `No versions of ${name} are kept: edit it instead.`);
  await runCommand({ desk, now, items }, (context) => rollback(name, to?.toString(), context));
  return c.json({ item: toEditableItem(name, kind, await readItems(desk)) });
}

/** Compares the stored text with the one that was sent, line by line. */
async function compareText(c: Context, { desk }: Editor): Promise<Response> {
  const [name] = itemInPath(c);
  const { text } = await readBody(c, bodies.diff);
  const [before, after] = [textOf(name, await readItems(desk)), prettyIfJson(text)];
  if (before.split('\n').length * after.split('\n').length > MAX_DIFF_CELLS) {
    throw new RequestError(422, 'This is too long to be compared line by line.');
  }
  const lines = diff(before, after).map((line) => ({ kind: line[0] ?? ' ', text: line.slice(2) }));
  return c.json({ lines });
}

/** @throws RequestError (404) while the item does not exist */
function requireItem(name: string, items: Items): unknown {
  const item = own(items, name);
  if (item === undefined) throw new RequestError(404, 'There is no item of that name yet.');
  return item;
}

function prettyIfJson(text: string): string {
  try {
    return pretty(JSON.parse(text));
  } catch {
    return text;
  }
}
