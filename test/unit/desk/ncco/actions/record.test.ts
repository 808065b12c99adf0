import { areRight, areWarned, areWrong, haveOptions } from './rows.ts';
import { URL_LIST, record } from './samples.ts';

areRight([
  ['record', record()],
  [
    'record, all',
    record({
      format: 'ogg',
      split: 'conversation',
      channels: 32,
      endOnSilence: 3,
      endOnKey: '#',
      timeOut: 7200,
      beepStart: true,
      eventUrl: URL_LIST,
      transcription: { language: 'en-US' },
    }),
  ],
]);

areWrong([
  ['record format', record({ format: 'flac' }), '[0].format'],
  ['record split', record({ split: 'legs' }), '[0].split'],
  ['record channels', record({ channels: 33 }), '[0].channels'],
  ['record silence', record({ endOnSilence: 2 }), '[0].endOnSilence'],
  ['record key', record({ endOnKey: '12' }), '[0].endOnKey'],
  ['record timeOut', record({ timeOut: 2 }), '[0].timeOut'],
  ['record beep', record({ beepStart: 'on' }), '[0].beepStart'],
]);

areWarned([['channels without split', record({ channels: 2 }), '[0].channels']]);

haveOptions({
  record: {
    ncco: (more) => record({ split: 'conversation', ...more }),
    at: '[0]',
    options: {
      format: [
        ['mp3', 'wav', 'ogg'],
        ['flac', 'MP3'],
      ],
      split: [['conversation'], ['legs', true]],
      channels: [
        [1, 32],
        [0, 33, 1.5],
      ],
      endOnSilence: [
        [3, 10],
        [2.9, 10.1],
      ],
      endOnKey: [
        ['0', '9', '*', '#'],
        ['', '10', 'a', 1],
      ],
      timeOut: [
        [3, 7200],
        [2, 7201],
      ],
      beepStart: [[true, false], ['on']],
      eventUrl: [
        [URL_LIST, ['DTMF_URL']],
        ['https://a.example', []],
      ],
      eventMethod: [['GET', 'POST'], ['get']],
      transcription: [
        [{}, { language: 'en-US' }],
        [true, 'en-US'],
      ],
    },
  },
});
