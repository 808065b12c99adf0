import { z } from 'zod';
import { type TemplateResource, UnknownInTemplate } from '../assembly.ts';
import { policyDocument, type Statement } from '../iam.ts';
import type { Resolve } from '../intrinsics.ts';
import { parseProperties, withoutEffect } from './properties.ts';

const role = z.strictObject({
  RoleName: z.string().optional(),
  // Here only the service that the template gives the role to ever assumes it.
  AssumeRolePolicyDocument: withoutEffect,
  Description: withoutEffect,
  MaxSessionDuration: withoutEffect,
  Path: withoutEffect,
  Tags: withoutEffect,
  ManagedPolicyArns: z.array(z.string()).optional(),
  Policies: z.array(z.strictObject({ PolicyName: z.string(), PolicyDocument: policyDocument })).optional(),
});

const policy = z.strictObject({
  PolicyName: z.string(),
  PolicyDocument: policyDocument,
  Roles: z.array(z.string()).min(1),
});

/** Managed policies that grant nothing that the local endpoints offer. */
const MANAGED = /\/service-role\/AWSLambdaBasicExecutionRole$|\/AWSXRayDaemonWriteAccess$/;

/** Role ARN → the statements of all policies on it. */
export function parseRoles(
  resources: Iterable<TemplateResource>,
  resolve: Resolve,
): { statementsOf(roleArn: string): readonly Statement[] } {
  const statements = new Map<string, Statement[]>();
  const of = (name: string): Statement[] => {
    const known = statements.get(name) ?? [];
    statements.set(name, known);
    return known;
  };
  for (const resource of resources) {
    if (resource.type === 'AWS::IAM::Role') {
      const properties = parseProperties(resource, resolve, role);
      const unknown = properties.ManagedPolicyArns?.find((arn) => !MANAGED.test(arn));
      if (unknown !== undefined) {
        throw new UnknownInTemplate(
          `${resource.logicalId} (${resource.type}): the local cloud does not know what ${unknown} grants.`,
        );
      }
      const name = properties.RoleName ?? resource.logicalId;
      of(name).push(...(properties.Policies ?? []).flatMap(({ PolicyDocument }) => PolicyDocument));
    } else if (resource.type === 'AWS::IAM::Policy') {
      const properties = parseProperties(resource, resolve, policy);
      for (const name of properties.Roles) of(name).push(...properties.PolicyDocument);
    }
  }
  return { statementsOf: (roleArn) => statements.get(roleArn.split('/').at(-1) ?? '') ?? [] };
}
