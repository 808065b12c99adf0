import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';

/**
 * How long an environment may take to load its function. Lambda gives ten seconds, on processors that nobody shares; here
 * a start may wait for the processor as long as it must, so what counts is what it used of it.
 */
export interface StartLimits {
  /** Of processor time. */
  cpuMs: number;
  /** Without using the processor: it waits for what does not come. */
  stillMs: number;
  /** In all, by the machine's clock; alone where processor time cannot be read (Windows). */
  longestMs: number;
}

export const START_LIMITS: StartLimits = { cpuMs: 10_000, stillMs: 10_000, longestMs: 120_000 };

/** Between two looks. Counted in looks, a laptop that slept meanwhile has lost no time. */
const LOOK_MS = 1_000;
/** What a process that only waits may use between two looks: two ticks of Linux's accounting. */
const NOTHING_MS = 20;

/** Why a start is to be ended, if it is, from what it had used of the processor at each look, the first after one second. */
export function startIsOver(
  looks: readonly (number | undefined)[],
  limits: StartLimits,
  lookMs = LOOK_MS,
): string | undefined {
  const used = looks.at(-1);
  const seconds = (ms: number): string => `${ms / 1_000} s`;
  if (used !== undefined && used >= limits.cpuMs)
    return `its initialization took more than ${seconds(limits.cpuMs)} of processor time`;
  const before = looks.at(-1 - Math.ceil(limits.stillMs / lookMs));
  if (used !== undefined && before !== undefined && used - before <= NOTHING_MS)
    return `its initialization waited for ${seconds(limits.stillMs)}`;
  if (looks.length * lookMs >= limits.longestMs)
    return `its initialization took longer than ${seconds(limits.longestMs)}`;
  return undefined;
}

/** Looks at a process until it is stopped; `onOver` is called once, with the reason. Answers how to stop. */
export function watchStart(
  pid: number | undefined,
  limits: StartLimits,
  onOver: (reason: string) => void,
): () => void {
  const looks: (number | undefined)[] = [];
  let stopped = false;
  let timer: NodeJS.Timeout;
  const look = async (): Promise<void> => {
    looks.push(pid === undefined ? undefined : await processorMs(pid));
    if (stopped) return;
    const reason = startIsOver(looks, limits);
    if (reason === undefined) wait();
    else onOver(reason);
  };
  const wait = (): void => {
    timer = setTimeout(() => void look(), LOOK_MS);
  };
  wait();
  return () => {
    stopped = true;
    clearTimeout(timer);
  };
}

/** What a process has used of the processor so far, in milliseconds; undefined where the system does not tell. */
async function processorMs(pid: number): Promise<number | undefined> {
  if (process.platform === 'win32') return undefined;
  if (process.platform === 'linux')
    return ticksMs(await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => ''));
  return psMs(
    await new Promise((resolve) =>
      execFile('ps', ['-o', 'time=', '-p', String(pid)], (_error, said) => resolve(said)),
    ),
  );
}

/** From `/proc/<pid>/stat`: user and system time, in hundredths of a second. */
export function ticksMs(stat: string): number | undefined {
  // The second field, the program's name in brackets, may hold blanks and brackets itself.
  const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  const ticks = Number(fields[11]) + Number(fields[12]);
  return Number.isFinite(ticks) ? ticks * 10 : undefined;
}

/** From `ps -o time=`: `[[days-]hours:]minutes:seconds`, on a Mac with hundredths. */
export function psMs(time: string): number | undefined {
  const [, days = '0', hours = '0', minutes = '', seconds = ''] =
    /^\s*(?:(\d+)-)?(?:(\d+):)?(\d+):(\d+(?:\.\d+)?)\s*$/.exec(time) ?? [];
  if (seconds === '') return undefined;
  const wholeHours = Number(days) * 24 + Number(hours);
  return Math.round(((wholeHours * 60 + Number(minutes)) * 60 + Number(seconds)) * 1_000);
}
