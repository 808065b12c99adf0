import { areRight, areWrong, haveOptions } from './rows.ts';
import { URL_LIST, connect, input, stream, talk } from './samples.ts';

/* Talk and stream. */

areRight([
  ['talk', talk()],
  ['talk, all', talk({ loop: 0, level: -1, language: 'ja-JP', style: 0, premium: true, bargeIn: false })],
  ['talk, longest text', talk({ text: 'x'.repeat(1500) })],
  ['talk, SSML is measured by what is said', talk({ text: `<speak>${'<break/>'.repeat(300)}hello</speak>` })],
  ['talk, bargeIn', [...talk({ bargeIn: true }), ...stream({ bargeIn: true }), ...input()]],
  ['stream', stream({ level: 1, loop: 3 })],
]);

areWrong([
  ['talk without text', [{ action: 'talk' }], '[0].text'],
  ['talk empty', talk({ text: ' ' }), '[0].text'],
  ['talk too long', talk({ text: 'x'.repeat(1501) }), '[0].text'],
  ['talk loop', talk({ loop: -1 }), '[0].loop'],
  ['talk loop broken', talk({ loop: 1.5 }), '[0].loop'],
  ['talk level', talk({ level: 1.1 }), '[0].level'],
  ['talk language', talk({ language: 'english please' }), '[0].language'],
  ['talk style', talk({ style: 'calm' }), '[0].style'],
  ['talk premium', talk({ premium: 'yes' }), '[0].premium'],
  ['bargeIn and nothing', talk({ bargeIn: true }), '[0].bargeIn'],
  ['bargeIn and connect', [...talk({ bargeIn: true }), ...stream(), ...connect(), ...input()], '[0].bargeIn'],
  ['stream without URL', [{ action: 'stream' }], '[0].streamUrl'],
  ['stream with two', stream({ streamUrl: [...URL_LIST, ...URL_LIST] }), '[0].streamUrl'],
  ['stream bare URL', stream({ streamUrl: URL_LIST[0] }), '[0].streamUrl'],
  ['stream no URL', stream({ streamUrl: ['javascript:alert(1)'] }), '[0].streamUrl[0]'],
]);

haveOptions({
  talk: {
    ncco: (more) => [...talk(more), ...input()],
    at: '[0]',
    options: {
      text: [
        ['x', 'x'.repeat(1500), `<speak>${'x'.repeat(1500)}</speak>`],
        ['', ' ', 'x'.repeat(1501), 7, null, ['x']],
      ],
      bargeIn: [
        [true, false],
        ['yes', 1, null],
      ],
      loop: [
        [0, 1, 1_000],
        [-1, 1.5, '-2', null],
      ],
      level: [
        [-1, 0, 0.5, 1],
        [-1.01, 1.01, '2', null],
      ],
      language: [
        ['en', 'en-GB', 'cmn-CN', 'zh-Hans-CN'],
        ['', 'english please', 'en_GB', 7],
      ],
      style: [
        [0, 11],
        [-1, 0.5, '0.5'],
      ],
      premium: [
        [true, false],
        ['yes', 0],
      ],
    },
  },
  stream: {
    ncco: (more) => [...stream(more), ...input()],
    at: '[0]',
    options: {
      streamUrl: [
        [URL_LIST, ['http://a.example/x.mp3']],
        [[], 'https://a.example', [...URL_LIST, 'https://b.example'], {}],
      ],
      level: [
        [-1, 1],
        [-2, 2, '-2'],
      ],
      bargeIn: [[true, false], ['no']],
      loop: [
        [0, 3],
        [-1, 0.1],
      ],
    },
  },
});
