/** Four rooms of tests, from the lowest layer to the highest; `npm test -- --selectProjects unit` runs one. */
const project = (name) => ({
  displayName: name,
  testMatch: [`<rootDir>/test/${name}/**/*.test.ts`],
  extensionsToTreatAsEsm: ['.ts'],
  transform: { '\\.ts$': '<rootDir>/test/strip-types.mjs' },
  injectGlobals: false,
});

export default {
  projects: ['unit', 'infrastructure', 'integration', 'e2e'].map(project),
  maxWorkers: 2,
  testTimeout: 60_000,
};
