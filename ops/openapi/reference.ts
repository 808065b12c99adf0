import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { format } from 'prettier';
import { openApiDocument } from '../../contract/openapi/document.ts';

const ROOT = join(import.meta.dirname, '../..');
/** Redoc 2.5.4, committed as its npm package carries it: as a dependency it would bring ninety packages to everybody. */
const SCRIPT = 'redoc.standalone.js';

/** A file in docs/. */
export interface ReferenceFile {
  path: string;
  content: string;
}

/** The document, and a page of redoc's that shows it without a server and without a network. */
export async function apiReference(): Promise<ReferenceFile[]> {
  const { version } = JSON.parse(readFileSync(join(ROOT, 'package.json'), 'utf8')) as { version: string };
  const document = openApiDocument(version);
  return [
    {
      path: 'openapi.json',
      content: await format(JSON.stringify(document), { parser: 'json', printWidth: 110 }),
    },
    { path: 'api/index.html', content: page(document) },
  ];
}

/** Redoc styles itself in the page and searches in a worker; nothing may be loaded from elsewhere. */
const POLICY =
  "default-src 'none'; script-src 'self' file: 'unsafe-inline'; style-src 'unsafe-inline'; img-src data:; worker-src blob:";

const OPTIONS = {
  hideDownloadButtons: true,
  requiredPropsFirst: true,
  jsonSamplesExpandLevel: 'all',
  theme: { colors: { primary: { main: '#0b5d57' } }, typography: { fontFamily: 'system-ui, sans-serif' } },
};

function page(document: object): string {
  return `<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="content-security-policy" content="${POLICY}">
<title>frontdesk: HTTP API</title>
<link rel="icon" href="data:,">
<style>body{margin:0}a[href="https://redocly.com/redoc/"]{display:none}</style>
</head>
<body>
<noscript>This page needs a script; the same is in <a href="../openapi.json">openapi.json</a>.</noscript>
<main id="api"></main>
<script src="${SCRIPT}"></script>
<script>
Redoc.init(${inScript(document)}, ${inScript(OPTIONS)}, document.getElementById('api'));
</script>
</body>
</html>
`;
}

/** JSON that cannot end its script element. */
const inScript = (value: object): string => JSON.stringify(value).replaceAll('<', '\\u003c');
