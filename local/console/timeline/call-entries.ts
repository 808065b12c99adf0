import type { VonageEvent } from '../../vonage/events.ts';
import type { Draft } from './cloud-entries.ts';
import type { Tone } from './entry.ts';
import { Remembered } from './remembered.ts';
import { oneLine, quoted, textIn } from './words.ts';

type Line = Extract<VonageEvent, { type: 'call' }>['entry'];

/** What becomes of a leg, from its end (`out`) or to it, and how it is told. */
const STATES: Record<string, { out: boolean; title: string; tone: Tone }> = {
  started: { out: false, title: 'is called', tone: 'plain' },
  ringing: { out: false, title: 'rings', tone: 'plain' },
  answered: { out: true, title: 'answers', tone: 'good' },
  completed: { out: true, title: 'call completed', tone: 'plain' },
  busy: { out: true, title: 'is busy', tone: 'warn' },
  cancelled: { out: false, title: 'stops ringing', tone: 'plain' },
  unanswered: { out: true, title: 'does not answer', tone: 'warn' },
  rejected: { out: true, title: 'rejects', tone: 'warn' },
  failed: { out: true, title: 'cannot be reached', tone: 'bad' },
  timeout: { out: true, title: 'does not answer in time', tone: 'warn' },
};

/** What the one who called does. */
const CALLERS: Record<string, string> = {
  started: 'calls',
  ringing: 'hears it ring',
  answered: 'is answered',
};

/** Lines of the timeline for what happens on calls: their legs are told once, and meant later by their ids. */
export class CallEntries {
  readonly #lanes = new Remembered<string, string>(5_000);

  /** Undefined for webhooks, which have lines of their own. */
  entry(call: string, line: Line): Draft | undefined {
    const { action } = line;
    if (action === 'webhook') return undefined;
    const leg = textIn(line, 'heardBy') ?? textIn(line, 'leg');
    const address = laneIn(line);
    if (leg !== undefined && address !== undefined && !this.#lanes.get(leg)) this.#lanes.set(leg, address);
    const caller = this.#lanes.get(call) ?? 'Vonage';
    const lane = (leg === undefined ? undefined : this.#lanes.get(leg)) ?? caller;

    const state = Object.hasOwn(STATES, action) ? STATES[action] : undefined;
    if (state) return legEntry(action, state, lane, leg === call, textIn(line, 'detail'));
    if (action === 'connect') return between('Vonage', 'Vonage', `connects ${told(line['endpoint'])}`);
    if (action === 'error') {
      const reason = textIn(line, 'reason') ?? 'something is wrong';
      return { ...between('Vonage', 'Vonage', reason), tone: 'bad' };
    }
    const spoken = textIn(line, 'text');
    switch (action) {
      case 'talk':
        return between('Vonage', lane, `hears ${quoted(spoken ?? '')}`);
      case 'hears':
        return between('Vonage', caller, `hears ${quoted(spoken ?? '')}`);
      case 'stream':
      case 'music':
        return between('Vonage', lane, `hears ${told(line['streamUrl'])}`);
      case 'says':
        return between(lane, 'Vonage', `says ${quoted(spoken ?? '')}`);
      case 'recognized':
        return between(
          lane,
          'Vonage',
          spoken === undefined ? 'says nothing' : `is understood: ${quoted(spoken)}`,
        );
      case 'keys':
      case 'digits': {
        const digits = textIn(line, 'digits');
        return between(lane, 'Vonage', digits === undefined ? 'presses nothing' : `presses ${digits}`);
      }
      case 'hangup': {
        const by = textIn(line, 'by') ?? 'somebody';
        return between(by === 'caller' ? caller : 'Vonage', 'Vonage', `hangs up (${by})`);
      }
      case 'input':
        return between('Vonage', lane, `is asked for ${told(line['type'])}`);
      default:
        return between('Vonage', 'Vonage', action);
    }
  }
}

const between = (from: string, to: string, title: string): Draft => ({
  kind: 'call',
  from,
  to,
  title: oneLine(title),
  tone: 'plain',
});

function legEntry(
  action: string,
  { out, title, tone }: { out: boolean; title: string; tone: Tone },
  lane: string,
  isCaller: boolean,
  detail: string | undefined,
): Draft {
  const callers = isCaller ? CALLERS[action] : undefined;
  const isOut = callers === undefined ? out : action === 'started';
  return {
    ...between(isOut ? lane : 'Vonage', isOut ? 'Vonage' : lane, callers ?? title),
    tone,
    ...(detail !== undefined && { note: oneLine(detail) }),
  };
}

function laneIn(line: Line): string | undefined {
  const [user, number] = [textIn(line, 'user'), textIn(line, 'number')];
  if (user !== undefined) return oneLine(`app ${user}`);
  if (number !== undefined) return oneLine(`phone ${number}`);
  return textIn(line, 'uri') ?? textIn(line, 'extension');
}

/** What a detail says, in a few words: a list, an endpoint, a text. */
function told(value: unknown): string {
  if (typeof value === 'string') return value;
  if (Array.isArray(value)) return value.map(told).join(', ');
  if (typeof value !== 'object' || value === null) return '';
  return laneIn({ at: '', action: '', ...value }) ?? textIn(value, 'type') ?? '';
}
