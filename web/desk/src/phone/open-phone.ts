import type { Session } from '../session.ts';
import type { Phone } from './phone.ts';

/** The phone for where this desk runs; what it needs is loaded now, not with the page. */
export async function openPhone({ apiUrl, name }: Pick<Session, 'apiUrl' | 'name'>): Promise<Phone> {
  // On a laptop only: the deployed app has no trace of it.
  if (import.meta.env.VITE_SIMULATOR === 'yes' && apiUrl !== undefined && isThisMachine(apiUrl)) {
    const { simulatedPhone } = await import('./simulated-phone.ts');
    return simulatedPhone(apiUrl, name);
  }
  const { vonagePhone } = await import('./vonage-phone.ts');
  return vonagePhone(apiUrl);
}

const isThisMachine = (url: string): boolean =>
  ['127.0.0.1', 'localhost', '[::1]'].includes(new URL(url).hostname);
