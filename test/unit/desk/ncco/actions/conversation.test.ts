import { areRight, areWarned, areWrong, haveOptions } from './rows.ts';
import { URL_LIST, conversation, transfer } from './samples.ts';

areRight([
  ['conversation', conversation({ startOnEnter: false, canSpeak: [], canHear: ['leg'], record: true })],
  ['conversation, music bare', conversation({ musicOnHoldUrl: 'https://example.com/m.mp3' })],
  ['conversation, music listed', conversation({ musicOnHoldUrl: ['https://example.com/m.mp3'] })],
  ['transfer', transfer({ mute: true, canHear: ['leg'] })],
]);

areWrong([
  ['conversation name', [{ action: 'conversation' }], '[0].name'],
  ['conversation legs', conversation({ canSpeak: 'leg' }), '[0].canSpeak'],
  ['transfer', [{ action: 'transfer' }], '[0].conversationId'],
]);

areWarned([['mute beside canSpeak', conversation({ mute: true, canSpeak: [] }), '[0].mute']]);

haveOptions({
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
  transfer: {
    ncco: (more) => transfer(more),
    at: '[0]',
    options: {
      conversationId: [['CON-1'], ['', 7]],
      mute: [[true, false], ['on']],
      canSpeak: [[[], ['leg']], ['leg']],
      canHear: [[[], ['leg']], ['leg']],
    },
  },
});
