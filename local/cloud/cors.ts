import type { CorsSpec } from './resources/api.ts';

type Headers = [name: string, value: string][];

/** The CORS headers of a response to this origin; none when it is not allowed. */
export function corsHeaders(cors: CorsSpec | undefined, origin: string | undefined): Headers {
  const allowed = cors && origin !== undefined && allowedOrigin(cors, origin);
  if (!allowed) return [];
  return [
    ['access-control-allow-origin', allowed],
    ...optional('access-control-expose-headers', cors.ExposeHeaders.join(',')),
    ...optional('access-control-allow-credentials', cors.AllowCredentials ? 'true' : ''),
    ...(allowed === '*' ? [] : optional('vary', 'Origin')),
  ];
}

/** The additional headers of the response to a preflight request. */
export function preflightHeaders(cors: CorsSpec, origin: string | undefined): Headers {
  if (corsHeaders(cors, origin).length === 0) return [];
  return [
    ...optional('access-control-allow-methods', cors.AllowMethods.join(',')),
    ...optional('access-control-allow-headers', cors.AllowHeaders.join(',')),
    ...optional('access-control-max-age', cors.MaxAge === undefined ? '' : String(cors.MaxAge)),
  ];
}

function allowedOrigin({ AllowOrigins: origins }: CorsSpec, origin: string): string | undefined {
  if (origins.includes('*')) return '*';
  const scheme = `${origin.split('://')[0]}://*`;
  return origins.includes(origin) || origins.includes(scheme) ? origin : undefined;
}

function optional(name: string, value: string): Headers {
  return value === '' ? [] : [[name, value]];
}
