import { GetCommand, UpdateCommand } from '@aws-sdk/lib-dynamodb';
import type { CustomerStore } from '../../../desk/customers/customer.ts';
import type { SendPolicyStore } from '../../../desk/messages/send-policy.ts';
import { dynamodb } from './client.ts';
import { allOf, equals, isAbsent, updateIf, updateInput, type ItemKey } from './conditional.ts';
import { consentAttribute, customerKey, customerOf } from './customer-item.ts';
import { sentTexts } from './sent-texts.ts';
import { tableName } from './table.ts';

/**
 * What the Tickets table holds of customers beside their tickets: consent and language on `customer#<msisdn>`, and what
 * {@link sentTexts} counts.
 */
export function customerStore(): CustomerStore & SendPolicyStore {
  const TableName = tableName('TICKETS_TABLE');
  const ofCustomer = (msisdn: string): ItemKey => ({ TableName, Key: customerKey(msisdn) });

  return {
    ...sentTexts(TableName),

    async find(msisdn) {
      const { Item } = await dynamodb.send(new GetCommand({ ...ofCustomer(msisdn), ConsistentRead: true }));
      return Item && customerOf(msisdn, Item);
    },

    setConsent(msisdn, consent, seen) {
      const isAsSeen = seen
        ? allOf(equals('consent.by', seen.by), equals('consent.at', seen.at))
        : isAbsent('consent');
      return updateIf(ofCustomer(msisdn), isAsSeen, {
        set: { consent: consentAttribute(consent), customer: msisdn },
      });
    },

    async setLanguage(msisdn, language) {
      await dynamodb.send(
        new UpdateCommand(
          updateInput(ofCustomer(msisdn), undefined, { set: { language, customer: msisdn } }),
        ),
      );
    },
  };
}
