import { readdirSync, readFileSync } from 'node:fs';
import { extname, join } from 'node:path';
import type { DeskSettingsJson } from '../../contract/responses/desk-settings.ts';
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

/** The only names that are served: a path that leads out of the folder is not among them. */
function servedFiles(): Set<string> {
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
  // Files read no table: the app can be loaded while the tables are unavailable.
  if (name === 'settings.json') return json(200, toDeskSettingsResponse((await readSettings()).settings));
  return file(name, request);
}

async function file(name: string, request: Request): Promise<Response> {
  const type = TYPES[extname(name)];
  if (type === undefined || !servedFiles().has(name)) {
    return json(404, { error: 'The desk has no such file; reload the page.' });
  }
  const headers = {
    'content-type': type,
    'x-content-type-options': 'nosniff',
    vary: 'accept-encoding',
    ...(type.startsWith('text/html') ? await pageHeaders() : KEPT_FOR_EVER),
  };
  const takesBrotli = /\bbr\b/.test(request.headers['accept-encoding'] ?? '');
  if (takesBrotli && servedFiles().has(`${name}.br`)) {
    return {
      statusCode: 200,
      headers: { ...headers, 'content-encoding': 'br' },
      body: readFileSync(join(folder(), `${name}.br`)).toString('base64'),
      isBase64Encoded: true,
    };
  }
  return { statusCode: 200, headers, body: readFileSync(join(folder(), name), 'utf8') };
}

/** The name of such a file changes with its content. */
const KEPT_FOR_EVER = { 'cache-control': 'public, max-age=31536000, immutable' };

/** A page keeps its name when it changes; its policy bounds what it may run. */
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
function toDeskSettingsResponse(settings: Settings): DeskSettingsJson {
  const { OIDC_ISSUER: issuer, OIDC_CLIENT_ID: clientId, OIDC_TOKEN: token } = process.env;
  return {
    businessName: settings.businessName,
    language: settings.language,
    numbers: {
      support: numberFor(settings, 'support') ?? null,
      delivery: numberFor(settings, 'delivery') ?? null,
      voice: numberFor(settings, 'voice') ?? null,
    },
    ...(issuer && clientId && { oidc: { issuer, clientId, token: token === 'access' ? token : 'id' } }),
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
