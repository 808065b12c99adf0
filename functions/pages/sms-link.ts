/**
 * A link that opens the phone's own texting with a text to us already begun. RFC 5724 and Android read `?body=`, iOS
 * since 8 reads `&body=`; of `?&body=` each finds its own.
 *
 * @param msisdn E.164 digits, without `+`
 */
export const smsLink = (msisdn: string, draft: string): string => `sms:+${msisdn}?&body=${encoded(draft)}`;

/** As UTF-8; with what encodeURIComponent leaves as it is, but RFC 3986 reserves: an apostrophe ends a link here and there. */
const encoded = (text: string): string =>
  encodeURIComponent(text.toWellFormed()).replace(
    /[!'()*]/g,
    (character) => `%${character.charCodeAt(0).toString(16).toUpperCase()}`,
  );
