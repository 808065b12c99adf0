import { ROUTES, type Authentication, type Method, type RouteKey } from '../routes.ts';
import { componentSchemas, schemaOf } from './components.ts';
import { TAGS, type Content, type Json, type Operation, type ResponseDescription } from './operation.ts';
import { AGENTS } from './operations/agents.ts';
import { NOTIFICATIONS } from './operations/notifications.ts';
import { deskSettings, PAGES } from './operations/pages.ts';
import { TICKETS } from './operations/tickets.ts';
import { WEBHOOKS } from './operations/webhooks.ts';
import { commonResponses } from './responses.ts';
import { SECURITY, SECURITY_SCHEMES } from './security.ts';

/** Every route; one that is missing does not compile. */
const OPERATIONS: Record<RouteKey, Operation> = {
  ...NOTIFICATIONS,
  ...AGENTS,
  ...TICKETS,
  ...PAGES,
  ...WEBHOOKS,
};

/** The HTTP API as an OpenAPI 3.1 document. */
export function openApiDocument(version: string): Json {
  return {
    openapi: '3.1.1',
    info: {
      title: 'frontdesk',
      version,
      summary: 'SMS support, two-way SMS and a contact centre on AWS Lambda and Vonage.',
      description:
        'Errors are `{"error": "…"}` with a sentence that says what to do. Times are ISO 8601 in UTC, phone numbers E.164 digits.',
      license: { name: 'MIT', identifier: 'MIT' },
    },
    servers: [
      { url: 'http://127.0.0.1:3000', description: 'The local desk, after `npm start`' },
      {
        url: 'https://{api}.execute-api.{region}.amazonaws.com',
        description: 'A deployed desk: the stack’s output ApiUrl',
        variables: { api: { default: 'api-id' }, region: { default: 'eu-west-2' } },
      },
    ],
    tags: Object.entries(TAGS).map(([name, description]) => ({ name, description })),
    paths: paths(),
    components: { securitySchemes: SECURITY_SCHEMES, schemas: componentSchemas() },
  };
}

function paths(): Json {
  const found: Record<string, Json> = {};
  for (const { path, methods, authentication } of ROUTES) {
    for (const method of methods) {
      const operation = OPERATIONS[keyOf(method, path)];
      (found[openApiPath(path)] ??= {})[method.toLowerCase()] = operationObject(
        method,
        path,
        authentication,
        operation,
      );
    }
  }
  found['/desk/settings.json'] = {
    get: operationObject('GET', '/desk/settings.json', 'none', deskSettings),
  };
  return found;
}

/** Every combination is a route, for they are taken from one. */
function keyOf(method: Method, path: string): RouteKey {
  const key = `${method} ${path}`;
  if (!isRouteKey(key)) throw new Error(`There is no route ${key}.`);
  return key;
}

const isRouteKey = (key: string): key is RouteKey => Object.hasOwn(OPERATIONS, key);

/** OpenAPI has no parameter that spans slashes. */
export const openApiPath = (path: string): string => path.replace('+}', '}');

function operationObject(
  method: Method,
  path: string,
  authentication: Authentication,
  operation: Operation,
): Json {
  const { tag, summary, description, parameters = [], body, responses } = operation;
  const all = { ...commonResponses(method, authentication), ...responses };
  return {
    operationId: operationId(method, path),
    tags: [tag],
    summary,
    ...(description !== undefined && { description }),
    security: SECURITY[authentication],
    ...(parameters.length > 0 && {
      parameters: parameters.map(({ schema, ...parameter }) => ({
        ...parameter,
        required: parameter.in === 'path',
        schema: schemaOf(schema),
      })),
    }),
    ...(body && { requestBody: { required: body.required, content: contentObject(body.content) } }),
    responses: Object.fromEntries(
      Object.entries(all).map(([status, response]) => [status, responseObject(status, response)]),
    ),
  };
}

/** Such as `post-api-tickets-number-close`. */
const operationId = (method: Method, path: string): string =>
  [method.toLowerCase(), ...path.split(/[^a-z0-9]+/i).filter((part) => part !== '')].join('-');

const WAIT = {
  'retry-after': {
    description: 'After how many seconds to try again; not always given.',
    schema: { type: 'integer', minimum: 0 },
  },
};

const responseObject = (status: string, { description, content }: ResponseDescription): Json => ({
  description,
  ...((status === '429' || status === '503') && { headers: WAIT }),
  ...(content && { content: contentObject(content) }),
});

const contentObject = (content: Record<string, Content>): Json =>
  Object.fromEntries(
    Object.entries(content).map(([type, { schema, example }]) => [
      type,
      {
        ...(schema && { schema: Array.isArray(schema) ? { anyOf: schema.map(schemaOf) } : schemaOf(schema) }),
        ...(example !== undefined && { example }),
      },
    ]),
  );
