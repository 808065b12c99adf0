import { Hono, type Context } from 'hono';
import type { Clock } from '../../clock.ts';
import type { FaultBox } from '../faults.ts';
import { readFields } from '../rest/fields.ts';
import { problem } from '../rest/problems.ts';
import type { RentedNumber } from '../state.ts';
import type { AcceptText } from './accept.ts';
import type { AuthenticateSms } from './authenticate.ts';
import { failure, failureBody } from './failures.ts';
import { parseSubmission } from './request.ts';

/** `POST /sms/json`. */
export function smsRoutes({
  numbers,
  faults,
  clock,
  authenticate,
  accept,
  closing,
}: {
  numbers: readonly RentedNumber[];
  faults: Pick<FaultBox, 'sms' | 'takeSms' | 'takeFailure'>;
  clock: Pick<Clock, 'sleep'>;
  authenticate: AuthenticateSms;
  accept: AcceptText;
  closing: AbortSignal;
}): Hono {
  return new Hono().post('/sms/json', async (c) => {
    const fields = await readFields(c.req.raw);
    if (!fields) return problem(c, 400, 'bad-request', 'Bad Request', 'The body is neither JSON nor a form.');
    if (faults.sms.delayMs) await clock.sleep(faults.sms.delayMs);
    const header = c.req.header('authorization');
    const authFailure = authenticate(header, fields);
    if (authFailure) return c.json(failureBody(authFailure), header === undefined ? 200 : 401);
    const known = { ...(typeof fields['to'] === 'string' && { to: fields['to'] }) };
    if (faults.takeSms('throttle')) return c.json(failureBody(failure(1), known));
    const faulty = faults.takeFailure();
    if (faulty !== undefined) {
      return faulty < 100 ? c.json(failureBody(failure(faulty), known)) : httpFailure(faulty);
    }
    const submission = parseSubmission(numbers, fields);
    if ('status' in submission) return c.json(failureBody(submission, known));
    const accepted = accept(submission, c.req.header('x-amzn-trace-id'));
    return faults.takeSms('timeout') ? neverRespond(c, closing) : c.json(accepted);
  });
}

const httpFailure = (status: number): Response =>
  new Response('<html><body>Vonage is not well.</body></html>', {
    status,
    headers: { 'content-type': 'text/html' },
  });

/** Holds the connection open until the client gives up, or the simulated Vonage closes. */
function neverRespond(c: Context, closing: AbortSignal): Promise<Response> {
  const ended = AbortSignal.any([c.req.raw.signal, closing]);
  return new Promise((resolve) => {
    const release = (): void => resolve(new Response(undefined, { status: 504 }));
    if (ended.aborted) return release();
    ended.addEventListener('abort', release, { once: true });
  });
}
