/** TypeScript does not know them yet: a method, which in older runtimes is a property. */
type Locale = Intl.Locale & { getTimeZones?: () => string[] | undefined; timeZones?: string[] | undefined };

/** Countries that numbers are of and CLDR has no zones for: Kosovo, Ascension, Tristan da Cunha. */
const OTHERS: Record<string, string[]> = {
  XK: ['Europe/Belgrade'],
  AC: ['Atlantic/St_Helena'],
  TA: ['Atlantic/St_Helena'],
};

/** The IANA names of a country's time zones; none where neither the runtime nor we know one. */
export function zonesOf(country: string | undefined): string[] {
  if (country === undefined) return [];
  const locale = new Intl.Locale(`und-${country}`) as Locale;
  const zones = locale.getTimeZones?.() ?? locale.timeZones ?? [];
  return zones.length > 0 ? zones : (OTHERS[country] ?? []);
}

/** Whether quiet hours know what time it is in a country (ISO 3166 alpha-2). */
export const hasZone = (country: string): boolean => zonesOf(country).length > 0;
