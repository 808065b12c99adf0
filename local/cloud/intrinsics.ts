import { UnknownInTemplate } from './assembly.ts';

/** The values of `Ref` and `Fn::GetAtt` of a resource. */
export interface Identity {
  ref: () => unknown;
  attributes: Record<string, () => unknown> | ((name: string) => unknown);
}

export const ACCOUNT_ID = '000000000000';
export const REGION = 'us-east-1';

const PSEUDO_PARAMETERS = new Map<string, unknown>([
  ['AWS::AccountId', ACCOUNT_ID],
  ['AWS::Region', REGION],
  ['AWS::Partition', 'aws'],
  ['AWS::URLSuffix', 'amazonaws.com'],
  ['AWS::StackName', 'local'],
  ['AWS::StackId', `arn:aws:cloudformation:${REGION}:${ACCOUNT_ID}:stack/local/local`],
  ['AWS::NoValue', undefined],
]);

/** Resolves the intrinsics of a template value; `where` names the place in messages. */
export type Resolve = (value: unknown, where: string) => unknown;

export interface ResolverOptions {
  identities: ReadonlyMap<string, Identity>;
  parameters: ReadonlyMap<string, unknown>;
  /** Rewrites every string that is put together (addresses that only AWS could resolve). */
  rewrite: (text: string) => string;
}

export function createResolver({ identities, parameters, rewrite }: ResolverOptions): Resolve {
  const ref = createRef(identities, parameters);
  const attribute = createGetAtt(identities);
  const substitute = createSub({ resolve: (value, where) => resolve(value, where), ref, attribute });

  const intrinsics: Record<string, Resolve> = {
    Ref: ref,
    'Fn::GetAtt': attribute,
    'Fn::Sub': (argument, where) => rewrite(substitute(argument, where)),
    'Fn::Join': (argument, where) => {
      const [separator, parts] = list(argument, where);
      return rewrite(texts(list(resolve(parts, where), where), where).join(strings([separator], where)[0]));
    },
    'Fn::Split': (argument, where) => {
      const [separator, text] = strings(resolve(argument, where), where);
      return (text ?? '').split(separator ?? '');
    },
    'Fn::Select': (argument, where) => {
      const [index, choices] = list(resolve(argument, where), where);
      return list(choices, where)[Number(index)];
    },
  };

  const resolve: Resolve = (value, where) => {
    if (Array.isArray(value)) {
      return value.map((item) => resolve(item, where)).filter((item) => item !== undefined);
    }
    if (!isRecord(value)) return value;
    const [key, ...others] = Object.keys(value);
    if (key !== undefined && others.length === 0 && (key === 'Ref' || key.startsWith('Fn::'))) {
      const intrinsic = intrinsics[key];
      if (!intrinsic) throw new UnknownInTemplate(`${where}: the local cloud does not know ${key}.`);
      return intrinsic(value[key], where);
    }
    return Object.fromEntries(
      Object.entries(value)
        .map(([name, item]) => [name, resolve(item, where)])
        .filter(([, item]) => item !== undefined),
    );
  };
  return resolve;
}

function createRef(
  identities: ResolverOptions['identities'],
  parameters: ResolverOptions['parameters'],
): Resolve {
  return (name, where) => {
    if (typeof name === 'string') {
      if (PSEUDO_PARAMETERS.has(name)) return PSEUDO_PARAMETERS.get(name);
      const identity = identities.get(name);
      if (identity) return identity.ref();
      if (parameters.has(name)) return parameters.get(name);
    }
    throw new UnknownInTemplate(
      `${where}: Ref to ${JSON.stringify(name)}, which the template does not define.`,
    );
  };
}

function createGetAtt(identities: ResolverOptions['identities']): Resolve {
  return (target, where) => {
    const [logicalId, ...rest] = typeof target === 'string' ? target.split('.') : strings(target, where);
    const name = rest.join('.');
    const attributes = identities.get(logicalId ?? '')?.attributes;
    if (typeof attributes === 'function') return attributes(name);
    const read = attributes && Object.hasOwn(attributes, name) ? attributes[name] : undefined;
    if (!read)
      throw new UnknownInTemplate(
        `${where}: the local cloud does not know ${logicalId}'s attribute ${name}.`,
      );
    return read();
  };
}

/** `Fn::Sub`: its own variables first, then `Resource.Attribute`, then references. */
function createSub({
  resolve,
  ref,
  attribute,
}: Record<'resolve' | 'ref' | 'attribute', Resolve>): (argument: unknown, where: string) => string {
  return (argument, where) => {
    const [text, variables] = Array.isArray(argument) ? (argument as unknown[]) : [argument, {}];
    const own = isRecord(variables) ? variables : {};
    const valueOf = (name: string): unknown => {
      if (Object.hasOwn(own, name)) return resolve(own[name], where);
      return name.includes('.') ? attribute(name, where) : ref(name, where);
    };
    return texts([text], where)
      .join('')
      .replaceAll(/\$\{(!?)([^}]+)\}/g, (_, literal: string, name: string) =>
        literal ? `\${${name}}` : texts([valueOf(name)], where).join(''),
      );
  };
}

function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

function list(value: unknown, where: string): unknown[] {
  if (!Array.isArray(value))
    throw new UnknownInTemplate(`${where}: a list is expected, not ${JSON.stringify(value)}.`);
  return value;
}

function strings(value: unknown, where: string): string[] {
  return list(value, where).map((item) => {
    if (typeof item === 'string') return item;
    throw new UnknownInTemplate(`${where}: a text is expected, not ${JSON.stringify(item)}.`);
  });
}

function texts(values: unknown[], where: string): string[] {
  return strings(
    values.map((value) => (typeof value === 'number' || typeof value === 'boolean' ? String(value) : value)),
    where,
  );
}
