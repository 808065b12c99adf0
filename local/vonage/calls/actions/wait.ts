import type { Call } from '../call.ts';
import type { Wait } from '../ncco.ts';

const WAIT_S = 10;

export async function wait(call: Call, { timeout: seconds = WAIT_S }: Wait): Promise<undefined> {
  call.note('wait', { seconds });
  const alarm = call.alarm(seconds * 1000);
  try {
    for (;;) {
      const stimulus = await call.next('time');
      if (stimulus.type === 'time' && stimulus.alarm === alarm.id) return undefined;
    }
  } finally {
    alarm.cancel();
  }
}
