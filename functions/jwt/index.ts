import { createHash, randomUUID } from 'node:crypto';
import * as z from 'zod/mini';
import { jwtRequestSchema } from '../../contract/requests/jwt.ts';
import type { JwtJson } from '../../contract/responses/jwt.ts';
import { isLongEnough } from '../../desk/agents/guesses.ts';
import { ClientError } from '../../desk/client-error.ts';
import { agentIdentifiedBy, agentNamed, rememberUser, type Agent } from '../../edge/aws/dynamodb/agents.ts';
import { readSettings } from '../../edge/aws/dynamodb/config.ts';
import { describe, log } from '../../edge/aws/log.ts';
import { webhookSecrets, vonageCredentials } from '../../edge/aws/secrets.ts';
import { equal } from '../../edge/http/constant-time.ts';
import { httpHandler, type Request } from '../../edge/http/handler.ts';
import { bodyOf, FORM, JSON_BODY } from '../../edge/http/parameters.ts';
import { json } from '../../edge/http/responses.ts';
import { vouchedIdentity } from '../../edge/http/vouched-agent.ts';
import { wrongKeyError } from '../../edge/http/wrong-key.ts';
import { issueAgentJwt, tokenId } from '../../edge/vonage/auth/agent-jwt.ts';
import { ensureUser } from '../../edge/vonage/users.ts';

/** `POST /api/jwt`: an agent's app gets the token with which it signs in to Vonage and to the desk. */
export const handler = httpHandler(async (request) => {
  const { name, key } = callerOf(request);
  const [{ mobileApiKey }, agent, credentials, { settings }] = await Promise.all([
    webhookSecrets(),
    key === undefined ? agentIdentifiedBy(name) : agentNamed(name),
    vonageCredentials(),
    readSettings(),
  ]);
  if (key !== undefined && !isKeyOf(agent, key, mobileApiKey)) {
    throw await wrongKeyError('agent-key', name, 'The key is not right.', Date.now());
  }
  if (!agent) {
    throw new ClientError(
      403,
      'agent-unknown',
      'There is no agent of this name; names are written exactly as on the roster, such as "Jane".',
    );
  }
  const { applicationId, privateKey, apiHost } = credentials;
  const userId = await userIdOf(agent, applicationId);
  const { jwt, expiresAt } = await issueAgentJwt({
    applicationId,
    privateKey,
    user: agent.name,
    lifetimeSeconds: settings.jwtMinutes * 60,
    now: Date.now(),
    jti: tokenId(agent.keyHash, randomUUID()),
  });
  return json<JwtJson>(200, {
    user_id: userId,
    user_name: agent.name,
    jwt,
    expires_at: expiresAt.toISOString(),
    // The app takes its calls from there too.
    ...(apiHost && { api_url: apiHost }),
  });
});

/** Whom a configured identity provider vouches for, whatever the body says; else whom the body names, with a key. */
function callerOf(request: Request): { name: string; key?: string } {
  const vouched = vouchedIdentity(request);
  if (vouched !== undefined) return { name: vouched };
  // Apps send JSON; the pages of the tutorial's Rails backend a form.
  const parsed = z.safeParse(jwtRequestSchema, bodyOf(request, [JSON_BODY, FORM]));
  if (!parsed.success) {
    throw new ClientError(400, 'jwt-body', 'Send {"mobile_api_key": "…", "user_name": "…"}, both as text.');
  }
  return { name: parsed.data.user_name, key: parsed.data.mobile_api_key };
}

/**
 * Whether the key is the agent's own, or the one that all share. A caller without a key learns nothing of the roster: a
 * wrong key is answered alike for every name.
 */
function isKeyOf(agent: Agent | undefined, key: string, sharedKey = ''): boolean {
  const isShared = equal(key, sharedKey);
  const isOwn = equal(createHash('sha256').update(key).digest('hex'), agent?.keyHash ?? '');
  if (isShared && !isLongEnough(sharedKey)) {
    log('error', 'shared-key-too-short');
    return isOwn;
  }
  return isShared || isOwn;
}

/** The agent's user in this application of Vonage's, created when it is first needed. */
async function userIdOf(agent: Agent, applicationId: string): Promise<string> {
  const known = agent.userOf === applicationId ? agent.userId : undefined;
  return known ?? (await createUser(agent.name, applicationId));
}

async function createUser(name: string, applicationId: string): Promise<string> {
  let userId: string;
  try {
    userId = await ensureUser(name);
  } catch (error) {
    log('error', 'vonage-user-failed', describe(error));
    throw new ClientError(
      502,
      'vonage-user-failed',
      'Vonage did not give us a user for this agent; please try again.',
    );
  }
  await rememberUser(name, userId, applicationId);
  return userId;
}
