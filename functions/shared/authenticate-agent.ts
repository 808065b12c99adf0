import { ClientError } from '../../desk/client-error.ts';
import { agentNamed } from '../../edge/aws/dynamodb/agents.ts';
import { isOfKey, verifyAgentJwt } from '../../edge/vonage/auth/agent-jwt.ts';
import { webhookSecrets } from '../../edge/aws/secrets.ts';
import { setupMissing } from '../../edge/aws/setup-missing.ts';
import type { Request } from '../../edge/http/handler.ts';

/**
 * The name of the agent who sent the request, authenticated by a JWT of /api/jwt and still on the roster.
 *
 * @throws ClientError 401 without a valid token, or with one that was issued for an earlier key, 403 for an agent who was
 *   removed
 */
export async function authenticateAgent(request: Request): Promise<string> {
  const { publicKey, applicationId } = await webhookSecrets();
  const authorization = request.headers['authorization'];
  const verified = await verifyAgentJwt({ authorization, publicKey, applicationId, now: Date.now() });
  if (!verified.ok) {
    const isOurFault = verified.reason === 'no-secret' || verified.reason === 'unusable-key';
    throw isOurFault ? setupMissing('PROOFS_SECRET') : signInAgain(verified.reason);
  }
  const agent = await agentNamed(verified.agent);
  if (!agent) throw new ClientError(403, 'agent-removed', 'You are not on the roster of agents any more.');
  if (!isOfKey(verified.jti, agent.keyHash)) throw signInAgain('token-of-old-key');
  return agent.name;
}

const signInAgain = (reason: string): ClientError =>
  new ClientError(401, reason, 'Sign in again: send a valid token of /api/jwt as "Authorization: Bearer …".');
