import { startTemporaryHost } from './temporary-host.ts';

/** What the host in its own process tells once it listens. */
export interface HostApart {
  origin: string;
  token: string;
  dataDir: string;
}

/** Bytes this process has held at most. */
export interface PeakMemory {
  peakBytes: number;
}

/** Run by tests as a process of its own, so that its memory is the host's alone; ends with whoever started it. */
const temporary = await startTemporaryHost();
const { origin, token } = temporary.host;
process.on('message', () => {
  process.send?.({ peakBytes: process.resourceUsage().maxRSS * 1024 } satisfies PeakMemory);
});
process.on('disconnect', () => {
  void temporary.discard().finally(() => process.exit());
});
process.send?.({ origin, token, dataDir: temporary.dataDir } satisfies HostApart);
