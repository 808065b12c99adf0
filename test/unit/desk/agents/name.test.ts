import { expect, test } from '@jest/globals';
import { agentName, isSameAgent, spellingsOf } from '../../../../desk/agents/name.ts';
import { parseMenu } from '../../../../desk/calls/menu.ts';
import { firstRing, ringLater } from '../../../../desk/calls/routing/first-ring.ts';
import { nextStep } from '../../../../desk/calls/routing/next-step.ts';
import type { Ncco } from '../../../../desk/ncco/ncco.ts';
import { rosterName as nameForRoster } from '../../../../ops/agents/name.ts';
import type { CallerSettings } from '../../../../desk/calls/routing/route-nccos.ts';
import { memoryLeases, memoryLine } from '../memory/leases.ts';
import { atOnce } from '../memory/steps.ts';

const WHOLE = 'José';
const PARTS = 'Jose\u0301';

test.each([PARTS, ` ${WHOLE}`, `${WHOLE}\u00a0`, `\n${PARTS}\t`, `\ufeff${WHOLE}`, `${WHOLE}\u3000`])(
  '%j is José, on the roster and in the menu',
  (written) => {
    expect(agentName(written)).toBe(WHOLE);
    expect(isSameAgent(written, WHOLE)).toBe(true);
    expect(nameForRoster(written)).toBe(WHOLE);
    const { menu } = parseMenu({ choices: { 1: written }, otherwise: written });
    expect([menu.choices['1'], menu.otherwise]).toEqual([WHOLE, WHOLE]);
  },
);

test('another letter, case or accent is another agent', () => {
  for (const other of ['jose', 'JOSÉ', 'Jose', 'Josè', 'J osé'])
    expect(isSameAgent(other, WHOLE)).toBe(false);
});

test('a name of letters without accents is looked up once', () => {
  expect(spellingsOf('Jane')).toEqual(['Jane']);
  expect(spellingsOf(' Jane ')).toEqual(['Jane', ' Jane ']);
  expect(spellingsOf(PARTS)).toEqual([WHOLE, PARTS]);
  expect(spellingsOf(' ')).toEqual([' ']);
});

const line: CallerSettings = {
  routeUrl: 'https://desk.example.com/webhooks/route',
  eventUrl: 'https://desk.example.com/webhooks/event',
  ring: { seconds: 20 },
  queue: { maxSeconds: 120, rounds: 1 },
};
const written: Ncco = [{ action: 'connect', endpoint: [{ type: 'app', user: ` ${PARTS} ` }] }];
const board = (names: string[]) => ({
  leases: memoryLeases(names, atOnce),
  waiting: memoryLine(atOnce),
  callerSettings: line,
  now: () => 1_000_000,
});
const rung = (ncco: Ncco): unknown => {
  const [connect] = ncco.filter((action) => action.action === 'connect');
  return connect?.endpoint[0];
};

test('an NCCO rings the agent of the roster, and holds that one', async () => {
  const desk = board([WHOLE]);
  const ncco = await firstRing(written, {
    call: 'CON-1',
    callerSettings: line,
    switchboard: desk,
    intro: true,
  });
  expect(rung(ncco)).toEqual({ type: 'app', user: WHOLE });
  expect((await desk.leases.roster())[0]?.lease?.holder).toBe('CON-1/1');
  const [, , notify] = ringLater(written, { call: 'CON-2', callerSettings: line, intro: true, now: 0 });
  expect(JSON.stringify(notify)).toContain(`first=${encodeURIComponent(WHOLE)}`);
});

test('who did not take a call is not rung again under another spelling; whom ops wrote first comes first', async () => {
  const search = { call: 'CON-1', ring: 1, leased: true, continues: false, tried: [PARTS], round: 1 };
  expect(await nextStep(search, board([WHOLE]))).toMatchObject({ outcome: 'voicemail' });
  const first = { ...search, tried: [], firstChoice: PARTS };
  expect(await nextStep(first, board(['Ada', WHOLE]))).toMatchObject({ outcome: 'ringing', agent: WHOLE });
});
