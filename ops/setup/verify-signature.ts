import { DeleteCommand, QueryCommand, type DynamoDBDocumentClient } from '@aws-sdk/lib-dynamodb';
import { SignJWT, importPKCS8 } from 'jose';
import { createHash, randomUUID } from 'node:crypto';
import * as z from 'zod/mini';
import { VonageProblem, vonageHttp, type VonageRequest, type HttpPorts } from './vonage-http.ts';

/** The credentials and addresses that set-up left. */
export interface VerificationInput {
  apiKey: string;
  apiSecret: string;
  applicationId: string;
  privateKey: string;
  signatureSecret: string;
  /** The application's event URL, as Vonage stores it. */
  eventUrl: string;
  /** The API host for calls and users. */
  apiHost: string;
  /** A number linked to the application, E.164 digits. */
  voice: string;
  callsTable: string;
}

export interface VerificationPorts extends HttpPorts {
  dynamodb: DynamoDBDocumentClient;
  /** Milliseconds since 1970. */
  now: () => number;
}

/** Whether the signature secret is the account's; otherwise a sentence says why not, or how to verify it later. */
export type SignatureCheck = { verdict: 'proven' } | { verdict: 'wrong' | 'unproven'; sentence: string };

/** The app user that is called. No agent has this name, so no phone rings. */
export const CHECK_USER = 'frontdesk-setup-check';

const POLLS = 20;
const POLL_MS = 1_000;
const MAX_ATTEMPTS = 5;
const RETRY_MS = 2_000;
const JWT_SECONDS = 300;

const callResponse = z.object({ uuid: z.string(), conversation_uuid: z.string() });
const userResponse = z.object({ id: z.string() });

/**
 * Verifies the signature secret by a webhook that Vonage signs: Vonage calls an app user that does not exist (free of
 * charge) and sends the events of that call to the desk. The desk stores only events signed with its secret, so an
 * event of this call in the Calls table verifies it. An event that we sign ourselves is sent first: if the desk accepts
 * that one, a call without events can only mean a wrong secret.
 */
export async function verifySignatureSecret(
  input: VerificationInput,
  ports: VerificationPorts,
): Promise<SignatureCheck> {
  const problem = await problemWithEventUrl(input, ports);
  if (problem !== undefined) return unproven(input, problem);
  const vonage = applicationClient(input, ports);
  try {
    const user = await vonage.makeUser();
    try {
      return await verifyByCall(input, ports, vonage);
    } finally {
      if (user !== undefined) await vonage.removeUser(user).catch(() => undefined);
    }
  } catch (error) {
    if (!(error instanceof VonageProblem)) throw error;
    return unproven(input, error.message);
  }
}

async function verifyByCall(
  input: VerificationInput,
  { dynamodb, pause }: VerificationPorts,
  vonage: ReturnType<typeof applicationClient>,
): Promise<SignatureCheck> {
  const { uuid, conversation } = await vonage.call();
  const table = input.callsTable;
  try {
    for (let poll = 0; poll < POLLS; poll += 1) {
      await pause(POLL_MS);
      if ((await itemsOf(dynamodb, table, conversation)).length > 0) return { verdict: 'proven' };
    }
  } finally {
    await vonage.hangUp(uuid).catch(() => undefined);
    // The call's last events arrive about now.
    await pause(RETRY_MS);
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

/** Why the desk rejects an event signed with the secret; undefined when it accepts it. Nothing is stored. */
async function problemWithEventUrl(
  { apiKey, applicationId, signatureSecret, eventUrl }: VerificationInput,
  { fetch, pause, now }: VerificationPorts,
): Promise<string | undefined> {
  // An event that names no call is authenticated as any other, and then ignored.
  const body = '{}';
  let problem: string | undefined;
  for (let attempt = 1; attempt <= MAX_ATTEMPTS; attempt += 1) {
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
    problem =
      status === undefined
        ? "the desk's event URL does not answer from here"
        : `the desk's event URL answers ${status} to an event that is signed with your secret`;
    if (attempt < MAX_ATTEMPTS) await pause(RETRY_MS);
  }
  return `${problem}.`;
}

async function statusOf(
  fetch: HttpPorts['fetch'],
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

const unproven = ({ voice }: VerificationInput, why: string): SignatureCheck => ({
  verdict: 'unproven',
  sentence:
    `The signature secret is not proven: ${why} To prove it, run this again later, or call ${voice} from a phone: ` +
    'who hears the greeting has proved it; silence, and signature-mismatch in the log of the function answer, mean ' +
    'that VONAGE_SIGNATURE_SECRET is another one.',
});

/** The requests that are authenticated as the application. */
function applicationClient(
  { apiKey, apiSecret, applicationId, privateKey, apiHost, voice }: VerificationInput,
  ports: VerificationPorts,
) {
  const request = vonageHttp(ports, { apiKey, apiSecret });
  const signed = async (method: string, path: string, options: Omit<VonageRequest, 'authorization'>) => {
    const iat = Math.floor(ports.now() / 1_000);
    const claims = { application_id: applicationId, iat, jti: randomUUID(), exp: iat + JWT_SECONDS };
    const jwt = await new SignJWT(claims)
      .setProtectedHeader({ alg: 'RS256', typ: 'JWT' })
      .sign(await importPKCS8(privateKey, 'RS256'));
    return request(method, `${apiHost}${path}`, { ...options, authorization: `Bearer ${jwt}` });
  };
  return {
    /** The id of the user made for the check; undefined when it already existed. */
    async makeUser(): Promise<string | undefined> {
      for (let attempt = 1; ; attempt += 1) {
        try {
          const { status, body } = await signed('POST', '/v1/users', {
            purpose: 'make a user for the check',
            json: { name: CHECK_USER },
            accepts: [400, 409],
          });
          return status === 201 ? z.safeParse(userResponse, body).data?.id : undefined;
        } catch (error) {
          // A key that was just registered may not have reached every Vonage host yet.
          const isNew = error instanceof VonageProblem && error.kind === 'credentials';
          if (!isNew || attempt === MAX_ATTEMPTS) throw error;
          await ports.pause(RETRY_MS);
        }
      }
    },
    removeUser: (id: string) =>
      signed('DELETE', `/v1/users/${encodeURIComponent(id)}`, { purpose: 'remove the user of the check' }),
    async call(): Promise<{ uuid: string; conversation: string }> {
      const { body } = await signed('POST', '/v1/calls', {
        purpose: 'make a call for the check',
        repeatable: false,
        json: {
          to: [{ type: 'app', user: CHECK_USER }],
          from: { type: 'phone', number: voice },
          ncco: [{ action: 'talk', text: 'This is a check of the set-up.' }],
          ringing_timer: 5,
          length_timer: 1,
        },
      });
      const response = z.safeParse(callResponse, body);
      if (!response.success)
        throw new VonageProblem(
          'refused',
          'Vonage did not make a call for the check: its answer names none.',
        );
      return { uuid: response.data.uuid, conversation: response.data.conversation_uuid };
    },
    hangUp: (uuid: string) =>
      signed('PUT', `/v1/calls/${encodeURIComponent(uuid)}`, {
        purpose: 'hang up',
        json: { action: 'hangup' },
        accepts: [400, 404],
      }),
  };
}

/** The sort keys of all items of a conversation. */
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
