import type { Session } from '../session.ts';
import type { Phone } from './phone.ts';

/** The phone that fits where this desk runs. Its code is loaded on demand: the SDK is larger than the desk. */
export async function openPhone({ apiUrl, name }: Pick<Session, 'apiUrl' | 'name'>): Promise<Phone> {
  // The deployed bundle does not contain this branch.
  if (import.meta.env.VITE_SIMULATOR === 'yes' && apiUrl !== undefined && isThisMachine(apiUrl)) {
    const { simulatedPhone } = await import('./simulated-phone.ts');
    return simulatedPhone(apiUrl, name);
  }
  const { vonagePhone } = await import('./vonage-phone.ts');
  return vonagePhone(apiUrl);
}

const isThisMachine = (url: string): boolean =>
  ['127.0.0.1', 'localhost', '[::1]'].includes(new URL(url).hostname);
