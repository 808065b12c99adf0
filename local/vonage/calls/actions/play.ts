import type { Call } from '../call.ts';
import type { Stream, Talk } from '../ncco.ts';

/** The assumed length of a stream: its sound is not fetched, and a loop of music must take time. */
export const STREAM_S = 30;

/**
 * Plays what the caller hears. A talk takes no time, a stream its time as often as it is played; with `loop: 0` either
 * goes on until the caller hangs up or barges in. Keys and speech that barge in skip the sounds that allow it, and are
 * received by the input that follows. Once a sound has allowed it, barging in is allowed until that input.
 */
export async function play(call: Call, sound: Talk | Stream): Promise<undefined> {
  const { action, ...details } = sound;
  if (sound.bargeIn === true) call.mayBargeIn = true;
  const { mayBargeIn } = call;
  if (mayBargeIn && call.hasBargedIn) return;
  call.note(action, details);
  if (sound.loop === 0) return untilPlayed(call, undefined, mayBargeIn);
  if (action === 'stream') return untilPlayed(call, STREAM_S * (sound.loop ?? 1), mayBargeIn);
}

async function untilPlayed(call: Call, seconds: number | undefined, mayBargeIn: boolean): Promise<undefined> {
  const alarm = seconds === undefined ? undefined : call.alarm(seconds * 1000);
  try {
    for (;;) {
      const stimulus = await call.next(mayBargeIn ? 'digits' : alarm ? 'time' : null);
      if (stimulus.type === 'time' && stimulus.alarm === alarm?.id) return;
      if (!mayBargeIn || (stimulus.type !== 'digits' && stimulus.type !== 'speech')) continue;
      call.note('bargeIn');
      call.bargeIn(stimulus);
      return;
    }
  } finally {
    alarm?.cancel();
  }
}
