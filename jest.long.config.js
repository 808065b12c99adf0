import config, { project } from './jest.config.js';

/** What takes long: `faults` (functions killed after each write, outages, bursts) and `browser`. */
export default { ...config, projects: ['faults', 'browser'].map(project) };
