/** Not in TypeScript's types yet: a method, in older runtimes a property. */
type Locale = Intl.Locale & { getTimeZones?: () => string[] | undefined; timeZones?: string[] | undefined };

/** Countries with phone numbers for which CLDR has no zones: Kosovo, Ascension, Tristan da Cunha. */
const OTHERS: Record<string, string[]> = {
  XK: ['Europe/Belgrade'],
  AC: ['Atlantic/St_Helena'],
  TA: ['Atlantic/St_Helena'],
};

/** The IANA names of a country's time zones (ISO 3166 alpha-2); empty where none is known. */
export function zonesOf(country: string | undefined): string[] {
  if (country === undefined) return [];
  const locale = new Intl.Locale(`und-${country}`) as Locale;
  const zones = locale.getTimeZones?.() ?? locale.timeZones ?? [];
  return zones.length > 0 ? zones : (OTHERS[country] ?? []);
}

/** Whether quiet hours can know the local time of a country (ISO 3166 alpha-2). */
export const hasZone = (country: string): boolean => zonesOf(country).length > 0;
