import { join } from 'node:path';
import { setTimeout as after } from 'node:timers/promises';
import { launchBrowser, openBoard } from './board-page.ts';
import { HostProcess } from './host-process.ts';
import { idleShare } from './idle.ts';
import { median, megabytes, report, seconds } from './report.ts';
import { ensureWorld } from './world.ts';

const rounds = 5;
/** What a start leaves behind is cleared away by then: V8 gives memory back after eight seconds without work. */
const settledMs = 30_000;
const idleMs = 60_000;

/** From the command to the first byte and to a board whose every tile shows its data, on the large world. */
export async function benchStart(folder: string): Promise<void> {
  const dataDir = ensureWorld(join(folder, 'world'));
  const first = await HostProcess.start(dataDir);
  await first.caughtUp();
  await first.stop();
  const browser = await launchBrowser();
  const firstByte: number[] = [];
  const painted: number[] = [];
  let afterBoard = Number.NaN;
  for (let round = 0; round < rounds; round += 1) {
    const host = await HostProcess.start(dataDir);
    try {
      const response = await fetch(host.url, { redirect: 'manual' });
      firstByte.push(performance.now() - host.startedAt);
      await response.body?.cancel();
      const { paintedAt } = await openBoard(browser, host.url);
      painted.push(paintedAt - host.startedAt);
      if (round === 0) {
        await after(settledMs);
        afterBoard = host.memory().rssBytes;
      }
    } finally {
      await host.stop();
    }
  }
  const quiet = await HostProcess.start(dataDir);
  await after(settledMs);
  const idleProcessor = await idleShare(quiet.pid, idleMs);
  const idleMemory = quiet.memory().rssBytes;
  await quiet.stop();
  await browser.close();
  report({
    name: 'start',
    title: 'Start on 10 M events and 2 M orders',
    method: `Median of ${rounds} starts of the self-hosted host (\`npm start\` without npm itself) with a Chromium that is open already; painted = every tile of the overview board shows its data. Idle: ${settledMs / 1000} s after the start, with nobody asking.`,
    figures: [
      {
        what: 'first byte',
        value: seconds(median(firstByte)),
        reference: '',
        bar: '≤ 1 s',
        isMet: median(firstByte) <= 1000,
      },
      {
        what: 'board painted',
        value: seconds(median(painted)),
        reference: '',
        bar: '≤ 3 s',
        isMet: median(painted) <= 3000,
      },
      {
        what: 'memory, idle after start',
        value: megabytes(idleMemory),
        reference: `${megabytes(afterBoard)} after the board was read`,
        bar: '≤ 500 MB',
        isMet: idleMemory <= 500 * 1024 ** 2,
      },
      {
        what: 'processor, idle after start',
        value: `${idleProcessor.toFixed(2)} % of a core`,
        reference: `over ${idleMs / 1000} s`,
        bar: '≤ 0.5 %',
        isMet: idleProcessor <= 0.5,
      },
    ],
  });
}
