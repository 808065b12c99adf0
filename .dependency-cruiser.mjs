/* Which room may import what: an allow-list, for static, dynamic and type imports alike; everything else fails. */

/** Of the last three the cruiser finds no file: types alone, or an entry that only bundlers and Node resolve. */
const NPM = '^(node_modules/|(aws-lambda|hono|vite)(/|$))';
const npm = (...names) => `^node_modules/(${names.join('|')})/`;
const anyPackageBut = (...names) => NPM.replace('node_modules/', `node_modules/(?!(${names.join('|')})/)`);
/** Modules of Node's own, by name: all where none is named. */
const node = (...names) => (names.length === 0 ? { core: '' } : { core: `^(node:)?(${names.join('|')})$` });

/** What several rooms of the laptop's system are built on. */
const LOCAL_GROUND = '^local/(clock|loopback)\\.ts$';

/** How a text is written and measured, and a number read: what a page tells before anything is sent. */
const MEASURING = '^desk/(messages/sms/encoding|texts/characters|numbers/[\\w-]+)\\.ts$';

const ROOMS = [
  ['^contract/', ['^contract/', npm('zod')]],
  ['^desk/', ['^desk/', '^contract/', npm('libphonenumber-js'), node('crypto')]],
  ['^edge/aws/', ['^edge/aws/', '^desk/', '^contract/', anyPackageBut('@vonage', '@middy'), node()]],
  [
    '^edge/http/',
    ['^edge/http/', '^edge/aws/', '^desk/', '^contract/', anyPackageBut('@vonage', '@aws-sdk'), node()],
  ],
  ['^edge/vonage/', ['^edge/', '^desk/', '^contract/', anyPackageBut('@aws-sdk'), node()]],
  [
    '^functions/([^/]+)/',
    [
      '^functions/($1|shared)/',
      '^edge/',
      '^desk/',
      '^contract/',
      anyPackageBut('@vonage', '@aws-sdk'),
      node(),
    ],
  ],
  ['^(lib|bin)/', ['^lib/', '^contract/', anyPackageBut('@vonage', '@aws-sdk'), node()]],
  ['^ops/', ['^ops/', '^desk/', '^edge/aws/', '^contract/', NPM, node()]],
  ['^local/[^/]+$', ['^local/', '^ops/', NPM, node()]],
  ['^local/cloud/', ['^local/cloud/', LOCAL_GROUND, anyPackageBut('@vonage', '@aws-sdk'), node()]],
  ['^local/vonage/', ['^local/vonage/', LOCAL_GROUND, anyPackageBut('@vonage', '@aws-sdk'), node()]],
  ['^local/console/', ['^local/', '^ops/', '^desk/', '^edge/aws/', '^contract/', NPM, node()]],
  ['^web/look/', ['^web/look/']],
  [
    '^web/desk/',
    ['^web/(desk|look)/', '^contract/', MEASURING, anyPackageBut('@aws-sdk', '@vonage/server-sdk')],
  ],
  ['^web/console/', ['^web/(console|look)/', '^contract/', MEASURING, anyPackageBut('@aws-sdk', '@vonage')]],
  ['^web/[^/]+/vite\\.config\\.ts$', [NPM, node()]],
  ['^bench/', ['^bench/', '^local/', '^ops/', NPM, node()]],
  ['^test/', ['.*', node()]],
];

const to = (target) =>
  typeof target === 'string'
    ? { path: target, dependencyTypesNot: ['core'] }
    : { path: target.core === '' ? '.*' : target.core, dependencyTypes: ['core'] };

export default {
  allowed: ROOMS.flatMap(([from, targets]) =>
    targets.map((target) => ({ from: { path: from }, to: to(target) })),
  ),
  allowedSeverity: 'error',
  forbidden: [
    {
      name: 'no-circles',
      comment: 'Modules that import each other are one module, or need a third.',
      severity: 'error',
      from: {},
      to: { circular: true },
    },
  ],
  options: {
    tsPreCompilationDeps: true,
    tsConfig: { fileName: 'tsconfig.json' },
    doNotFollow: { path: 'node_modules' },
    enhancedResolveOptions: { extensions: ['.ts', '.tsx', '.js', '.mjs', '.json', '.css'] },
  },
};
