const LAST_GOOD = 'last-good/';

/**
 * The item that holds the last good NCCO of another item. It is a separate one, so that replacing an item by hand does not
 * delete it, and the desk never writes an NCCO into an item that ops edit.
 */
export const lastGoodName = (name: string): string => `${LAST_GOOD}${name}`;

/** Whether an item holds an NCCO that ops edit. */
export const isNccoName = (name: string): boolean =>
  !/^(answer|menu|settings|texts\/.*)$/.test(name) && !name.startsWith(LAST_GOOD);
