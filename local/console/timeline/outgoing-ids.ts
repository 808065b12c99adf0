import { isObject } from '../../../desk/json-value.ts';
import { parseIfJson } from './format.ts';

/** From X-Ray's trace header: the request id of the invocation that sends the request, and the request's own span. */
export function traceIds(header: string | undefined): {
  requestId: string | undefined;
  span: string | undefined;
} {
  const field = (name: string): string | undefined =>
    header
      ?.split(';')
      .find((part) => part.startsWith(`${name}=`))
      ?.slice(name.length + 1);
  return { requestId: field('Self'), span: field('Parent') };
}

/** The `client-ref` in a request to the SMS API, whose body is a form or JSON. */
export function referenceIn(body: string): string | null {
  if (!body.trimStart().startsWith('{')) return new URLSearchParams(body).get('client-ref');
  const fields = parseIfJson(body);
  const reference = isObject(fields) ? fields['client-ref'] : undefined;
  return typeof reference === 'string' ? reference : null;
}
