import type { DialRefusal } from './dialled.ts';
import type { Ncco, Talk } from '../ncco/ncco.ts';
import { phrasesIn } from './phrases.ts';

export type PresetName = 'inbound-call' | 'outbound-call' | 'ivr' | 'custom';

/** Which preset answers when the `answer` item names none. */
export const DEFAULT_ANSWER = { incoming: 'inbound-call', outgoing: 'outbound-call' } as const;

/** What a deployment starts with, and what answers when an item and its last good version are both broken. */
export const PRESETS: { readonly [name in PresetName]: Ncco } = {
  'inbound-call': [
    { action: 'talk', text: 'Thank you for calling Jane' },
    { action: 'connect', endpoint: [{ type: 'app', user: 'Jane' }] },
  ],
  'outbound-call': [
    { action: 'talk', text: 'Please wait while we connect you.' },
    {
      action: 'connect',
      timeout: 20,
      from: 'YOUR_NEXMO_NUMBER',
      endpoint: [{ type: 'phone', number: 'PARAMS_TO' }],
    },
  ],
  ivr: [
    { action: 'talk', text: 'Thank you for calling my contact center.' },
    { action: 'talk', text: 'To talk to Jane, please press 1, or, to talk to Joe, press 2.' },
    { action: 'input', type: ['dtmf'], eventUrl: ['DTMF_URL'] },
  ],
  custom: [
    { action: 'talk', text: 'Thank you for calling. This answer is yours to change.' },
    { action: 'connect', timeout: 30, endpoint: [{ type: 'app', user: 'Joe' }] },
  ],
};

export const isPreset = (name: string): name is PresetName => Object.hasOwn(PRESETS, name);

/** Announces the agent to the caller, and rings that agent's app. */
export function connectTo(agent: string, language?: string): Ncco {
  const { phrases, voice } = phrasesIn(language);
  return [
    talk(phrases.connecting(agent), voice),
    { action: 'connect', endpoint: [{ type: 'app', user: agent }] },
  ];
}

/** Only talks: for a call that cannot be authenticated, or when nothing else works. */
export function apology(language?: string): Ncco {
  const { phrases, voice } = phrasesIn(language);
  return [talk(phrases.apology, voice)];
}

/** For an agent who dialled what is not called. */
export function refusedDial(reason: DialRefusal, language?: string): Ncco {
  const { phrases, voice } = phrasesIn(language);
  return [talk(phrases[REFUSALS[reason]], voice)];
}

const REFUSALS = {
  missing: 'notANumber',
  'not-a-number': 'notANumber',
  'national-number': 'nationalNumber',
  'short-number': 'shortNumber',
  'own-number': 'ownNumber',
  'premium-rate': 'premiumRate',
  'country-not-allowed': 'countryNotAllowed',
} as const satisfies Record<DialRefusal, string>;

function talk(text: string, voice: string | undefined): Talk {
  return { action: 'talk', text, ...(voice !== undefined && { language: voice }) };
}
