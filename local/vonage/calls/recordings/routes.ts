import { Hono } from 'hono';
import { applicationOnly, type WithApplication } from '../../rest/application-only.ts';
import type { VerifyToken } from '../../rest/application-token.ts';
import { problem } from '../../rest/problems.ts';
import { FILES } from './files.ts';
import type { Recordings } from './recordings.ts';

/** `/v1/files/{id}`: a recording, for the application that made it. */
export function recordingRoutes({
  recordings,
  verifyToken,
}: {
  recordings: Pick<Recordings, 'find'>;
  verifyToken: VerifyToken;
}): Hono<WithApplication> {
  return new Hono<WithApplication>().get('/v1/files/:id', applicationOnly(verifyToken), (c) => {
    const recording = recordings.find(c.req.param('id'));
    if (recording?.applicationId !== c.get('application').id)
      return problem(c, 404, 'not-found', 'Not Found', 'There is no such recording.');
    const { mimeType, size, create } = FILES[recording.format];
    return c.body(create(recording), 200, {
      'content-type': mimeType,
      'content-length': String(size(recording)),
      'content-disposition': `attachment; filename="${recording.id}.${recording.format}"`,
    });
  });
}
