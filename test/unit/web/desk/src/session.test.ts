import { afterEach, beforeEach, describe, expect, jest, test } from '@jest/globals';
import { Problem } from '../../../../../web/desk/src/problem.ts';
import { keyCredentials, openSession, type Session } from '../../../../../web/desk/src/session.ts';

const START = Date.parse('2026-03-01T09:00:00Z');
const MINUTE = 60_000;

/** The API: its response to each path, and the requests that it received. */
function desk(lifetimeMs = 60 * MINUTE) {
  const asked: { path: string; authorization: string | null; body: unknown }[] = [];
  const answers: Record<string, () => Response> = {};
  let granted = 0;
  answers['/api/jwt'] = () => {
    granted += 1;
    return Response.json({
      jwt: `jwt-${granted}`,
      user_id: 'USR-1',
      user_name: 'Jane',
      expires_at: new Date(Date.now() + lifetimeMs).toISOString(),
    });
  };
  const send = (path: string, init: RequestInit = {}): Promise<Response> => {
    asked.push({ path, authorization: new Headers(init.headers).get('authorization'), body: init.body });
    return Promise.resolve(answers[path]?.() ?? Response.json({ ok: true }));
  };
  return { asked, answers, fetch: send as typeof fetch };
}

const refused = (status: number) => () => Response.json({ error: 'No.' }, { status });
const unreachable = () => {
  throw new TypeError('fetch failed');
};

let session: Session | undefined;
beforeEach(() => {
  jest.useFakeTimers({ now: START });
});
afterEach(() => {
  session?.end();
  jest.useRealTimers();
});

const enter = async ({ fetch }: ReturnType<typeof desk>, onEnd = jest.fn<(problem: Problem) => void>()) => {
  session = await openSession(keyCredentials('Jane', 'k'), { onEnd, fetch });
  return { session, onEnd };
};

describe('a session', () => {
  test('is opened with a name and a key, and asks with its token', async () => {
    const there = desk();
    const { session } = await enter(there);
    await session.fetch('/api/tickets');
    expect(session).toMatchObject({ name: 'Jane', userId: 'USR-1' });
    expect(JSON.parse(String(there.asked[0]?.body))).toEqual({ mobile_api_key: 'k', user_name: 'Jane' });
    expect(there.asked[1]).toMatchObject({ path: '/api/tickets', authorization: 'Bearer jwt-1' });
  });

  test.each([
    [401, 'signed-out'],
    [403, 'refused'],
    [429, 'later'],
    [503, 'later'],
  ])('that the desk answers with %i is not opened: %s', async (status, kind) => {
    const there = desk();
    there.answers['/api/jwt'] = refused(status);
    await expect(enter(there)).rejects.toMatchObject({ kind, status, message: 'No.' });
  });

  test('of an answer that is no token is not opened', async () => {
    const there = desk();
    there.answers['/api/jwt'] = () => new Response('<html>');
    await expect(enter(there)).rejects.toMatchObject({ kind: 'later' });
  });

  test('exchanges its token before it expires, and tells who wants to know', async () => {
    const there = desk();
    const { session } = await enter(there);
    const renewed = jest.fn();
    session.onRenewed(renewed);
    await jest.advanceTimersByTimeAsync(54 * MINUTE);
    expect(session.jwt()).toBe('jwt-1');
    await jest.advanceTimersByTimeAsync(2 * MINUTE);
    expect(session.jwt()).toBe('jwt-2');
    expect(renewed.mock.calls).toEqual([['jwt-2']]);
  });

  test('tries again to exchange it while the desk cannot be reached, and is not ended by that', async () => {
    const there = desk();
    const { session, onEnd } = await enter(there);
    const grant = there.answers['/api/jwt'] ?? unreachable;
    there.answers['/api/jwt'] = unreachable;
    await jest.advanceTimersByTimeAsync(56 * MINUTE);
    there.answers['/api/jwt'] = grant;
    await jest.advanceTimersByTimeAsync(MINUTE);
    expect(session.jwt()).toBe('jwt-2');
    expect(onEnd).not.toHaveBeenCalled();
  });

  test('takes a new token when the desk takes the old one no more, once for all who ask, and asks again', async () => {
    const there = desk();
    const { session, onEnd } = await enter(there);
    let isOld = true;
    there.answers['/api/tickets'] = () => {
      const last = there.asked.at(-1)?.authorization;
      return isOld && last === 'Bearer jwt-1' ? refused(401)() : Response.json({});
    };
    const answers = await Promise.all([session.fetch('/api/tickets'), session.fetch('/api/tickets')]);
    isOld = false;
    expect(answers.map(({ status }) => status)).toEqual([200, 200]);
    expect(there.asked.filter(({ path }) => path === '/api/jwt')).toHaveLength(2);
    expect(onEnd).not.toHaveBeenCalled();
  });

  test('ends, once, when the key counts no more', async () => {
    const there = desk();
    const { session, onEnd } = await enter(there);
    there.answers['/api/tickets'] = refused(401);
    there.answers['/api/jwt'] = refused(401);
    const asking = [session.fetch('/api/tickets'), session.fetch('/api/tickets')];
    const results = await Promise.allSettled(asking);
    expect(results.map(({ status }) => status)).toEqual(['rejected', 'rejected']);
    expect(onEnd).toHaveBeenCalledTimes(1);
    const before = there.asked.length;
    await expect(session.fetch('/api/tickets')).rejects.toMatchObject({ kind: 'signed-out' });
    await jest.advanceTimersByTimeAsync(120 * MINUTE);
    expect(there.asked).toHaveLength(before);
  });

  test('ends for an agent who was taken off the roster, but not for a text that may not go', async () => {
    const there = desk();
    const { session, onEnd } = await enter(there);
    there.answers['/api/tickets'] = refused(403);
    await expect(session.fetch('/api/tickets', { method: 'POST' })).rejects.toMatchObject({
      kind: 'refused',
    });
    expect(onEnd).not.toHaveBeenCalled();
    await expect(session.fetch('/api/tickets')).rejects.toMatchObject({ kind: 'signed-out' });
    expect(onEnd).toHaveBeenCalledTimes(1);
  });

  test('says that no answer came, and stays open', async () => {
    const there = desk();
    const { session, onEnd } = await enter(there);
    there.answers['/api/tickets'] = unreachable;
    await expect(session.fetch('/api/tickets')).rejects.toMatchObject({ kind: 'offline' });
    expect(onEnd).not.toHaveBeenCalled();
  });
});
