/** E.164 digits of a number as the network or an NCCO writes it, with `+`, `00` or neither; undefined where it is none. */
export function asE164(written: unknown): string | undefined {
  const text = typeof written === 'number' ? String(written) : written;
  const digits = typeof text === 'string' ? text.replace(/[\s()-]/g, '').replace(/^(\+|00)/, '') : '';
  return /^[1-9][0-9]{6,14}$/.test(digits) ? digits : undefined;
}
