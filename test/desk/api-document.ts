import { readFileSync } from 'node:fs';
import { Ajv2020 } from 'ajv/dist/2020.js';
import * as z from 'zod';

const content = z.looseObject({
  schema: z.record(z.string(), z.unknown()).optional(),
  example: z.unknown().optional(),
});
const contents = z.record(z.string(), content).default({});
const operation = z.looseObject({
  operationId: z.string(),
  summary: z.string(),
  security: z.array(z.record(z.string(), z.array(z.string()))),
  parameters: z.array(z.looseObject({ name: z.string(), in: z.string() })).default([]),
  requestBody: z.looseObject({ content: contents }).optional(),
  responses: z.record(z.string(), z.looseObject({ description: z.string(), content: contents })),
});
const document = z.looseObject({
  paths: z.record(z.string(), z.record(z.string(), operation)),
  components: z.looseObject({ schemas: z.record(z.string(), z.record(z.string(), z.unknown())) }),
});

type Operation = z.output<typeof operation>;

/** A response as it came. */
export interface Came {
  status: number;
  headers: Headers;
  text: string;
}

const ISO = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d+)?(Z|[+-]\d\d:\d\d)$/;

/** docs/openapi.json, for tests that hold what the desk does against it. What it does not describe is wrong. */
export class ApiDocument {
  readonly #document: z.output<typeof document>;
  readonly #ajv = new Ajv2020({ strict: false, allErrors: true, formats: { 'date-time': ISO } });

  private constructor(parsed: z.output<typeof document>) {
    this.#document = parsed;
    for (const schema of Object.values(parsed.components.schemas)) schema['additionalProperties'] ??= false;
    this.#ajv.addSchema(parsed, 'api');
  }

  static read(): ApiDocument {
    const path = new URL('../../docs/openapi.json', import.meta.url);
    return new ApiDocument(document.parse(JSON.parse(readFileSync(path, 'utf8'))));
  }

  /** Each operation by its route, such as `GET /api/tickets/{number}`. */
  operations(): { route: string; operation: Operation }[] {
    return Object.entries(this.#document.paths).flatMap(([path, methods]) =>
      Object.entries(methods).map(([method, found]) => ({
        route: `${method.toUpperCase()} ${path}`,
        operation: found,
      })),
    );
  }

  routes(): string[] {
    return this.operations().map(({ route }) => route);
  }

  /** Every body of a request or response, with its JSON pointer. */
  contents(): { pointer: string; schema: unknown; example: unknown }[] {
    return this.operations().flatMap(({ route, operation: { requestBody, responses } }) => {
      const at = pointerOf(route);
      const bodies = [
        ...Object.entries(requestBody?.content ?? {}).map(([type, body]) => ({
          pointer: `${at}/requestBody/content/${escaped(type)}`,
          body,
        })),
        ...Object.entries(responses).flatMap(([status, response]) =>
          Object.entries(response.content).map(([type, body]) => ({
            pointer: `${at}/responses/${status}/content/${escaped(type)}`,
            body,
          })),
        ),
      ];
      return bodies.map(({ pointer, body: { schema, example } }) => ({ pointer, schema, example }));
    });
  }

  /** What is wrong with a value by a schema of the document; undefined when nothing is. */
  offence(pointer: string, value: unknown): string | undefined {
    const validate = this.#ajv.getSchema(`api#${pointer}`);
    if (!validate) return `The document has no ${pointer}.`;
    return validate(value) === true ? undefined : this.#ajv.errorsText(validate.errors);
  }

  /** What is wrong with a response of a route; undefined when it is as described. */
  offenceOf(route: string, { status, headers, text }: Came): string | undefined {
    const found = this.operations().find((one) => one.route === route);
    const response = found?.operation.responses[String(status)];
    if (!response) return `${route} has no ${status} in the document: ${text.slice(0, 200)}`;
    const type = (headers.get('content-type') ?? '').split(';')[0] ?? '';
    if (Object.keys(response.content).length === 0) return text === '' ? undefined : 'It has a body.';
    const described = [type, type.replace(/\/.*/, '/*')].find((one) => Object.hasOwn(response.content, one));
    if (described === undefined) return `${route} ${status} has no ${type} in the document.`;
    if (response.content[described]?.schema === undefined) return undefined;
    const schema = `${pointerOf(route)}/responses/${status}/content/${escaped(described)}/schema`;
    return this.offence(schema, JSON.parse(text) as unknown);
  }
}

function pointerOf(route: string): string {
  const [method = '', path = ''] = route.split(' ');
  return `/paths/${escaped(path)}/${method.toLowerCase()}`;
}

/** As part of a JSON pointer that stands in a URL. */
const escaped = (name: string): string =>
  encodeURIComponent(name.replaceAll('~', '~0').replaceAll('/', '~1'));
