import { readFileSync } from 'node:fs';
import { Ajv, type AnySchema } from 'ajv';

type Json = null | boolean | number | string | Json[] | { [name: string]: Json };

/** JSON Schema from OpenAPI 3.0: what is not described is not allowed, `nullable` and `format` go. */
function toJsonSchema(node: Json, closed: boolean): Json {
  if (Array.isArray(node)) return node.map((item) => toJsonSchema(item, closed));
  if (node === null || typeof node !== 'object') return node;
  const inner: { [name: string]: Json } = {};
  for (const [name, value] of Object.entries(node)) {
    if (name === 'format' || name === 'nullable') continue;
    // The names inside `properties` are the document's own, not keywords.
    inner[name] =
      name === 'properties' && value !== null && typeof value === 'object' && !Array.isArray(value)
        ? Object.fromEntries(Object.entries(value).map(([key, one]) => [key, toJsonSchema(one, closed)]))
        : toJsonSchema(value, closed && name !== 'allOf');
  }
  return closed && 'properties' in inner && !('additionalProperties' in inner)
    ? { ...inner, additionalProperties: false }
    : inner;
}

/** What is wrong with `value` by a schema of one of Vonage's documents, as text; undefined when all is well. */
export function offence(
  document: 'sms' | 'voice' | 'application.v2' | 'numbers' | 'account',
  pointer: string,
  value: unknown,
  { allow = [] }: { allow?: string[] } = {},
): string | undefined {
  const text = readFileSync(new URL(`../../specs/${document}.json`, import.meta.url), 'utf8');
  const schema = toJsonSchema(JSON.parse(text) as Json, true) as AnySchema;
  const ajv = new Ajv({ strict: false, allErrors: true });
  ajv.addSchema(schema, 'vonage');
  const validate = ajv.getSchema(`vonage#${pointer}`);
  if (!validate) return `The document has no ${pointer}.`;
  if (validate(value)) return undefined;
  const wrong = (validate.errors ?? []).filter(
    ({ params }) => !('additionalProperty' in params && allow.includes(String(params['additionalProperty']))),
  );
  return wrong.length === 0 ? undefined : ajv.errorsText(wrong);
}
