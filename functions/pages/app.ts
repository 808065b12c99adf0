import { readdirSync, readFileSync } from 'node:fs';
import { extname, join } from 'node:path';
import { numberFor, type Settings } from '../../desk/settings.ts';
import { readSettings } from '../../edge/aws/dynamodb/config.ts';
import type { Request } from '../../edge/http/handler.ts';
import { json, type Response } from '../../edge/http/responses.ts';
import { originsOf } from './issuer.ts';

const TYPES: Record<string, string> = {
  '.css': 'text/css; charset=utf-8',
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.woff2': 'font/woff2',
};

/** What was built of `web/desk`, beside the function's own file. */
const folder = (): string => join(process.env['LAMBDA_TASK_ROOT'] ?? process.cwd(), 'desk');

let files: Set<string> | undefined;

/** Only what stands in the folder can be asked for: a path that leads elsewhere is no name in this list. */
function known(): Set<string> {
  files ??= new Set(
    readdirSync(folder(), { recursive: true, encoding: 'utf8' }).map((name) => name.replaceAll('\\', '/')),
  );
  return files;
}

/** `GET /desk`: the page in which agents work. */
export const deskPage = (request: Request): Promise<Response> => file('index.html', request);

/** `GET /desk/{file+}`: the app's pages, scripts and styles; and its settings. */
export async function deskFile(request: Request): Promise<Response> {
  const name = request.pathParameters?.['file'] ?? '';
  // The others read no table: the app is there also while the tables are not.
  if (name === 'settings.json') return json(200, appSettings((await readSettings()).settings));
  return file(name, request);
}

async function file(name: string, request: Request): Promise<Response> {
  const type = TYPES[extname(name)];
  if (type === undefined || !known().has(name)) {
    return json(404, { error: 'The desk has no such file; reload the page.' });
  }
  const headers = {
    'content-type': type,
    'x-content-type-options': 'nosniff',
    vary: 'accept-encoding',
    ...(type.startsWith('text/html') ? await pageHeaders() : KEPT_FOR_EVER),
  };
  const takesBrotli = /\bbr\b/.test(request.headers['accept-encoding'] ?? '');
  if (takesBrotli && known().has(`${name}.br`)) {
    return {
      statusCode: 200,
      headers: { ...headers, 'content-encoding': 'br' },
      body: readFileSync(join(folder(), `${name}.br`)).toString('base64'),
      isBase64Encoded: true,
    };
  }
  return { statusCode: 200, headers, body: readFileSync(join(folder(), name), 'utf8') };
}

/** The name of such a file changes with what is in it. */
const KEPT_FOR_EVER = { 'cache-control': 'public, max-age=31536000, immutable' };

/** A page's name stays when it changes, and it may run no more than its policy says, by whatever path it was asked for. */
async function pageHeaders(): Promise<Record<string, string>> {
  const { OIDC_ISSUER: issuer } = process.env;
  return {
    'cache-control': 'no-cache',
    'content-security-policy': policy(issuer ? await originsOf(issuer) : []),
    'referrer-policy': 'same-origin',
    'permissions-policy': 'microphone=(self), camera=(), geolocation=()',
  };
}

/** What the app must know before anybody has signed in; nothing of it is secret. */
function appSettings(settings: Settings): Record<string, unknown> {
  const { OIDC_ISSUER: issuer, OIDC_CLIENT_ID: clientId, OIDC_TOKEN: token } = process.env;
  return {
    businessName: settings.businessName,
    language: settings.language,
    numbers: Object.fromEntries(
      (['support', 'delivery', 'voice'] as const).map((use) => [use, numberFor(settings, use) ?? null]),
    ),
    ...(issuer && clientId && { oidc: { issuer, clientId, token } }),
  };
}

/** Where the Client SDK takes its calls from. */
const VONAGE = 'https://*.nexmo.com wss://*.nexmo.com https://*.vonage.com wss://*.vonage.com';
/** Where tests do not know the console's port when they synthesize. */
const LOOPBACK = 'http://127.0.0.1:* http://localhost:*';

/** On a laptop the app also talks to the simulated Vonage and stands in frames of the console, which are one server. */
function policy(issuer: string[]): string {
  const { SIMULATOR: simulator } = process.env;
  const laptop = simulator === 'yes' ? LOOPBACK : simulator;
  const connect = ["'self'", VONAGE, ...issuer, ...(laptop ? [laptop] : [])];
  return [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self' data:",
    // Voicemail is fetched with the agent's token and played from memory.
    'media-src blob:',
    "worker-src 'self' blob:",
    `connect-src ${connect.join(' ')}`,
    "base-uri 'none'",
    "form-action 'none'",
    `frame-ancestors ${laptop ? laptop : "'none'"}`,
  ].join('; ');
}
