import { formatProblem } from '../../../../../desk/ncco/findings.ts';
import { checkNcco } from '../../../../../desk/ncco/check.ts';

export const problemsOf = (value: unknown, options = {}): string[] => {
  const result = checkNcco(value, options);
  return 'problems' in result ? result.problems.map(formatProblem) : [];
};
export const warningsOf = (value: unknown): string[] => checkNcco(value).warnings.map(formatProblem);

/* Right NCCOs of one action, with options to add. */

export const URL_LIST = ['https://example.com/e'];
export const phone = { type: 'phone', number: '447700900000' };
export const connect = (more: object = {}, endpoint: object = phone) => [
  { action: 'connect', endpoint: [endpoint], ...more },
];
export const talk = (more: object = {}) => [{ action: 'talk', text: 'Hello', ...more }];
export const input = (more: object = {}) => [{ action: 'input', type: ['dtmf'], ...more }];
export const speech = (settings: object) => [{ action: 'input', type: ['speech'], speech: settings }];
export const record = (more: object = {}) => [{ action: 'record', ...more }];
export const conversation = (more: object = {}) => [{ action: 'conversation', name: 'room', ...more }];
export const notify = (more: object = {}) => [
  { action: 'notify', payload: { a: 1 }, eventUrl: URL_LIST, ...more },
];
export const transfer = (more: object = {}) => [{ action: 'transfer', conversationId: 'CON-1', ...more }];
export const stream = (more: object = {}) => [
  { action: 'stream', streamUrl: ['https://example.com/a.mp3'], ...more },
];
