import { readFileSync } from 'node:fs';
import { setTimeout as after } from 'node:timers/promises';

const clockTicksPerSecond = 100;

/** Processor time a process has used so far, all threads; seconds. Linux only. */
export function processorSeconds(pid: number): number {
  // The name in brackets may hold spaces; what follows it does not. Fields 14 and 15 are user and system time.
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ')[1]?.split(' ') ?? [];
  return (Number(fields[11]) + Number(fields[12])) / clockTicksPerSecond;
}

/** Share of one core a process takes over some time, in which nobody asks anything of it; percent. */
export async function idleShare(pid: number, forMs: number): Promise<number> {
  const [before, startedAt] = [processorSeconds(pid), performance.now()];
  await after(forMs);
  return ((processorSeconds(pid) - before) / ((performance.now() - startedAt) / 1000)) * 100;
}
