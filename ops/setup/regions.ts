/**
 * Vonage's regions: the host that answers there for users and calls, and the voice region of an application
 * (`capabilities.voice.region` of the Application API). Applications, numbers and SMS have one global host.
 */
export const REGIONS = {
  us: { apiHost: 'https://api-us.vonage.com', voice: 'na-east' },
  eu: { apiHost: 'https://api-eu.vonage.com', voice: 'eu-west' },
  ap: { apiHost: 'https://api-ap.vonage.com', voice: 'apac-sng' },
  /** Vonage chooses the nearest. */
  global: { apiHost: undefined, voice: undefined },
} as const;

export type Region = keyof typeof REGIONS;
