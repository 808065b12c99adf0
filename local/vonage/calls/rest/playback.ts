import { Hono } from 'hono';
import { z } from 'zod';
import type { WithApplication } from '../../rest/application-only.ts';
import { parseObject } from '../../rest/fields.ts';
import { invalidFields } from '../../rest/problems.ts';
import type { Call } from '../call.ts';
import { count, flag, keys, language, level, loop, oneUrl, spokenText } from '../ncco-fields.ts';
import { findLegInProgress, missingLeg } from './legs.ts';

const PLAYABLE = {
  talk: z.looseObject({
    text: spokenText,
    language: language.optional(),
    style: count(0).optional(),
    premium: flag.optional(),
    loop: loop.optional(),
    level: level.optional(),
  }),
  stream: z.looseObject({ stream_url: oneUrl, loop: loop.optional(), level: level.optional() }),
  dtmf: z.looseObject({ digits: keys }),
};
const STARTED = { talk: 'Talk started', stream: 'Stream started', dtmf: 'DTMF sent' };
const STOPPED = { talk: 'Talk stopped', stream: 'Stream stopped' };

/** `/:uuid/talk`, `/:uuid/stream` and `/:uuid/dtmf`: what is played into a leg while its call goes on. */
export function playbackRoutes(calls: readonly Call[]): Hono<WithApplication> {
  const app = new Hono<WithApplication>();
  for (const kind of ['talk', 'stream', 'dtmf'] as const) {
    app.put(`/:uuid/${kind}`, async (c) => {
      const found = findLegInProgress(c, calls);
      if (!found) return missingLeg(c);
      const { call, leg } = found;
      const parsed = PLAYABLE[kind].safeParse(parseObject(await c.req.text()));
      if (!parsed.success) return invalidFields(c, parsed.error);
      call.note(kind, { ...parsed.data, leg: leg.id, by: 'the API' });
      return c.json({ message: STARTED[kind], uuid: leg.id });
    });
  }
  for (const kind of ['talk', 'stream'] as const) {
    app.delete(`/:uuid/${kind}`, (c) => {
      const found = findLegInProgress(c, calls);
      if (!found) return missingLeg(c);
      const { call, leg } = found;
      call.note(`${kind} stopped`, { leg: leg.id, by: 'the API' });
      return c.json({ message: STOPPED[kind], uuid: leg.id });
    });
  }
  return app;
}
