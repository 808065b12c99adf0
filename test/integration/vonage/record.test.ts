import { describe, expect, test } from '@jest/globals';
import {
  world,
  id,
  eachInItsOwnWorld,
  post,
  dial,
  look,
  press,
  say,
  advance,
  actions,
  spoken,
  talk,
  answers,
  proven,
  type CallView,
} from './callers.ts';
import { agentToken, basic, fields, makeApplication, type Received } from './setup.ts';

eachInItsOwnWorld();

const record = (more: Record<string, unknown> = {}) => ({
  action: 'record',
  eventUrl: [`${world.receiver.url}/rec`],
  ...more,
});
const told = (nth = 0) => fields(world.receiver.at('/rec')[nth]?.body ?? '');
const ended = (call: CallView) => call.log.find(({ action }) => action === 'recorded');
const download = async (url: string, token?: string) =>
  fetch(url, { headers: token === undefined ? {} : { authorization: `Bearer ${token}` } });

describe('record', () => {
  test('ends by its key, and tells where the recording is', async () => {
    answers(talk('Leave a message'), record({ endOnKey: '#', beepStart: true }), talk('Thanks'));
    const call = await dial();
    expect(call).toMatchObject({ waitingFor: 'recording' });
    expect(
      actions(call)
        .filter((name) => name !== 'webhook')
        .slice(-3),
    ).toEqual(['talk', 'record', 'beep']);
    await advance(10);
    expect(await press(call, '12*')).toMatchObject({ waitingFor: 'recording' });
    await advance(2);
    const over = await press(call, '9#');
    expect(spoken(over)).toEqual(['Leave a message', 'Thanks']);
    expect(ended(over)).toMatchObject({ seconds: 12, by: 'endOnKey' });
    const [request] = world.receiver.at('/rec');
    await proven(request as Received);
    expect(told()).toEqual({
      start_time: expect.stringMatching(/Z$/),
      end_time: expect.stringMatching(/Z$/),
      timestamp: expect.stringMatching(/Z$/),
      recording_uuid: expect.any(String),
      recording_url: `${world.url}/v1/files/${String(told()['recording_uuid'])}`,
      size: 44 + 12 * 4_000,
      conversation_uuid: call['conversationUuid'],
    });
    expect(
      Date.parse(String(told()['end_time'])) - Date.parse(String(told()['start_time'])),
    ).toBeGreaterThanOrEqual(12_000);
  });

  test('ends by silence, which begins when the caller has finished speaking', async () => {
    answers(record({ endOnSilence: 3 }), talk('Thanks'));
    const call = await dial();
    await advance(2);
    await say(call, 'My parcel is late', 10);
    await advance(12);
    expect(await look(call)).toMatchObject({ waitingFor: 'recording' });
    await say(call, 'Please call me', 1);
    await advance(3);
    expect(await look(call)).toMatchObject({ waitingFor: 'recording' });
    await advance(2);
    const over = await look(call);
    expect(ended(over)).toMatchObject({ seconds: 18, by: 'endOnSilence' });
    expect(over.log.filter(({ action }) => action === 'says')).toMatchObject([
      { text: 'My parcel is late', seconds: 10 },
      { text: 'Please call me', seconds: 1 },
    ]);
    expect(spoken(over)).toEqual(['Thanks']);
  });

  test('of a caller who says nothing ends at once when silence ends it', async () => {
    answers(record({ endOnSilence: 3, timeOut: 60 }));
    const call = await dial();
    await advance(4);
    expect(ended(await look(call))).toMatchObject({ seconds: 3, by: 'endOnSilence' });
  });

  test('ends at its longest, however long the caller speaks', async () => {
    answers(record({ endOnSilence: 3, timeOut: 30 }), talk('Thanks'));
    const call = await dial();
    await say(call, 'And another thing', 600);
    await advance(29);
    expect(await look(call)).toMatchObject({ waitingFor: 'recording' });
    await advance(2);
    const over = await look(call);
    expect(ended(over)).toMatchObject({ seconds: 30, by: 'timeOut' });
    expect(spoken(over)).toEqual(['Thanks']);
  });

  test('that the caller hangs up on is kept and told all the same', async () => {
    answers(record({ endOnKey: '#' }), talk('never heard'));
    const call = await dial();
    await advance(5);
    const over = await post(`/simulator/calls/${call.id}/hangup`);
    expect(ended(over)).toMatchObject({ seconds: 5, by: 'hangup' });
    expect(told()).toMatchObject({ size: 44 + 5 * 4_000 });
    expect(spoken(over)).toEqual([]);
  });

  test('without an end of its own runs beside the call', async () => {
    answers(record({ split: 'conversation', channels: 3 }), talk('Hello'), { action: 'wait', timeout: 20 });
    const call = await dial();
    expect(spoken(call)).toEqual(['Hello']);
    expect(world.receiver.at('/rec')).toHaveLength(0);
    await advance(21);
    expect(ended(await look(call))).toMatchObject({ seconds: 20, by: 'hangup' });
    expect(told()).toMatchObject({ size: 44 + 3 * 20 * 4_000 });
  });

  test('tells the application’s event URL when it has none of its own', async () => {
    answers({ action: 'record', timeOut: 3 });
    await dial();
    await advance(4);
    expect(world.receiver.at('/event').map(({ body }) => fields(body))).toContainEqual(
      expect.objectContaining({ recording_url: expect.any(String) }),
    );
  });
});

/** Every frame must begin where the one before ends. MPEG-2 layer III, as its header says. */
function readMp3(file: Buffer): { channels: number; seconds: number } {
  let frames = 0;
  let channels = 0;
  for (let at = 0; at < file.length; frames += 1) {
    expect(file.readUInt16BE(at)).toBe(0xfff3);
    const kbps = [0, 8, 16, 24, 32][file.readUInt8(at + 2) >> 4] ?? 0;
    expect((file.readUInt8(at + 2) >> 2) & 3).toBe(2);
    channels = file.readUInt8(at + 3) >> 6 === 3 ? 1 : 2;
    at += (72 * kbps * 1_000) / 16_000;
    expect(at).toBeLessThanOrEqual(file.length);
  }
  return { channels, seconds: (frames * 576) / 16_000 };
}

/** Every page must be whole, in order, with its right checksum; its last one says how long the sound is. */
function readOgg(file: Buffer): { channels: number; seconds: number } {
  let last = { flags: 0, granule: 0n };
  for (let at = 0, page = 0; at < file.length; page += 1) {
    expect(file.toString('latin1', at, at + 4)).toBe('OggS');
    expect(file.readUInt32LE(at + 18)).toBe(page);
    last = { flags: file.readUInt8(at + 5), granule: file.readBigUInt64LE(at + 6) };
    const segments = file.readUInt8(at + 26);
    const lacing = file.subarray(at + 27, at + 27 + segments);
    const end = at + 27 + segments + lacing.reduce((sum, one) => sum + one, 0);
    const whole = Buffer.from(file.subarray(at, end));
    whole.writeUInt32LE(0, 22);
    let crc = 0;
    for (const byte of whole) {
      crc ^= byte << 24;
      for (let bit = 0; bit < 8; bit += 1) crc = crc < 0 ? (crc << 1) ^ 0x04c11db7 : crc << 1;
    }
    expect(file.readUInt32LE(at + 22)).toBe(crc >>> 0);
    at = end;
  }
  expect(last.flags).toBe(4);
  const head = file.indexOf('OpusHead');
  return { channels: file.readUInt8(head + 9), seconds: Number(last.granule) / 48_000 };
}

describe('a recording', () => {
  const made = async (more: Record<string, unknown> = {}): Promise<string> => {
    answers(record({ timeOut: 3, ...more }));
    await dial();
    await advance(4);
    return String(told()['recording_url']);
  };

  test.each([
    ['one channel', {}, 1],
    ['two, split', { split: 'conversation' }, 2],
    ['as a wav', { format: 'wav' }, 1],
    [
      'as an mp3, which holds no more than two channels',
      { format: 'mp3', split: 'conversation', channels: 3 },
      3,
    ],
    ['as an ogg, likewise', { format: 'ogg', split: 'conversation', channels: 3 }, 3],
  ])('is downloaded as a sound of its length, with %s', async (_, more, channels) => {
    const response = await download(await made(more), await agentToken(world, id));
    expect(response.status).toBe(200);
    expect(response.headers.get('content-type')).toBe('audio/wav');
    const file = Buffer.from(await response.arrayBuffer());
    expect(file.length).toBe(told()['size']);
    expect(file.toString('latin1', 0, 4) + file.toString('latin1', 8, 16)).toBe('RIFFWAVEfmt ');
    expect(file.readUInt32LE(4)).toBe(file.length - 8);
    expect(file.readUInt16LE(22)).toBe(channels);
    const bytesPerSecond = file.readUInt32LE(28);
    expect(file.readUInt32LE(40) / bytesPerSecond).toBe(3);
    expect(new Set(file.subarray(44)).size).toBeGreaterThan(10);
  });

  test.each([
    ['mp3', 'audio/mpeg', 1],
    ['mp3', 'audio/mpeg', 2],
    ['ogg', 'audio/ogg', 1],
    ['ogg', 'audio/ogg', 2],
  ])(
    'asked for as %s is silence of its length as %s, and the transcript says so',
    async (format, type, channels) => {
      answers(record({ timeOut: 3, format, ...(channels === 2 && { split: 'conversation' }) }));
      const call = await dial();
      await advance(4);
      expect(ended(await look(call))).toMatchObject({ seconds: 3, file: `${format}, silent` });
      const response = await download(String(told()['recording_url']), await agentToken(world, id));
      expect(response.headers.get('content-type')).toBe(type);
      expect(response.headers.get('content-disposition')).toMatch(new RegExp(`\\.${format}"$`));
      const file = Buffer.from(await response.arrayBuffer());
      expect(file.length).toBe(told()['size']);
      const { seconds, ...found } = format === 'mp3' ? readMp3(file) : readOgg(file);
      expect(found).toEqual({ channels });
      expect(Math.abs(seconds - 3)).toBeLessThan(0.05);
    },
  );

  test('is given to nobody without the application’s JWT', async () => {
    const url = await made();
    const other = await makeApplication(world);
    const wrong: [number, string | undefined][] = [
      [401, undefined],
      [401, 'abc'],
      [401, await agentToken(world, id, { exp: 1 })],
      [401, await agentToken(world, id, { application_id: undefined })],
      [404, await agentToken(world, other)],
    ];
    for (const [status, token] of wrong) expect((await download(url, token)).status).toBe(status);
    expect((await fetch(url, { headers: { authorization: basic } })).status).toBe(401);
    const good = await agentToken(world, id);
    expect((await download(`${url}x`, good)).status).toBe(404);
    await world.call('POST', '/simulator/reset');
    expect((await download(url, good)).status).toBe(404);
  });
});

describe('POST speech', () => {
  test.each([
    ['nothing', {}],
    ['an empty text', { text: ' ' }],
    ['a text that is none', { text: 1 }],
    ['a long text', { text: 'x'.repeat(5_001) }],
    ['less than no time', { text: 'x', seconds: -1 }],
    ['what it does not know', { text: 'x', volume: 11 }],
    ['no JSON', '{'],
  ])('refuses %s', async (_, body) => {
    answers(record({ endOnKey: '#' }));
    const call = await dial();
    expect(await world.call('POST', `/simulator/calls/${call.id}/speech`, body)).toEqual({
      status: 400,
      json: { error: expect.any(String) },
    });
  });

  test('wants a call that is running', async () => {
    answers(talk('Goodbye'));
    const call = await dial();
    expect(await world.call('POST', `/simulator/calls/${call.id}/speech`, { text: 'x' })).toMatchObject({
      status: 409,
    });
    expect(await world.call('POST', '/simulator/calls/nobody/speech', { text: 'x' })).toMatchObject({
      status: 404,
    });
  });
});
