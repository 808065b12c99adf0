/** The function that a person means: `inbound-sms` (its folder) and `InboundSms` (its construct) are the same one. */
export function findFunctionName(names: readonly string[], wanted: string): string | undefined {
  const plain = (name: string): string => name.toLowerCase().replaceAll(/[^a-z0-9]/g, '');
  return names.find((name) => plain(name) === plain(wanted));
}
