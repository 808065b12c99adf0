import tseslint from 'typescript-eslint';

export default tseslint.config(
  { ignores: ['cdk.out/', '.local/', 'node_modules/', 'coverage/', 'docs/api/'] },
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
      complexity: ['error', 15],
      'max-lines-per-function': ['error', { max: 70, skipBlankLines: true, skipComments: true }],
      '@typescript-eslint/no-unused-vars': ['error', { argsIgnorePattern: '^_', varsIgnorePattern: '^_' }],
    },
  },
  // A suite is one function, however many tests it holds.
  { files: ['test/**'], rules: { 'max-lines-per-function': 'off', complexity: 'off' } },
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
);
