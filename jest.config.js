/** The rooms whose tests run what would be deployed. */
const DEPLOYED = ['contract', 'infrastructure', 'integration', 'e2e', 'faults'];

/**
 * Rooms of tests, from the lowest layer to the highest; `npm test -- --selectProjects unit` runs one. `clients` is what
 * others wrote against Vonage, run against the simulated one. What takes long is in jest.long.config.js.
 */
export const project = (name) => ({
  displayName: name,
  testMatch: [`<rootDir>/test/${name}/**/*.test.ts`],
  extensionsToTreatAsEsm: ['.ts'],
  transform: { '\\.ts$': '<rootDir>/test/strip-types.mjs' },
  injectGlobals: false,
  ...(DEPLOYED.includes(name) && { globalSetup: '<rootDir>/test/desk/synthesize-once.ts' }),
  ...(name === 'browser' && { globalSetup: '<rootDir>/test/browser/build-once.ts' }),
});

export default {
  projects: ['unit', 'infrastructure', 'contract', 'integration', 'e2e', 'clients'].map(project),
  // One more than the two cores of CI: many suites wait for limits in real time. A worker that has grown starts anew.
  maxWorkers: 3,
  workerIdleMemoryLimit: '1GB',
  // A worker that starts anew as the run ends must load before it can leave; by default it gets 500 ms.
  workerGracefulExitTimeout: 10_000,
  testTimeout: 60_000,
};
