import { DeleteCommand, QueryCommand, type DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { SignJWT, importPKCS8 } from 'jose';
import { createHash, randomUUID } from 'node:crypto';
import * as z from 'zod/mini';
import { VonageProblem, vonageHttp, type Ask, type HttpDoors } from './vonage-http.ts';

/** What the desk and the account have agreed on, as set-up left it. */
export interface Agreed {
  apiKey: string;
  apiSecret: string;
  applicationId: string;
  privateKey: string;
  signatureSecret: string;
  /** Where the application's events go, as Vonage keeps it. */
  eventUrl: string;
  /** Of Vonage's calls and users. */
  apiHost: string;
  /** A number that is linked to the application, E.164 digits. */
  voice: string;
  callsTable: string;
}

export interface ProofDoors extends HttpDoors {
  dynamodb: DynamoDBDocumentClient;
  /** Milliseconds since 1970. */
  now: () => number;
}

/** Whether the signature secret is the account's. A sentence says why not, or how it can still be proved. */
export type Verdict = { verdict: 'proven' } | { verdict: 'wrong' | 'unproven'; sentence: string };

/** The app user that is called: no agent has this name, so nobody's phone rings. */
export const NOBODY = 'frontdesk-setup-check';

const POLLS = 20;
const POLL_MS = 1_000;
const TRIES = 5;
const TRY_AGAIN_MS = 2_000;
const JWT_SECONDS = 300;

const madeCall = z.object({ uuid: z.string(), conversation_uuid: z.string() });
const madeUser = z.object({ id: z.string() });

/**
 * Proves the signature secret by a webhook that Vonage signs: Vonage is made to call an app user that nobody is, for
 * nothing, and tells the desk's event URL of that call. The desk keeps only events that are signed with its secret; one
 * of this call in the Calls table is the proof. That the desk takes what is signed with this very secret is tried
 * first, so that a call without an event means the secret, and nothing else.
 */
export async function proveSignature(agreed: Agreed, doors: ProofDoors): Promise<Verdict> {
  const trouble = await troubleWithDesk(agreed, doors);
  if (trouble !== undefined) return unproven(agreed, trouble);
  const vonage = asApplication(agreed, doors);
  try {
    const user = await vonage.makeUser();
    try {
      return await proveByCall(agreed, doors, vonage);
    } finally {
      if (user !== undefined) await vonage.removeUser(user).catch(() => undefined);
    }
  } catch (error) {
    if (!(error instanceof VonageProblem)) throw error;
    return unproven(agreed, error.message);
  }
}

async function proveByCall(
  agreed: Agreed,
  { dynamodb, pause }: ProofDoors,
  vonage: ReturnType<typeof asApplication>,
): Promise<Verdict> {
  const { uuid, conversation } = await vonage.call();
  const table = agreed.callsTable;
  try {
    for (let poll = 0; poll < POLLS; poll += 1) {
      await pause(POLL_MS);
      if ((await itemsOf(dynamodb, table, conversation)).length > 0) return { verdict: 'proven' };
    }
  } finally {
    await vonage.hangUp(uuid).catch(() => undefined);
    // The last events of the call are told about now.
    await pause(TRY_AGAIN_MS);
    for (const item of await itemsOf(dynamodb, table, conversation))
      await dynamodb.send(new DeleteCommand({ TableName: table, Key: { call: conversation, item } }));
  }
  return {
    verdict: 'wrong',
    sentence:
      `VONAGE_SIGNATURE_SECRET is not the signature secret of this account: Vonage made a call, and none of the ` +
      `events that it signed was accepted within ${(POLLS * POLL_MS) / 1_000} s, while the desk accepts what is ` +
      'signed with the secret that you gave. It stands in the dashboard under API settings.',
  };
}

/** Why the desk does not take an event that is signed with the secret; undefined when it does. Nothing is stored. */
async function troubleWithDesk(
  { apiKey, applicationId, signatureSecret, eventUrl }: Agreed,
  { fetch, pause, now }: ProofDoors,
): Promise<string | undefined> {
  // An event that names no call is proved like any other, and then let go.
  const body = '{}';
  let trouble: string | undefined;
  for (let tried = 1; tried <= TRIES; tried += 1) {
    const claims = {
      iat: Math.floor(now() / 1_000),
      jti: randomUUID(),
      iss: 'Vonage',
      payload_hash: createHash('sha256').update(body).digest('hex'),
      api_key: apiKey,
      application_id: applicationId,
    };
    const jwt = await new SignJWT(claims)
      .setProtectedHeader({ alg: 'HS256', typ: 'JWT' })
      .sign(new TextEncoder().encode(signatureSecret));
    const status = await statusOf(fetch, eventUrl, {
      method: 'POST',
      headers: { authorization: `Bearer ${jwt}`, 'content-type': 'application/json' },
      body,
    });
    if (status !== undefined && status >= 200 && status < 300) return undefined;
    trouble =
      status === undefined
        ? "the desk's event URL does not answer from here"
        : `the desk's event URL answers ${status} to an event that is signed with your secret`;
    if (tried < TRIES) await pause(TRY_AGAIN_MS);
  }
  return `${trouble}.`;
}

async function statusOf(
  fetch: HttpDoors['fetch'],
  url: string,
  init: RequestInit,
): Promise<number | undefined> {
  try {
    const answer = await fetch(url, { ...init, redirect: 'manual', signal: AbortSignal.timeout(10_000) });
    await answer.body?.cancel();
    return answer.status;
  } catch {
    return undefined;
  }
}

const unproven = ({ voice }: Agreed, why: string): Verdict => ({
  verdict: 'unproven',
  sentence:
    `The signature secret is not proven: ${why} To prove it, run this again later, or call ${voice} from a phone: ` +
    'who hears the greeting has proved it; silence, and signature-mismatch in the log of the function answer, mean ' +
    'that VONAGE_SIGNATURE_SECRET is another one.',
});

/** What the application does at Vonage for the check. */
function asApplication(
  { apiKey, apiSecret, applicationId, privateKey, apiHost, voice }: Agreed,
  doors: ProofDoors,
) {
  const ask = vonageHttp(doors, { apiKey, apiSecret });
  const signed = async (method: string, path: string, call: Omit<Ask, 'authorization'>) => {
    const iat = Math.floor(doors.now() / 1_000);
    const claims = { application_id: applicationId, iat, jti: randomUUID(), exp: iat + JWT_SECONDS };
    const jwt = await new SignJWT(claims)
      .setProtectedHeader({ alg: 'RS256', typ: 'JWT' })
      .sign(await importPKCS8(privateKey, 'RS256'));
    return ask(method, `${apiHost}${path}`, { ...call, authorization: `Bearer ${jwt}` });
  };
  return {
    /** The id of a user that was made for the check; undefined where it is there already. */
    async makeUser(): Promise<string | undefined> {
      for (let tried = 1; ; tried += 1) {
        try {
          const { status, body } = await signed('POST', '/v1/users', {
            what: 'make a user for the check',
            json: { name: NOBODY },
            accepts: [400, 409],
          });
          return status === 201 ? z.safeParse(madeUser, body).data?.id : undefined;
        } catch (error) {
          // A key that was registered a moment ago may not be known everywhere yet.
          const isNew = error instanceof VonageProblem && error.kind === 'credentials';
          if (!isNew || tried === TRIES) throw error;
          await doors.pause(TRY_AGAIN_MS);
        }
      }
    },
    removeUser: (id: string) =>
      signed('DELETE', `/v1/users/${encodeURIComponent(id)}`, { what: 'remove the user of the check' }),
    async call(): Promise<{ uuid: string; conversation: string }> {
      const { body } = await signed('POST', '/v1/calls', {
        what: 'make a call for the check',
        repeatable: false,
        json: {
          to: [{ type: 'app', user: NOBODY }],
          from: { type: 'phone', number: voice },
          ncco: [{ action: 'talk', text: 'This is a check of the set-up.' }],
          ringing_timer: 5,
          length_timer: 1,
        },
      });
      const made = z.safeParse(madeCall, body);
      if (!made.success)
        throw new VonageProblem(
          'refused',
          'Vonage did not make a call for the check: its answer names none.',
        );
      return { uuid: made.data.uuid, conversation: made.data.conversation_uuid };
    },
    hangUp: (uuid: string) =>
      signed('PUT', `/v1/calls/${encodeURIComponent(uuid)}`, {
        what: 'hang up',
        json: { action: 'hangup' },
        accepts: [400, 404],
      }),
  };
}

/** The sort keys of all that the desk keeps of a conversation. */
async function itemsOf(
  dynamodb: DynamoDBDocumentClient,
  TableName: string,
  conversation: string,
): Promise<string[]> {
  const { Items = [] } = await dynamodb.send(
    new QueryCommand({
      TableName,
      KeyConditionExpression: '#call = :call',
      ExpressionAttributeNames: { '#call': 'call' },
      ExpressionAttributeValues: { ':call': conversation },
      ConsistentRead: true,
    }),
  );
  return Items.map((item) => String(item['item']));
}
