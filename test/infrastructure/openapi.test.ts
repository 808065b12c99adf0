import { Validator } from '@seriousme/openapi-schema-validator';
import { describe, expect, test } from '@jest/globals';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { openApiPath } from '../../contract/openapi/document.ts';
import { apiReference } from '../../ops/openapi/reference.ts';
import { ApiDocument } from '../desk/api-document.ts';
import { theStack } from './stack.ts';

const DOCS = join(import.meta.dirname, '../../docs');
const read = (path: string): string => readFileSync(join(DOCS, path), 'utf8');

const document = ApiDocument.read();

describe('the description of the HTTP API', () => {
  test('is what the contract gives today; after a change: npm run openapi', async () => {
    for (const { path, content } of await apiReference()) {
      const isCurrent = content === read(path);
      expect({ path, isCurrent }).toEqual({ path, isCurrent: true });
    }
  });

  test('is shown by the script of redoc 2.5.4, unchanged but for the address of its source map', () => {
    const hash = createHash('sha256').update(read('api/redoc.standalone.js')).digest('hex');
    expect(hash).toBe('fa4bf581e8f8dd51cc9198fc951cd9b0b8ba4f5d625ea7825118bae6ca41aa29');
  });

  test('is a valid document of OpenAPI 3.1', async () => {
    const validator = new Validator();
    const { valid, errors } = await validator.validate(read('openapi.json'));
    expect(errors).toBeUndefined();
    expect({ valid, version: validator.version }).toEqual({ valid: true, version: '3.1' });
  });

  test('has every route of the template, and no other', () => {
    const routes = theStack()
      .of('AWS::ApiGatewayV2::Route')
      .map(({ Properties }) => openApiPath(String(Properties['RouteKey'])));
    // Served by the route of the files, and described by itself.
    expect(document.routes().sort()).toEqual([...routes, 'GET /desk/settings.json'].sort());
  });

  test('says of every operation what it is, how to authenticate, and what success and failure look like', () => {
    const ids = document.operations().map(({ operation }) => operation.operationId);
    expect(new Set(ids).size).toBe(ids.length);
    for (const { route, operation } of document.operations()) {
      const statuses = Object.keys(operation.responses);
      expect({ route, summary: operation.summary.length > 5 }).toEqual({ route, summary: true });
      expect({ route, security: Array.isArray(operation.security) }).toEqual({ route, security: true });
      expect({ route, has: statuses.filter((status) => status.startsWith('2')).length }).toEqual({
        route,
        has: 1,
      });
      expect(statuses).toEqual(expect.arrayContaining(['429', '500', '503']));
      const names = [...route.matchAll(/\{(\w+)\}/g)].map(([, name]) => name);
      const described = operation.parameters.filter((one) => one.in === 'path').map(({ name }) => name);
      expect({ route, described }).toEqual({ route, described: names });
    }
  });

  test('has an example for every body with a schema, each as its schema says', () => {
    const contents = document.contents();
    expect(contents.length).toBeGreaterThan(100);
    for (const { pointer, schema, example } of contents) {
      if (schema === undefined) continue;
      expect({ pointer, has: example !== undefined }).toEqual({ pointer, has: true });
      expect({ pointer, wrong: document.offence(`${pointer}/schema`, example) }).toEqual({
        pointer,
        wrong: undefined,
      });
    }
  });
});
