import { createHash, randomUUID } from 'node:crypto';
import * as z from 'zod/mini';
import { isLongEnough } from '../../desk/agents/guesses.ts';
import { ClientError } from '../../desk/client-error.ts';
import { agentIdentifiedBy, agentNamed, rememberUser, type Agent } from '../../edge/aws/dynamodb/agents.ts';
import { readSettings } from '../../edge/aws/dynamodb/config.ts';
import { httpHandler, type Request } from '../../edge/http/handler.ts';
import { bodyOf, FORM, JSON_BODY } from '../../edge/http/parameters.ts';
import { json } from '../../edge/http/responses.ts';
import { vouchedIdentity } from '../../edge/http/vouched-agent.ts';
import { wrongKeyError } from '../../edge/http/wrong-key.ts';
import { describe, log } from '../../edge/aws/log.ts';
import { issueAgentJwt, tokenId } from '../../edge/vonage/auth/agent-jwt.ts';
import { equal } from '../../edge/http/constant-time.ts';
import { webhookSecrets, vonageCredentials } from '../../edge/aws/secrets.ts';
import { ensureUser } from '../../edge/vonage/users.ts';

/** What else the caller asks for, an expiry too, is not listened to. */
const body = z.object({
  mobile_api_key: z.string().check(z.minLength(1), z.maxLength(200)),
  user_name: z.string().check(z.minLength(1), z.maxLength(100)),
});

/** `POST /api/jwt`: an agent's app gets the token with which it signs in to Vonage and to the desk. */
export const handler = httpHandler(async (request) => {
  const { name, key } = askerOf(request);
  const [{ mobileApiKey }, agent, credentials, { settings }] = await Promise.all([
    webhookSecrets(),
    key === undefined ? agentIdentifiedBy(name) : agentNamed(name),
    vonageCredentials(),
    readSettings(),
  ]);
  if (key !== undefined && !opens(key, agent, mobileApiKey)) {
    throw await wrongKeyError('agent-key', name, 'The key is not right.', Date.now());
  }
  if (!agent) {
    throw new ClientError(
      403,
      'agent-unknown',
      'There is no agent of this name; names are written exactly as on the roster, such as "Jane".',
    );
  }
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
  const vouched = vouchedIdentity(request);
  if (vouched !== undefined) return { name: vouched };
  // Apps send JSON; the pages of the tutorial's Rails backend a form.
  const parsed = z.safeParse(body, bodyOf(request, [JSON_BODY, FORM]));
  if (!parsed.success) {
    throw new ClientError(400, 'jwt-body', 'Send {"mobile_api_key": "…", "user_name": "…"}, both as text.');
  }
  return { name: parsed.data.user_name, key: parsed.data.mobile_api_key };
}

/**
 * Whether the key opens the door in this name: the agent's own, or the one that all share. Who holds none learns nothing
 * of the roster, for a wrong key is answered alike for every name.
 */
function opens(key: string, agent: Agent | undefined, sharedKey = ''): boolean {
  const shared = equal(key, sharedKey);
  const own = equal(createHash('sha256').update(key).digest('hex'), agent?.keyHash ?? '');
  if (shared && !isLongEnough(sharedKey)) {
    log('error', 'shared-key-too-short');
    return own;
  }
  return shared || own;
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
