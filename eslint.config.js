import tseslint from 'typescript-eslint';

/** The arrows between the rooms: who may not import whom, and what the sentence says when they do. */
const wall = (from, forbidden, message) => ({
  files: [`${from}/**/*.{ts,tsx}`],
  rules: {
    'no-restricted-imports': ['error', { patterns: [{ regex: forbidden, message }] }],
  },
});

const rooms = (...names) => `^\\.\\.?/(.*/)?(${names.join('|')})/`;

export default tseslint.config(
  { ignores: ['cdk.out/', '.local/', 'node_modules/', 'coverage/'] },
  ...tseslint.configs.recommendedTypeChecked,
  {
    languageOptions: {
      parserOptions: { projectService: { allowDefaultProject: ['*.js', '*.mjs', 'test/*.mjs'] } },
    },
    rules: {
      '@typescript-eslint/no-explicit-any': 'error',
      '@typescript-eslint/switch-exhaustiveness-check': 'error',
      '@typescript-eslint/restrict-template-expressions': [
        'error',
        { allowNumber: true, allowBoolean: true },
      ],
      'no-console': 'error',
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
    },
  },
  { files: ['**/*.js', '**/*.mjs'], ...tseslint.configs.disableTypeChecked },
  {
    files: [
      'ops/**',
      'local/start.ts',
      'local/**/bootstrap.ts',
      'edge/aws/log.ts',
      'bench/**',
      'test/browser/in-browser.ts',
      'test/browser/screenshots.ts',
    ],
    rules: { 'no-console': 'off' },
  },
  wall(
    'desk',
    `(${rooms('edge', 'functions', 'lib', 'local', 'ops')})|^@aws-sdk|^@vonage|^aws-lambda|^@middy|^node:(http|https|fs|net)`,
    'desk/ holds the rules: it knows no AWS, no HTTP, no SDK and none of our other rooms.',
  ),
  wall('edge', rooms('functions', 'lib', 'local', 'ops'), 'edge/ may only know desk/.'),
  wall('functions', rooms('lib', 'local', 'ops'), 'functions/ may only know desk/ and edge/.'),
  wall('lib', rooms('functions', 'local', 'desk', 'ops'), 'lib/ names functions by path and imports none.'),
  wall(
    'web/desk',
    `${rooms('edge', 'functions', 'lib', 'local', 'ops', 'console')}|/desk/(?!texts/(?:encoding|characters))[a-z-]+/[a-z-]+\\.ts$`,
    'web/desk knows only the routes, and of the rules how a text is written and measured and a number read.',
  ),
  wall(
    'web/console',
    rooms('edge', 'functions', 'lib', 'cloud', 'vonage', 'ops'),
    'web/console knows only the routes.',
  ),
  wall(
    'local/cloud',
    rooms('desk', 'edge', 'functions', 'lib', 'ops', 'vonage'),
    'local/cloud reads the synthesized assembly and nothing else of ours.',
  ),
  wall(
    'local/vonage',
    rooms('desk', 'edge', 'functions', 'lib', 'ops', 'cloud'),
    'local/vonage only speaks HTTP.',
  ),
);
