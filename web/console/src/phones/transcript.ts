import type { Call, CallLine } from '../live/shapes.ts';

/** A line of a call as the person at the phone notices it. */
export interface TranscriptLine {
  /** `desk` speaks to the phone, `me` is the phone itself, `other` is somebody else in the call. */
  who: 'desk' | 'me' | 'other' | 'sound' | 'state' | 'wrong';
  text: string;
  /** The voice's language, where the NCCO names one. */
  language?: string;
  /** How long it takes to hear. */
  ms: number;
  /** Ends what was being heard. */
  interrupts?: boolean;
}

const CHARACTERS_A_SECOND = 16;
const LONGEST_MS = 7_000;

const string = (line: CallLine, name: string): string | undefined => {
  const value = line[name];
  return typeof value === 'string' && value !== '' ? value : undefined;
};

/** Who a leg is, for whoever is at the phone. */
const nameOf = (line: CallLine): string =>
  string(line, 'user') ?? string(line, 'number') ?? string(line, 'uri') ?? 'somebody';

/** A talk's text without its SSML. */
export const stripSsml = (text: string): string =>
  text
    .replace(/<[^>]*>/g, ' ')
    .replace(/\s+/g, ' ')
    .trim();

const LEG_STATES: Readonly<Record<string, string>> = {
  ringing: 'rings',
  answered: 'answers',
  busy: 'is busy',
  rejected: 'rejects the call',
  unanswered: 'does not answer',
  timeout: 'does not answer',
  failed: 'cannot be reached',
  cancelled: 'is not rung any more',
  completed: 'has hung up',
};

/** What a line of the call is to the person whose leg is `leg`; undefined where nothing is noticed. */
export function toTranscriptLine(
  line: CallLine,
  { leg, call }: { leg: string; call: Call },
): TranscriptLine | undefined {
  const isMine = string(line, 'leg') === leg;
  const heardBy = string(line, 'heardBy') ?? call.id;
  switch (line.action) {
    case 'talk': {
      if (heardBy !== leg) return undefined;
      const text = stripSsml(string(line, 'text') ?? '');
      const language = string(line, 'language');
      const ms = Math.min(LONGEST_MS, (text.length / CHARACTERS_A_SECOND) * 1000);
      return { who: 'desk', text, ms, ...(language !== undefined && { language }) };
    }
    case 'stream':
    case 'music':
      return leg === call.id ? { who: 'sound', text: '♪ Music', ms: 0 } : undefined;
    case 'beep':
      return { who: 'sound', text: '● Beep', ms: 400 };
    case 'record':
      return { who: 'sound', text: 'Recording…', ms: 0 };
    case 'recorded':
      return { who: 'sound', text: `Recorded ${Number(line['seconds'])} s`, ms: 0 };
    case 'input':
      return leg === call.id ? { who: 'state', text: listening(line['type']), ms: 0 } : undefined;
    case 'digits':
    case 'keys': {
      const digits = string(line, 'digits');
      if (digits === undefined) return { who: 'state', text: 'No key was pressed', ms: 0 };
      return { who: 'me', text: `Pressed ${digits}`, ms: 0, interrupts: true };
    }
    case 'says': {
      const text = string(line, 'text') ?? '';
      return { who: isMine ? 'me' : 'other', text, ms: 0, interrupts: true };
    }
    case 'hears':
      return { who: 'other', text: `${nameOf(line)}: ${string(line, 'text') ?? ''}`, ms: 0 };
    case 'conversation started':
      return { who: 'state', text: 'The conversation begins', ms: 0 };
    case 'joined':
      return { who: 'state', text: `${nameOf(line)} joins`, ms: 0 };
    case 'left':
      return { who: 'state', text: `${nameOf(line)} leaves`, ms: 0 };
    case 'error':
      return { who: 'wrong', text: string(line, 'reason') ?? 'Something went wrong', ms: 0 };
    case 'hangup':
      return { who: 'state', text: `Call over: ${endedBy(line, call)}`, ms: 0, interrupts: true };
    default: {
      const what = LEG_STATES[line.action];
      if (what === undefined || isMine || string(line, 'leg') === undefined) return undefined;
      // The caller's own leg is no news to the caller; to the called phone it is who calls.
      if (string(line, 'leg') === call.id) return undefined;
      return { who: 'state', text: `${nameOf(line)} ${what}`, ms: 0, interrupts: line.action === 'answered' };
    }
  }
}

function listening(type: unknown): string {
  const types: unknown[] = Array.isArray(type) ? type : [];
  if (types.includes('dtmf') && types.includes('speech')) return 'Waiting for a key or for words';
  return types.includes('speech') ? 'Waiting for words' : 'Waiting for a key';
}

function endedBy(line: CallLine, call: Call): string {
  const by = string(line, 'by');
  if (by === 'caller') return `${call.user ?? 'the caller'} hung up`;
  if (by === 'callee') return 'the other side hung up';
  return by === 'vonage' ? 'the NCCO has come to its end' : (by ?? 'ended');
}

/** A phone's part in a call: the one that calls, or one that is called. */
export interface PhoneLeg {
  call: Call;
  leg: string;
  state: string;
  role: 'caller' | 'called';
}

/** The phone's parts in calls, oldest first. */
export const phoneLegs = (calls: readonly Call[], number: string): PhoneLeg[] =>
  calls.flatMap((call): PhoneLeg[] => {
    if (call.user === undefined && call.direction === 'inbound' && call.from === number)
      return [{ call, leg: call.id, state: call.state, role: 'caller' }];
    const leg = call.legs.findLast((candidate) => candidate.number === number);
    if (leg) return [{ call, leg: leg.id, state: leg.state, role: 'called' }];
    if (call.direction === 'outbound' && call.to === number)
      return [{ call, leg: call.id, state: call.state, role: 'called' }];
    return [];
  });
