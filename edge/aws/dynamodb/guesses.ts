import { GetCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import { createHash } from 'node:crypto';
import * as z from 'zod/mini';
import { forgottenAt, onWrongKey, type Guesses } from '../../../desk/agents/guesses.ts';
import { dynamodb, conditionalWrite } from './client.ts';
import { tableName } from './table.ts';

/** Whose keys are guessed: those of agents, by their names, or the shop's, by the key that came. */
export type GuessedKey = 'agent-key' | 'notify-key';

/**
 * Identities share this many items: the table cannot grow with every name that somebody invents, names on the roster
 * are answered as all others are, and at most so many writes are made in the time of one pause. Two identities that
 * share an item share its pause, which holds nobody up who has the right key.
 */
const ITEMS = 64;

/** A wrong key that lost the write to another waits this long before it asks the table again. */
const LOST_MS = 1_000;

const guessesItem = z.object({ wrong: z.number(), pausedUntil: z.number() });

/** Pauses that this environment knows of: while one runs, a flood asks nothing of the table. At most as many as items. */
const running = new Map<string, number>();

/**
 * Counts a wrong key that was presented for `identity`.
 *
 * @returns how long to wait until the next one is looked at, ms; 0 when no pause was running
 */
export async function countWrongKey(kind: GuessedKey, identity: string, now: number): Promise<number> {
  const id = `${kind}#${shareOf(identity)}`;
  const until = running.get(id) ?? 0;
  if (until > now) return until - now;
  // Set before anything is awaited: of a flood that meets the end of a pause, one guess asks the table.
  running.set(id, now + LOST_MS);
  const known = await read(id);
  const outcome = onWrongKey(known, now);
  if (outcome.verdict === 'wait') {
    running.set(id, now + outcome.ms);
    return outcome.ms;
  }
  const { next } = outcome;
  if (await conditionalWrite(write(id, known, next))) running.set(id, next.pausedUntil);
  return 0;
}

const shareOf = (identity: string): number =>
  createHash('sha256').update(identity).digest().readUInt16BE(0) % ITEMS;

async function read(id: string): Promise<Guesses | undefined> {
  const { Item } = await dynamodb.send(
    new GetCommand({ TableName: tableName('GUESSES_TABLE'), Key: { id }, ConsistentRead: true }),
  );
  return Item && z.safeParse(guessesItem, Item).data;
}

/** Of several environments that count at once, one does. */
function write(id: string, known: Guesses | undefined, next: Guesses): Promise<unknown> {
  return dynamodb.send(
    new UpdateCommand({
      TableName: tableName('GUESSES_TABLE'),
      Key: { id },
      ConditionExpression: known
        ? 'wrong = :knownWrong AND pausedUntil = :knownUntil'
        : 'attribute_not_exists(wrong)',
      UpdateExpression: 'SET wrong = :wrong, pausedUntil = :until, expiresAt = :expires',
      ExpressionAttributeValues: {
        ':wrong': next.wrong,
        ':until': next.pausedUntil,
        ':expires': Math.ceil(forgottenAt(next) / 1000),
        ...(known && { ':knownWrong': known.wrong, ':knownUntil': known.pausedUntil }),
      },
    }),
  );
}
