import { areRight, areWrong, haveOptions } from './rows.ts';
import { URL_LIST, notify } from './samples.ts';

areRight([['notify', notify({ eventMethod: 'GET' })]]);

areWrong([
  ['notify payload', [{ action: 'notify', eventUrl: URL_LIST }], '[0].payload'],
  ['notify nowhere', [{ action: 'notify', payload: {} }], '[0].eventUrl'],
]);

haveOptions({
  notify: {
    ncco: (more) => notify(more),
    at: '[0]',
    options: {
      payload: [
        [{}, { a: [1] }],
        ['x', [1], null],
      ],
      eventUrl: [[URL_LIST], ['https://a.example', [], null]],
      eventMethod: [['GET'], ['HEAD']],
    },
  },
});
