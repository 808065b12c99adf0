/** A route of an HTTP API, parsed from its key: `GET /tickets/{number}`, `ANY /{proxy+}`, `$default`. */
export interface RouteKey {
  key: string;
  /** Undefined: any method. */
  method: string | undefined;
  /** Undefined: `$default`, which matches every path. */
  segments: Segment[] | undefined;
}

type Segment = { kind: 'literal' | 'parameter' | 'greedy'; name: string };

export function parseRouteKey(key: string): RouteKey | undefined {
  if (key === '$default') return { key, method: undefined, segments: undefined };
  const [, method, path] = /^(ANY|GET|POST|PUT|PATCH|DELETE|HEAD|OPTIONS) \/(.*)$/.exec(key) ?? [];
  if (method === undefined || path === undefined) return undefined;
  const segments = path.split('/').map((text): Segment => {
    const [, name, plus] = /^\{([^{}+]+)(\+?)\}$/.exec(text) ?? [];
    if (name === undefined) return { kind: 'literal', name: text };
    return { kind: plus ? 'greedy' : 'parameter', name };
  });
  const greedy = segments.findIndex(({ kind }) => kind === 'greedy');
  if (greedy !== -1 && greedy !== segments.length - 1) return undefined;
  return { key, method: method === 'ANY' ? undefined : method, segments };
}

export interface Match<Route> {
  route: Route;
  parameters: Record<string, string>;
}

/**
 * The most specific route for a request. Literal segments precede parameters, these a greedy one, these `$default`;
 * among equal paths the named method precedes ANY. `rawPath` is not decoded yet.
 * @throws {URIError} when the path is badly encoded
 */
export function matchRoute<Route extends RouteKey>(
  routes: readonly Route[],
  method: string,
  rawPath: string,
): Match<Route> | undefined {
  const path = rawPath
    .slice(1)
    .split('/')
    .map((segment) => decodeURIComponent(segment));
  return routes
    .filter((route) => route.method === undefined || route.method === method)
    .map((route) => ({ route, parameters: parametersOf(route, path) }))
    .filter((match): match is Match<Route> => match.parameters !== undefined)
    .toSorted((one, other) => compare(specificity(one.route), specificity(other.route)))[0];
}

function parametersOf({ segments }: RouteKey, path: string[]): Record<string, string> | undefined {
  if (!segments) return {};
  const greedy = segments.at(-1)?.kind === 'greedy';
  if (greedy ? path.length < segments.length : path.length !== segments.length) return undefined;
  const parameters: Record<string, string> = {};
  for (const [position, { kind, name }] of segments.entries()) {
    const text = kind === 'greedy' ? path.slice(position).join('/') : (path[position] ?? '');
    if (kind === 'literal' ? text !== name : text === '') return undefined;
    if (kind !== 'literal') parameters[name] = text;
  }
  return parameters;
}

const RANK = { literal: 0, parameter: 1, greedy: 2 };
const DEFAULT_RANK = 3;

function specificity({ segments, method }: RouteKey): number[] {
  return [...(segments?.map(({ kind }) => RANK[kind]) ?? [DEFAULT_RANK]), method === undefined ? 1 : 0];
}

function compare(one: number[], other: number[]): number {
  const position = one.findIndex((rank, index) => rank !== other[index]);
  return position === -1 ? 0 : (one[position] ?? 0) - (other[position] ?? 0);
}
