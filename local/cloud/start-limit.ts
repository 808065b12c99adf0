import { execFile } from 'node:child_process';
import { readFile } from 'node:fs/promises';

/**
 * How long an environment may take to load its function. Lambda allows ten seconds, on a dedicated processor; here
 * processes share the processors, so processor time counts, not elapsed time.
 */
export interface StartLimits {
  /** Processor time. */
  cpuMs: number;
  /** Elapsed time without using the processor: it waits for something that never happens. */
  stillMs: number;
  /** Elapsed time in total; the only limit where processor time cannot be read (Windows). */
  longestMs: number;
}

export const START_LIMITS: StartLimits = { cpuMs: 10_000, stillMs: 10_000, longestMs: 120_000 };

/** Between two samples. Limits are counted in samples, so that a laptop's sleep does not count. */
const SAMPLE_MS = 1_000;
/** The processor time that a waiting process may use between two samples: two ticks of Linux's accounting. */
const IDLE_CPU_MS = 20;

/** Why a start must be ended, if so, given the processor time used at each sample, the first after one second. */
export function exceededStartLimit(
  samples: readonly (number | undefined)[],
  limits: StartLimits,
  sampleMs = SAMPLE_MS,
): string | undefined {
  const used = samples.at(-1);
  const seconds = (ms: number): string => `${ms / 1_000} s`;
  if (used !== undefined && used >= limits.cpuMs)
    return `its initialization took more than ${seconds(limits.cpuMs)} of processor time`;
  const before = samples.at(-1 - Math.ceil(limits.stillMs / sampleMs));
  if (used !== undefined && before !== undefined && used - before <= IDLE_CPU_MS)
    return `its initialization waited for ${seconds(limits.stillMs)}`;
  if (samples.length * sampleMs >= limits.longestMs)
    return `its initialization took longer than ${seconds(limits.longestMs)}`;
  return undefined;
}

/** Samples a process until stopped; `onExceeded` is called once, with the reason. Returns how to stop. */
export function watchStart(
  pid: number | undefined,
  limits: StartLimits,
  onExceeded: (reason: string) => void,
): () => void {
  const samples: (number | undefined)[] = [];
  let stopped = false;
  let timer: NodeJS.Timeout;
  const sample = async (): Promise<void> => {
    samples.push(pid === undefined ? undefined : await processorMs(pid));
    if (stopped) return;
    const reason = exceededStartLimit(samples, limits);
    if (reason === undefined) wait();
    else onExceeded(reason);
  };
  const wait = (): void => {
    timer = setTimeout(() => void sample(), SAMPLE_MS);
  };
  wait();
  return () => {
    stopped = true;
    clearTimeout(timer);
  };
}

/** A process's processor time so far, in milliseconds; undefined where the system does not report it. */
async function processorMs(pid: number): Promise<number | undefined> {
  if (process.platform === 'win32') return undefined;
  if (process.platform === 'linux')
    return ticksMs(await readFile(`/proc/${pid}/stat`, 'utf8').catch(() => ''));
  return psMs(
    await new Promise((resolve) =>
      execFile('ps', ['-o', 'time=', '-p', String(pid)], (_error, output) => resolve(output)),
    ),
  );
}

/** From `/proc/<pid>/stat`: user and system time, in hundredths of a second. */
export function ticksMs(stat: string): number | undefined {
  // The second field, the program's name in brackets, may contain spaces and brackets itself.
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
