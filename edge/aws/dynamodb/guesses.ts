import { GetCommand } from '@aws-sdk/lib-dynamodb';
import { createHash } from 'node:crypto';
import * as z from 'zod/mini';
import { forgottenAt, onWrongKey, type Guesses } from '../../../desk/agents/guesses.ts';
import { dynamodb } from './client.ts';
import { allOf, equals, isAbsent, updateIf, type Condition } from './conditional.ts';
import { tableName } from './table.ts';

/** Whose keys are guessed: those of agents, by agent's name, or the shop's, by the key that was presented. */
export type GuessedKey = 'agent-key' | 'notify-key';

/**
 * Identities share this many items: the table cannot grow with every invented name, responses do not reveal which names
 * are on the roster, and at most so many writes are made during one pause. Two identities that share an item share its
 * pause, which delays nobody who has the right key.
 */
const ITEMS = 64;

/** When another environment's write came first, the table is not read again for this long. */
const LOST_MS = 1_000;

const guessesItem = z.object({ wrong: z.number(), pausedUntil: z.number() });

/** Pauses that this environment knows of: during one, a flood reads nothing from the table. At most one for each item. */
const running = new Map<string, number>();

/**
 * Counts a wrong key that was presented for `identity`.
 *
 * @returns how long until the next wrong key is counted, ms; 0 when this one was
 */
export async function countWrongKey(kind: GuessedKey, identity: string, now: number): Promise<number> {
  const id = `${kind}#${shareOf(identity)}`;
  const until = running.get(id) ?? 0;
  if (until > now) return until - now;
  // Set before anything is awaited: of a flood at the end of a pause, one guess reads the table.
  running.set(id, now + LOST_MS);
  const known = await read(id);
  const outcome = onWrongKey(known, now);
  if (outcome.verdict === 'wait') {
    running.set(id, now + outcome.ms);
    return outcome.ms;
  }
  const { next } = outcome;
  if (await write(id, known, next)) running.set(id, next.pausedUntil);
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

/** Nobody counted since the guesses were read: of several environments that count at once, one does. */
const isAsRead = (known: Guesses | undefined): Condition =>
  known ? allOf(equals('wrong', known.wrong), equals('pausedUntil', known.pausedUntil)) : isAbsent('wrong');

const write = (id: string, known: Guesses | undefined, { wrong, pausedUntil }: Guesses): Promise<boolean> =>
  updateIf({ TableName: tableName('GUESSES_TABLE'), Key: { id } }, isAsRead(known), {
    set: { wrong, pausedUntil, expiresAt: Math.ceil(forgottenAt({ wrong, pausedUntil }) / 1000) },
  });
