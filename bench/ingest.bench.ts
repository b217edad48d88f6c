import { rmSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as after } from 'node:timers/promises';
import { z } from 'zod';
import type { CubeQuery } from './board-page.ts';
import { load, together } from './cube-load.ts';
import { HostProcess } from './host-process.ts';
import { median, megabytes, milliseconds, quantile, report } from './report.ts';

const perSecond = 5_000;
const perBatch = 100;
const sustainedSeconds = 30;
/** Twice what is promised, for a minute: nothing may be lost, however long answers take. */
const surge = { perSecond: 10_000, seconds: 60, from: 50_000_000 };
const burstSeconds = 5;
const connections = 8;

const loadOutput = z.object({ data: z.array(z.record(z.string(), z.unknown())) });

/** What a board over events asks, every second while events come in. */
const board: CubeQuery[] = [
  { measures: ['events.count'] },
  { measures: ['events.persons'] },
  { measures: ['events.count'], dimensions: ['events.name'] },
  { measures: ['events.persons'], dimensions: ['events.name'] },
  { measures: ['events.count'], timeDimensions: [{ dimension: 'events.occurred_at', granularity: 'day' }] },
  { measures: ['events.persons'], timeDimensions: [{ dimension: 'events.occurred_at', granularity: 'day' }] },
  { measures: ['profiles.count'] },
  { measures: ['profiles.new'] },
] as unknown as CubeQuery[];

/** Events over the public protocol at a steady pace, then as fast as they go, while a board asks for figures. */
export async function benchIngest(folder: string): Promise<void> {
  const place = await mkdtemp(join(folder, 'ingest-'));
  const host = await HostProcess.start(join(place, 'data'));
  try {
    await send(host, 0, 2_000);
    await together(board.map((query) => () => load(host, query)));
    await after(2000);
    const idle = host.memory().rssBytes;
    host.forgetPeak();
    const asked = askedEverySecond(host);
    const steady = await steadily(host, { perSecond, seconds: sustainedSeconds, from: 10_000 });
    const surged = await steadily(host, surge);
    const burst = await asFastAsPossible(host);
    const boards = await asked.stop();
    const told = await countEvents(host);
    const sent = 2_000 + steady.sent + surged.sent + burst.sent;
    if (told !== sent) throw new Error(`${sent} events were acknowledged, ${told} are counted`);
    const p99 = quantile(steady.latencies, 0.99);
    const rate = steady.sent / steady.seconds;
    report({
      name: 'ingest',
      title: 'Events over HTTP while a board is asked',
      method: `Batches of ${perBatch} events to /v1/batch over ${connections} connections, each acknowledged when durable: ${perSecond} a second for ${sustainedSeconds} s, ${surge.perSecond} a second for ${surge.seconds} s, then as fast as answers come for ${burstSeconds} s. Meanwhile ${board.length} questions over all events every second. At the end Cube counts exactly what was acknowledged. Sender and host share the machine.`,
      figures: [
        {
          what: 'sustained',
          value: `${Math.round(rate)} events/s`,
          reference: `${steady.sent} events`,
          bar: `≥ ${perSecond} events/s`,
          isMet: rate >= perSecond * 0.98,
        },
        {
          what: 'acknowledgement, p99',
          value: milliseconds(p99),
          reference: `median ${milliseconds(median(steady.latencies))}, worst ${milliseconds(Math.max(...steady.latencies))}`,
          bar: '≤ 100 ms',
          isMet: p99 <= 100,
        },
        {
          what: `${surge.perSecond} events/s for a minute`,
          value: `${Math.round(surged.sent / surged.seconds)} events/s`,
          reference: `median ${milliseconds(median(surged.latencies))}, p99 ${milliseconds(quantile(surged.latencies, 0.99))}; every one counted`,
          bar: `≥ ${surge.perSecond} events/s`,
          isMet: surged.sent / surged.seconds >= surge.perSecond * 0.98,
        },
        {
          what: 'as fast as it goes',
          value: `${Math.round(burst.sent / burst.seconds)} events/s`,
          reference: `p99 ${milliseconds(quantile(burst.latencies, 0.99))}`,
          bar: '',
          isMet: null,
        },
        {
          what: 'the board’s questions meanwhile, median',
          value: milliseconds(median(boards)),
          reference: `p95 ${milliseconds(quantile(boards, 0.95))} for all ${board.length}`,
          bar: '',
          isMet: null,
        },
        {
          what: 'memory over idle',
          value: megabytes(host.memory().peakBytes - idle),
          reference: `idle ${megabytes(idle)}`,
          bar: '< 400 MB',
          isMet: host.memory().peakBytes - idle < 400 * 1024 ** 2,
        },
      ],
    });
  } finally {
    await host.stop();
    rmSync(place, { recursive: true, force: true });
  }
}

interface Sent {
  sent: number;
  seconds: number;
  latencies: number[];
}

/** Sends when it is time, whether or not earlier answers have come: latency counts from then. */
async function steadily(
  host: HostProcess,
  { perSecond, seconds, from }: { perSecond: number; seconds: number; from: number },
): Promise<Sent> {
  const latencies: number[] = [];
  const started = performance.now();
  const every = (1000 * perBatch) / perSecond;
  const total = (perSecond * seconds) / perBatch;
  const waiting: Promise<void>[] = [];
  for (let number = 0; number < total; number += 1) {
    const due = started + number * every;
    const wait = due - performance.now();
    if (wait > 1) await after(wait);
    waiting.push(
      send(host, from + number * perBatch, perBatch).then(() => void latencies.push(performance.now() - due)),
    );
  }
  await Promise.all(waiting);
  return { sent: total * perBatch, seconds: (performance.now() - started) / 1000, latencies };
}

async function asFastAsPossible(host: HostProcess): Promise<Sent> {
  const latencies: number[] = [];
  const started = performance.now();
  let number = 100_000_000;
  let sent = 0;
  const run = async () => {
    while (performance.now() - started < burstSeconds * 1000) {
      const from = number;
      number += perBatch;
      const at = performance.now();
      await send(host, from, perBatch);
      latencies.push(performance.now() - at);
      sent += perBatch;
    }
  };
  await Promise.all(Array.from({ length: connections }, run));
  return { sent, seconds: (performance.now() - started) / 1000, latencies };
}

async function send(host: HostProcess, from: number, count: number): Promise<void> {
  const now = Date.now();
  const batch = Array.from({ length: count }, (_, index) => {
    const number = from + index;
    return {
      type: 'track',
      event: ['Viewed', 'Clicked', 'Added', 'Bought'][number % 4],
      messageId: `bench-${number}`,
      ...(number % 5 === 0
        ? { userId: `u${(number * 7919) % 20_000}` }
        : { anonymousId: `a${(number * 7919) % 50_000}` }),
      properties: { path: `/p/${number % 500}`, price: number % 97, category: `c${number % 13}` },
      context: { library: { name: 'bench', version: '1' }, locale: 'zh-CN' },
      timestamp: new Date(now - (number % 3600) * 1000).toISOString(),
    };
  });
  const response = await host.request('/v1/batch', {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify({ batch, sentAt: new Date(now).toISOString() }),
  });
  await response.arrayBuffer();
}

function askedEverySecond(host: HostProcess) {
  const rounds: number[] = [];
  let isOver = false;
  const running = (async () => {
    while (!isOver) {
      const round = await together(board.map((query) => () => load(host, query)));
      rounds.push(round);
      await after(Math.max(0, 1000 - round));
    }
  })();
  return {
    async stop() {
      isOver = true;
      await running;
      return rounds;
    },
  };
}

async function countEvents(host: HostProcess): Promise<number> {
  const query = encodeURIComponent(JSON.stringify({ measures: ['events.count'] }));
  for (;;) {
    const answer = (await host.json(`/cubejs-api/v1/load?query=${query}`)) as { error?: string };
    if (answer.error === undefined) return Number(loadOutput.parse(answer).data[0]?.['events.count']);
  }
}
