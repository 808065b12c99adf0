/** The pages of the desk, each with the parameters in its address. */
interface Pages {
  list: object;
  new: object;
  ticket: { number: number };
}

export type View = keyof Pages;

/** The page that an address names, with its parameters. */
export type Route<V extends View = View> = { [W in V]: { view: W } & Pages[W] }[V];

interface Address<V extends View> {
  parse: (hash: string) => Route<V> | undefined;
  format: (route: Route<V>) => string;
}

/** The address of each page. */
const ADDRESSES: { readonly [V in View]: Address<V> } = {
  list: {
    parse: (hash) => (hash === '#/' ? { view: 'list' } : undefined),
    format: () => '#/',
  },
  new: {
    parse: (hash) => (hash === '#/new' ? { view: 'new' } : undefined),
    format: () => '#/new',
  },
  ticket: {
    parse(hash) {
      const [, number] = /^#\/tickets\/([1-9]\d{0,11})$/.exec(hash) ?? [];
      return number === undefined ? undefined : { view: 'ticket', number: Number(number) };
    },
    format: ({ number }) => `#/tickets/${number}`,
  },
};

/**
 * The page that an address names; the list for any other address.
 *
 * @param hash such as `#/tickets/1001`
 */
export function parseRoute(hash: string): Route {
  for (const { parse } of Object.values(ADDRESSES)) {
    const route = parse(hash);
    if (route) return route;
  }
  return { view: 'list' };
}

export function hashOf<V extends View>(route: Route<V>): string {
  return ADDRESSES[route.view].format(route);
}

export const ticketHash = (number: number): string => hashOf({ view: 'ticket', number });
