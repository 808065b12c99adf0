import { Hono } from 'hono';
import { applicationOnly, type WithApplication } from '../../rest/application-only.ts';
import type { VerifyToken } from '../../rest/application-token.ts';
import type { RentedNumber } from '../../state.ts';
import type { FetchNcco } from '../fetch-ncco.ts';
import type { Switchboard } from '../switchboard.ts';
import { changeRoute } from './change.ts';
import { createRoute } from './create.ts';
import { readRoutes } from './read.ts';
import { playbackRoutes } from './playback.ts';

/** `/v1/calls`: the legs of the application whose JWT the request has. */
export function callRoutes({
  numbers,
  switchboard,
  verifyToken,
  fetchNcco,
}: {
  numbers: readonly RentedNumber[];
  switchboard: Pick<Switchboard, 'calls' | 'fromApi'>;
  verifyToken: VerifyToken;
  fetchNcco: FetchNcco;
}): Hono<WithApplication> {
  const { calls, fromApi } = switchboard;
  const app = new Hono<WithApplication>().basePath('/v1/calls');
  app.use(applicationOnly(verifyToken));
  app.route('/', createRoute(numbers, fromApi));
  app.route('/', readRoutes(calls));
  app.route('/', changeRoute(calls, fetchNcco));
  app.route('/', playbackRoutes(calls));
  return app;
}
