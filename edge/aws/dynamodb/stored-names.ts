/* Items keep the attribute names with which they were first stored, where the rules have come to use another word. */

/** Our number that a text, ticket, delivery or change of consent belongs to is the attribute `ours`. */
export const toStored = <T extends { businessNumber: string }>({
  businessNumber,
  ...rest
}: T): Omit<T, 'businessNumber'> & { ours: string } => ({ ...rest, ours: businessNumber });

/** The reverse of {@link toStored}. */
export const fromStored = <T extends { ours: string }>({
  ours,
  ...rest
}: T): Omit<T, 'ours'> & { businessNumber: string } => ({ ...rest, businessNumber: ours });

/** A ticket's pending confirmation on its customer's item. */
export const PENDING_CONFIRMATION = 'owes';

/** The partition key of indexes that list: see shards.ts. */
export const SHARD_KEY = 'board';

/** On the item of a phone call: what its legs and recordings say of it. */
export const CALL_FACTS = 'told';
