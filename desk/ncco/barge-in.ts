import type { Ncco } from './ncco.ts';

/**
 * Sets the effective `bargeIn` of every sound: once true, it lasts until the next input, also over sounds that set it to
 * false (Vonage's NCCO reference).
 */
export function withHeldBargeIn(ncco: Ncco): Ncco {
  let holds = false;
  return ncco.map((action) => {
    if (action.action === 'input') holds = false;
    if (action.action !== 'talk' && action.action !== 'stream') return action;
    holds ||= action.bargeIn === true;
    return holds ? { ...action, bargeIn: true } : action;
  });
}
