import type { Ncco } from './ncco.ts';

/**
 * Every sound with the `bargeIn` that holds for it: once true, it holds until the next input, also over sounds that say
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
