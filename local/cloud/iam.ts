import { z } from 'zod';

/** One statement of a role's policies, as far as the local cloud supports statements. */
export interface Statement {
  effect: 'Allow' | 'Deny';
  actions: string[];
  resources: string[];
}

const oneOrMany = z.union([z.string().transform((text) => [text]), z.array(z.string())]);

/** Strict: a `Condition`, `NotAction` or `NotResource` would be enforced by AWS, so it must not be ignored here. */
export const policyDocument = z
  .strictObject({
    Version: z.string().optional(),
    Statement: z.array(
      z.strictObject({
        Sid: z.string().optional(),
        Effect: z.enum(['Allow', 'Deny']),
        Action: oneOrMany,
        Resource: oneOrMany,
      }),
    ),
  })
  .transform(({ Statement: statements }) =>
    statements.map(({ Effect, Action, Resource }): Statement => ({
      effect: Effect,
      actions: Action,
      resources: Resource,
    })),
  );

/** A denial overrides every grant; what nothing grants is denied. */
export function isAllowed(statements: readonly Statement[], action: string, resource: string): boolean {
  const effects = statements
    .filter(
      ({ actions, resources }) =>
        actions.some((pattern) => matches(pattern.toLowerCase(), action.toLowerCase())) &&
        resources.some((pattern) => matches(pattern, resource)),
    )
    .map(({ effect }) => effect);
  return effects.includes('Allow') && !effects.includes('Deny');
}

function matches(pattern: string, text: string): boolean {
  if (!/[*?]/.test(pattern)) return pattern === text;
  const source = pattern
    .replaceAll(/[.+^${}()|[\]\\]/g, '\\$&')
    .replaceAll('*', '.*')
    .replaceAll('?', '.');
  return new RegExp(`^${source}$`, 's').test(text);
}

/** The sender of a request to a local AWS endpoint: an execution environment with its function's role. */
export interface Principal {
  /** The function's construct name. */
  function: string;
  /** As AWS names it in AccessDeniedException: the assumed role's session. */
  arn: string;
  statements: readonly Statement[];
  /** The invocation that the environment is working on. */
  requestId(): string | undefined;
  /** Ends the environment at once. */
  kill(reason: string): void;
}

/** Access keys of the running environments. Any other key belongs to the owner, who has all rights. */
export class Credentials {
  readonly #principals = new Map<string, Principal>();

  issue(principal: Principal): { accessKeyId: string; revoke: () => void } {
    const accessKeyId = `ASIALOCAL${crypto.randomUUID().replaceAll('-', '').slice(0, 11).toUpperCase()}`;
    this.#principals.set(accessKeyId, principal);
    return { accessKeyId, revoke: () => this.#principals.delete(accessKeyId) };
  }

  /** The caller that signed a request, or undefined for an owner. */
  caller(authorization: string | undefined): Principal | undefined {
    const accessKeyId = /Credential=([^/,\s]+)/.exec(authorization ?? '')?.[1];
    return accessKeyId === undefined ? undefined : this.#principals.get(accessKeyId);
  }
}

/** The message of AWS's AccessDeniedException, or undefined when the request is allowed. */
export function denial(
  principal: Principal | undefined,
  required: readonly { action: string; resource: string }[],
): string | undefined {
  const denied =
    principal && required.find(({ action, resource }) => !isAllowed(principal.statements, action, resource));
  return (
    denied &&
    `User: ${principal.arn} is not authorized to perform: ${denied.action} on resource: ${denied.resource} because no identity-based policy allows the ${denied.action} action`
  );
}
