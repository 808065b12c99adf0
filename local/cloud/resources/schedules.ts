import { z } from 'zod';
import { type TemplateResource, UnknownInTemplate } from '../assembly.ts';
import type { Resolve } from '../intrinsics.ts';
import { parseProperties, withoutEffect } from './properties.ts';

const state = z.enum(['ENABLED', 'DISABLED']).default('ENABLED');

const rule = z.strictObject({
  Name: z.string().optional(),
  Description: withoutEffect,
  ScheduleExpression: z.string(),
  State: state,
  Targets: z
    .array(
      z.strictObject({
        Arn: z.string(),
        Id: z.string(),
        Input: z.string().optional(),
        RetryPolicy: withoutEffect,
      }),
    )
    .default([]),
});

const schedule = z.strictObject({
  Name: z.string().optional(),
  Description: withoutEffect,
  ScheduleExpression: z.string(),
  ScheduleExpressionTimezone: withoutEffect,
  State: state,
  FlexibleTimeWindow: withoutEffect,
  GroupName: withoutEffect,
  Target: z.strictObject({
    Arn: z.string(),
    RoleArn: z.string(),
    Input: z.string().optional(),
    RetryPolicy: withoutEffect,
  }),
});

export interface ScheduleSpec {
  name: string;
  everyMs: number;
  functionArn: string;
  /** Constant input of the target; undefined: AWS's own event. */
  input: unknown;
  /** How the schedule is allowed to invoke: by a permission on the function, or by the schedule's own role. */
  source: { kind: 'rule'; arn: string } | { kind: 'scheduler'; roleArn: string };
}

export function parseSchedule(resource: TemplateResource, resolve: Resolve): ScheduleSpec[] {
  const where = `${resource.logicalId} (${resource.type})`;
  if (resource.type === 'AWS::Scheduler::Schedule') {
    const { State, ScheduleExpression, Target } = parseProperties(resource, resolve, schedule);
    const everyMs = rate(ScheduleExpression, where);
    const source = { kind: 'scheduler', roleArn: Target.RoleArn } as const;
    const spec = {
      name: resource.name,
      everyMs,
      functionArn: Target.Arn,
      input: input(Target.Input, where),
      source,
    };
    return State === 'ENABLED' ? [spec] : [];
  }
  const { State, ScheduleExpression, Targets } = parseProperties(resource, resolve, rule);
  const everyMs = rate(ScheduleExpression, where);
  const arn = String(resolve({ 'Fn::GetAtt': [resource.logicalId, 'Arn'] }, where));
  const specs = Targets.map((target) => ({
    name: resource.name,
    everyMs,
    functionArn: target.Arn,
    input: input(target.Input, where),
    source: { kind: 'rule', arn } as const,
  }));
  return State === 'ENABLED' ? specs : [];
}

const UNIT_MS = new Map([
  ['minute', 60_000],
  ['hour', 3_600_000],
  ['day', 86_400_000],
]);

function rate(expression: string, where: string): number {
  const [, count, unit] = /^rate\((\d+) (minute|hour|day)s?\)$/.exec(expression) ?? [];
  const everyMs = Number(count) * (UNIT_MS.get(unit ?? '') ?? Number.NaN);
  if (everyMs > 0) return everyMs;
  throw new UnknownInTemplate(`${where}: the local cloud knows schedules of rate(...), not ${expression}.`);
}

function input(text: string | undefined, where: string): unknown {
  if (text === undefined) return undefined;
  try {
    return JSON.parse(text);
  } catch (cause) {
    throw new UnknownInTemplate(`${where}: its Input is no JSON.`, { cause });
  }
}
