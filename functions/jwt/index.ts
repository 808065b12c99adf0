import { createHash, randomUUID } from 'node:crypto';
import * as z from 'zod/mini';
import { Refusal } from '../../desk/refusal.ts';
import { agentNamed, rememberUser, type Agent } from '../../edge/dynamodb/agents.ts';
import { readSettings } from '../../edge/dynamodb/config.ts';
import { answering, type Request } from '../../edge/http/chain.ts';
import { contentType, jsonBody } from '../../edge/http/parameters.ts';
import { json } from '../../edge/http/responses.ts';
import { vouchedAgent } from '../../edge/http/vouched-agent.ts';
import { describe, log } from '../../edge/log.ts';
import { issueAgentJwt, tokenId } from '../../edge/proof/agent-jwt.ts';
import { equal } from '../../edge/proof/equal.ts';
import { proofs, vonageCredentials } from '../../edge/secrets.ts';
import { ensureUser } from '../../edge/vonage/users.ts';

/** What else the caller asks for, an expiry too, is not listened to. */
const body = z.object({
  mobile_api_key: z.string().check(z.minLength(1), z.maxLength(200)),
  user_name: z.string().check(z.minLength(1), z.maxLength(100)),
});

/** `POST /api/jwt`: an agent's app gets the token with which it signs in to Vonage and to the desk. */
export const handler = answering(async (request) => {
  const { name, key } = askerOf(request);
  const [{ mobileApiKey }, agent, credentials, { settings }] = await Promise.all([
    proofs(),
    agentNamed(name),
    vonageCredentials(),
    readSettings(),
  ]);
  admit(key, agent, mobileApiKey);
  const { applicationId } = credentials;
  const known = agent.userOf === applicationId ? agent.userId : undefined;
  const userId = known ?? (await createUser(agent.name, applicationId));
  const { jwt, expiresAt } = await issueAgentJwt({
    applicationId,
    privateKey: credentials.privateKey,
    user: agent.name,
    lifetimeSeconds: settings.jwtMinutes * 60,
    now: Date.now(),
    jti: tokenId(agent.keyHash, randomUUID()),
  });
  return json(200, {
    user_id: userId,
    user_name: agent.name,
    jwt,
    expires_at: expiresAt.toISOString(),
    // The app takes its calls from there too.
    ...(credentials.apiHost && { api_url: credentials.apiHost }),
  });
});

/** Who asks: whom a configured issuer vouches for, whatever the body says; else who the body says, with a key. */
function askerOf(request: Request): { name: string; key?: string } {
  const vouched = vouchedAgent(request);
  if (vouched !== undefined) return { name: vouched };
  if (contentType(request) !== 'application/json') {
    throw new Refusal(415, 'wrong-content-type', 'Send the body as application/json.');
  }
  const parsed = z.safeParse(body, jsonBody(request));
  if (!parsed.success) {
    throw new Refusal(400, 'jwt-body', 'Send {"mobile_api_key": "…", "user_name": "…"}, both as text.');
  }
  return { name: parsed.data.user_name, key: parsed.data.mobile_api_key };
}

/**
 * Who holds no key learns nothing of the roster: a wrong key is 401 for every name. Without a key, an issuer vouched
 * for the name.
 */
function admit(
  key: string | undefined,
  agent: Agent | undefined,
  sharedKey: string | undefined,
): asserts agent is Agent {
  if (key !== undefined) {
    const shared = sharedKey !== undefined && sharedKey !== '' && equal(key, sharedKey);
    const own = equal(createHash('sha256').update(key).digest('hex'), agent?.keyHash ?? '');
    if (!shared && !own) throw new Refusal(401, 'agent-key-wrong', 'The key is not right.');
  }
  if (!agent) {
    throw new Refusal(
      403,
      'agent-unknown',
      'There is no agent of this name; names are written exactly as on the roster, such as "Jane".',
    );
  }
}

async function createUser(name: string, applicationId: string): Promise<string> {
  let userId: string;
  try {
    userId = await ensureUser(name);
  } catch (error) {
    log('error', 'vonage-user-failed', describe(error));
    throw new Refusal(
      502,
      'vonage-user-failed',
      'Vonage did not give us a user for this agent; please try again.',
    );
  }
  await rememberUser(name, userId, applicationId);
  return userId;
}
