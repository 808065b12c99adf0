import { z } from 'zod';
import { type TemplateResource, UnknownInTemplate } from '../assembly.ts';
import type { Resolve } from '../intrinsics.ts';

/** CloudFormation also accepts numbers and booleans as strings. */
export const number = z.coerce.number();
export const boolean = z.union([z.boolean(), z.stringbool()]);

/** Supported, and without effect on a laptop. */
export const withoutEffect = z.unknown().optional();

/** Resolves and parses a resource's properties. @throws {UnknownInTemplate} for an unknown property: schemas are strict */
export function parseProperties<T>(resource: TemplateResource, resolve: Resolve, schema: z.ZodType<T>): T {
  const where = `${resource.logicalId} (${resource.type})`;
  const result = schema.safeParse(resolve(resource.properties, where));
  if (result.success) return result.data;
  const problems = result.error.issues.map(
    ({ path, message }) => `${path.join('.') || 'properties'}: ${message}`,
  );
  throw new UnknownInTemplate(`${where} has what the local cloud does not know: ${problems.join('; ')}.`);
}
