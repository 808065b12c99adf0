import { areRight, areWrong, haveOptions } from './rows.ts';

areRight([
  ['wait', [{ action: 'wait' }, { action: 'wait', timeout: 0.1 }, { action: 'wait', timeout: 7200 }]],
]);

areWrong([['wait', [{ action: 'wait', timeout: 0 }], '[0].timeout']]);

haveOptions({
  wait: {
    ncco: (more) => [{ action: 'wait', ...more }],
    at: '[0]',
    options: {
      timeout: [
        [0.1, 10, 7200],
        [0, 0.09, 7201, '0'],
      ],
    },
  },
});
