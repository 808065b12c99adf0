import { ClientError } from '../../desk/client-error.ts';
import type { Request } from './handler.ts';

/**
 * The key by which the caller marks a repeated request; undefined where it sends none.
 *
 * @throws ClientError 400
 */
export function idempotencyKey(request: Request): string | undefined {
  const given = request.headers['idempotency-key'];
  if (given !== undefined && !/^[\x21-\x7e]{1,200}$/.test(given)) {
    throw new ClientError(
      400,
      'idempotency-key',
      'The Idempotency-Key must be 1 to 200 printable characters.',
    );
  }
  return given;
}
