import { areRight, areWarned, areWrong, haveOptions } from './rows.ts';
import { URL_LIST, conversation, record } from './samples.ts';

/* Record and conversation. */

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
  ['conversation', conversation({ startOnEnter: false, canSpeak: [], canHear: ['leg'], record: true })],
  ['conversation, music bare', conversation({ musicOnHoldUrl: 'https://example.com/m.mp3' })],
  ['conversation, music listed', conversation({ musicOnHoldUrl: ['https://example.com/m.mp3'] })],
]);

areWrong([
  ['record format', record({ format: 'flac' }), '[0].format'],
  ['record split', record({ split: 'legs' }), '[0].split'],
  ['record channels', record({ channels: 33 }), '[0].channels'],
  ['record silence', record({ endOnSilence: 2 }), '[0].endOnSilence'],
  ['record key', record({ endOnKey: '12' }), '[0].endOnKey'],
  ['record timeOut', record({ timeOut: 2 }), '[0].timeOut'],
  ['record beep', record({ beepStart: 'on' }), '[0].beepStart'],
  ['conversation name', [{ action: 'conversation' }], '[0].name'],
  ['conversation legs', conversation({ canSpeak: 'leg' }), '[0].canSpeak'],
]);

areWarned([
  ['channels without split', record({ channels: 2 }), '[0].channels'],
  ['mute beside canSpeak', conversation({ mute: true, canSpeak: [] }), '[0].mute'],
]);

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
  conversation: {
    ncco: (more) => conversation(more),
    at: '[0]',
    options: {
      name: [['room'], ['', 7, null]],
      musicOnHoldUrl: [
        ['https://a.example/m', ['https://a.example/m']],
        ['m.mp3', [], ['a', 'b']],
      ],
      startOnEnter: [[true, false], ['no']],
      endOnExit: [[true, false], [1]],
      record: [[true, false], ['mp3']],
      canSpeak: [
        [[], ['leg']],
        ['leg', [7]],
      ],
      canHear: [
        [[], ['leg']],
        ['leg', ['']],
      ],
      mute: [[true, false], ['all']],
      transcription: [[{}], ['on']],
      eventUrl: [[URL_LIST], ['https://a.example']],
      eventMethod: [['POST'], ['PATCH']],
    },
  },
});
