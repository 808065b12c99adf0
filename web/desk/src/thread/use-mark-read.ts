import { useEffect } from 'react';
import type { Ticket } from '../api.ts';

/**
 * Marks a ticket as read while its page is visible.
 *
 * @param onRead takes the ticket's number and its last activity, ms since the epoch
 */
export function useMarkRead(ticket: Ticket | undefined, onRead: (number: number, at: number) => void): void {
  const { number, lastMessageAt } = ticket ?? {};
  useEffect(() => {
    if (number === undefined || lastMessageAt === undefined) return;
    const markIfVisible = () => {
      if (document.visibilityState === 'visible') onRead(number, lastMessageAt);
    };
    markIfVisible();
    document.addEventListener('visibilitychange', markIfVisible);
    return () => document.removeEventListener('visibilitychange', markIfVisible);
  }, [number, lastMessageAt, onRead]);
}
