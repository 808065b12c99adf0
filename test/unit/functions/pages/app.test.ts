import { afterAll, beforeAll, describe, expect, test } from '@jest/globals';
import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { deskFile, deskPage } from '../../../../functions/pages/app.ts';
import { request } from '../../edge/request.ts';

/** A built app of more pages than today's, each also compressed. */
const FILES = [
  'index.html',
  'index.html.br',
  'help/about.html',
  'help/about.html.br',
  'assets/app-1.js',
  'assets/app-1.js.br',
  'assets/app-2.css',
  'assets/icon.svg',
  'notes.txt',
];

let root: string;
beforeAll(() => {
  root = mkdtempSync(join(tmpdir(), 'frontdesk-app-'));
  for (const name of FILES) {
    mkdirSync(join(root, 'desk', name, '..'), { recursive: true });
    writeFileSync(join(root, 'desk', name), name);
  }
  process.env['LAMBDA_TASK_ROOT'] = root;
});
afterAll(() => {
  delete process.env['LAMBDA_TASK_ROOT'];
  rmSync(root, { recursive: true });
});

const get = (file: string, encoding: string) => {
  const made = request({ method: 'GET', path: '/desk/{file+}' });
  return deskFile({ ...made, headers: { 'accept-encoding': encoding }, pathParameters: { file } });
};

describe('every file of the desk', () => {
  test.each(FILES.flatMap((name) => ['identity', 'gzip, br'].map((encoding) => [name, encoding] as const)))(
    '%s, asked for as %s, is kept for ever or is a page with the policy',
    async (name, encoding) => {
      const { statusCode, headers = {}, isBase64Encoded } = await get(name, encoding);
      if (/\.(br|txt)$/.test(name)) {
        expect(statusCode).toBe(404);
        return;
      }
      expect(statusCode).toBe(200);
      expect(headers['x-content-type-options']).toBe('nosniff');
      const packed = FILES.includes(`${name}.br`) && encoding.includes('br');
      expect([headers['content-encoding'], isBase64Encoded]).toEqual(
        packed ? ['br', true] : [undefined, undefined],
      );
      if (name.endsWith('.html')) {
        const page = await deskPage(request({ method: 'GET', path: '/desk' }));
        expect(headers['cache-control']).toBe('no-cache');
        expect(headers['content-security-policy']).toContain("default-src 'none'");
        expect(headers['content-security-policy']).toBe(page.headers?.['content-security-policy']);
        expect(headers['permissions-policy']).toBe(page.headers?.['permissions-policy']);
      } else {
        expect(headers['cache-control']).toContain('immutable');
      }
    },
  );

  test.each([
    'INDEX.HTML',
    '/index.html',
    './index.html',
    'index.html/',
    'index.html\0',
    '../desk/index.html',
    '',
  ])('is known by its own name only, not by %p', async (name) => {
    expect((await get(name, 'br')).statusCode).toBe(404);
  });
});

describe('who may frame the desk, and whom it may call', () => {
  const policyFor = async (simulator: string | undefined): Promise<string> => {
    if (simulator !== undefined) process.env['SIMULATOR'] = simulator;
    try {
      const { headers } = await deskPage(request({ method: 'GET', path: '/desk' }));
      return String(headers?.['content-security-policy']);
    } finally {
      delete process.env['SIMULATOR'];
    }
  };

  test('nobody, and nobody on this machine, where it is deployed', async () => {
    const policy = await policyFor(undefined);
    expect(policy).toContain("frame-ancestors 'none'");
    expect(policy).not.toMatch(/127\.0\.0\.1|localhost/);
  });

  test('on a laptop the console’s own addresses, and no other port', async () => {
    const own = 'http://127.0.0.1:3001 http://localhost:3001';
    const policy = await policyFor(own);
    expect(policy).toContain(`frame-ancestors ${own}`);
    expect(policy).toMatch(/connect-src [^;]* http:\/\/127\.0\.0\.1:3001 http:\/\/localhost:3001;/);
    expect(policy).not.toContain(':*');
  });
});
