import { describe, expect, test } from '@jest/globals';
import fc from 'fast-check';
import {
  parseRoutingState,
  routingUrl,
  type RoutingState,
} from '../../../../../desk/calls/routing/routing-state.ts';
import { line } from './switchboard.ts';

describe('the search in the URL', () => {
  test('comes back as it went, whatever agents are called', () => {
    fc.assert(
      fc.property(
        fc.string({ minLength: 1, maxLength: 100 }).filter((name) => name.trim() !== ''),
        fc.record({ ring: fc.integer({ min: 0, max: 40 }), leased: fc.boolean(), continues: fc.boolean() }),
        fc.option(fc.nat(), { nil: undefined }),
        (agent, more, since) => {
          const search: RoutingState = {
            call: 'CON-1',
            agent,
            tried: [agent, 'Joe'],
            round: 2,
            ...more,
            ...(since !== undefined && { firstChoice: agent, lateTurns: since % 1_000 }),
            ...(since !== undefined && { since }),
          };
          expect(parseRoutingState(new URL(routingUrl(line.routeUrl, search)).searchParams)).toEqual(search);
        },
      ),
    );
  });

  test.each([
    '',
    'ring=-1&round=-1&since=x&late=x&first=',
    'call=a%20b&agent=%20',
    `agent=${'x'.repeat(101)}`,
  ])('%s says nothing that is not sensible', (query) => {
    expect(parseRoutingState(new URLSearchParams(query))).toEqual({
      call: '',
      ring: 1,
      round: 1,
      leased: true,
      continues: false,
      tried: [],
    });
  });
});
