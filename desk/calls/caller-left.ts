import { isOver, isStatus } from './call-state.ts';

/**
 * Whether the caller of these legs hung up, though no event may have said so to whoever asks. Only the caller's own leg
 * counts: of an agent's leg the end can be lost, or be followed by the next agent's ring.
 */
export const hasCallerLeft = (
  legs: readonly { direction?: string | undefined; status?: string | undefined }[],
): boolean =>
  legs.some(({ direction, status }) => direction === 'inbound' && isStatus(status) && isOver(status));
