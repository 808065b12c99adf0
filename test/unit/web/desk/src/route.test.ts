import { expect, test } from '@jest/globals';
import { hashOf, parseRoute, type Route } from '../../../../../web/desk/src/route.ts';

test.each<Route>([{ view: 'list' }, { view: 'new' }, { view: 'ticket', number: 1001 }])(
  'the address of %j leads to it',
  (route) => {
    expect(parseRoute(hashOf(route))).toEqual(route);
  },
);
