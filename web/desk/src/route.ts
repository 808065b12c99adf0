/** Which view the address names. */
export type Route = { view: 'list' } | { view: 'new' } | { view: 'ticket'; number: number };

/** @param hash such as `#/tickets/1001` */
export function parseRoute(hash: string): Route {
  if (hash === '#/new') return { view: 'new' };
  const [, number] = /^#\/tickets\/([1-9]\d{0,11})$/.exec(hash) ?? [];
  return number === undefined ? { view: 'list' } : { view: 'ticket', number: Number(number) };
}

export const ticketHash = (number: number): string => `#/tickets/${number}`;
