import type { Clock } from '../../clock.ts';
import { isoNow } from '../iso-time.ts';

/** A new message id in the SMS API's form: 16 hexadecimal digits. */
export const newMessageId = (uuid: () => string): string =>
  uuid().replaceAll('-', '').slice(0, 16).toUpperCase();

/** The clock's time as `YYYY-MM-DD HH:MM:SS`, UTC. */
export const messageTimestamp = (clock: Pick<Clock, 'now'>): string =>
  isoNow(clock).slice(0, 19).replace('T', ' ');

/** The clock's time as `YYMMDDHHMM`, UTC. */
export const receiptTimestamp = (clock: Pick<Clock, 'now'>): string =>
  isoNow(clock).replace(/\D/g, '').slice(2, 12);
