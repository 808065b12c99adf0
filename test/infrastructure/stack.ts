import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import * as z from 'zod';

const resource = z.looseObject({
  Type: z.string(),
  Properties: z.record(z.string(), z.unknown()).default({}),
  DependsOn: z.union([z.string(), z.array(z.string())]).default([]),
  DeletionPolicy: z.string().optional(),
  UpdateReplacePolicy: z.string().optional(),
});

const template = z.looseObject({
  Resources: z.record(z.string(), resource),
  Outputs: z.record(z.string(), z.looseObject({ Value: z.unknown() })).default({}),
});

export type Resource = z.output<typeof resource> & { id: string };

/** A synthesized template, as CloudFormation would get it. */
export class Synthesized {
  readonly raw: string;
  readonly outputs: Record<string, unknown>;
  private readonly resources: Resource[];

  constructor(made: unknown) {
    const { Resources, Outputs } = template.parse(made);
    this.raw = JSON.stringify(made);
    this.outputs = Object.fromEntries(Object.entries(Outputs).map(([name, { Value }]) => [name, Value]));
    this.resources = Object.entries(Resources).map(([id, found]) => ({ ...found, id }));
  }

  of(type: string): Resource[] {
    return this.resources.filter((found) => found.Type === type);
  }

  /** The stack's functions by the names of their folders. */
  functions(): Map<string, Resource> {
    return new Map(this.of('AWS::Lambda::Function').map((found) => [folderOf(found.id), found]));
  }

  tables(): Map<string, Resource> {
    return new Map(this.of('AWS::DynamoDB::Table').map((found) => [nameOf(found.id), found]));
  }

  statementsOf(name: string): Statement[] {
    const role = referred(this.functions().get(name)?.Properties['Role']);
    return this.of('AWS::IAM::Policy')
      .filter(({ Properties }) => list(Properties['Roles']).some((one) => referred(one) === role))
      .flatMap(({ Properties }) => policy.parse(Properties['PolicyDocument']).Statement);
  }
}

/** The stack as it was synthesized once for all tests. */
export function theStack(): Synthesized {
  const assembly = process.env['FRONTDESK_ASSEMBLY'];
  if (!assembly) throw new Error('FRONTDESK_ASSEMBLY is not set: run the tests through Jest.');
  return new Synthesized(JSON.parse(readFileSync(join(assembly, 'Frontdesk.template.json'), 'utf8')));
}

const policy = z.object({
  Statement: z.array(
    z.looseObject({
      Effect: z.string(),
      Action: z.union([z.string(), z.array(z.string())]).transform((action) => [action].flat()),
      Resource: z.unknown().transform(list),
    }),
  ),
});

export type Statement = z.output<typeof policy>['Statement'][number];

export function list(value: unknown): unknown[] {
  if (Array.isArray(value)) return value;
  return value === undefined ? [] : [value];
}

/** The logical ids that a value names by Ref or GetAtt, wherever they stand in it. */
export function referredIn(value: unknown): string[] {
  if (Array.isArray(value)) return value.flatMap(referredIn);
  if (typeof value !== 'object' || value === null) return [];
  return Object.entries(value).flatMap(([key, inner]: [string, unknown]) => {
    if (key === 'Ref') return [String(inner)];
    if (key === 'Fn::GetAtt') return [String(list(inner)[0])];
    return referredIn(inner);
  });
}

export const referred = (value: unknown): string => referredIn(value)[0] ?? '';

/** `TablesTickets1A2B3C4D` is Tickets. */
export const nameOf = (id: string): string => id.replace(/[0-9A-F]{8}$/, '').replace(/^(Tables|Secrets)/, '');

const FOLDERS = [
  'answer',
  'call-event',
  'route',
  'agents',
  'delivery-receipt',
  'delivery-reply',
  'dtmf',
  'inbound-sms',
  'jwt',
  'notify',
  'pages',
  'seed',
  'sweep',
  'tickets',
];

function folderOf(id: string): string {
  const name = id.replace(/[0-9A-F]{8}$/, '').replace(/^Functions/, '');
  return FOLDERS.find((folder) => folder.replaceAll('-', '') === name) ?? id;
}
