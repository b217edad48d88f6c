import { join } from 'node:path';
import { systemClock } from '../main/ports/clock.ts';
import { silentLogger } from '../main/ports/logger.ts';
import { type Replica, startReplica } from '../main/replica/index.ts';
import { type CubeQuery, launchBrowser, openBoard } from './board-page.ts';
import { earlier, load, sqlOf, together } from './cube-load.ts';
import { HostProcess } from './host-process.ts';
import { median, milliseconds, quantile, ratio, report } from './report.ts';
import { ensureWorld } from './world.ts';

const warmRounds = 40;
const coldRounds = 10;

type Statement = Awaited<ReturnType<typeof sqlOf>>;

/** The built-in board's own questions, recorded from the page in Chromium, asked of Cube and by hand. */
export async function benchBoard(folder: string): Promise<void> {
  const dataDir = ensureWorld(join(folder, 'world'));
  const host = await HostProcess.start(dataDir);
  let measured: Awaited<ReturnType<typeof measureHost>>;
  try {
    await host.caughtUp();
    const browser = await launchBrowser();
    const { queries, tiles } = await openBoard(browser, host.url);
    await browser.close();
    measured = { ...(await measureHost(host, queries)), tiles };
  } finally {
    await host.stop();
  }
  const byHand = await measureByHand(dataDir, measured.statements);
  const cold = median(measured.cold);
  const hand = median(byHand.rounds);
  const alone = measured.alone.map((ms, index) => ms - (byHand.alone[index] ?? 0));
  const questions = `${measured.tiles} tiles, ${measured.questions} questions`;
  report({
    name: 'board',
    title: 'Board of 12 tiles over 10 M events and 2 M orders',
    method: `The overview board's own questions (${questions}), recorded from the page in Chromium, asked of Cube's REST API six at a time. Warm: ${warmRounds} rounds of the same questions. Cold: ${coldRounds} rounds about dates nobody has asked about yet; by hand: the SQL that Cube made of them, run straight on the replica, six at a time too.`,
    figures: [
      figure(
        'all tiles, warm, p95',
        quantile(measured.warm, 0.95),
        `median ${milliseconds(median(measured.warm))}`,
        '≤ 150 ms',
        quantile(measured.warm, 0.95) <= 150,
      ),
      figure(
        'all tiles, cold, median',
        cold,
        `${milliseconds(hand)} by hand: ${ratio(cold, hand)}`,
        '≤ 1.5 × by hand',
        cold <= 1.5 * hand,
      ),
      figure(
        'Cube on top of the driver call, median per question',
        median(alone),
        `${alone.length} questions one by one`,
        '≤ 15 ms',
        median(alone) <= 15,
      ),
    ],
  });
}

function figure(what: string, ms: number, reference: string, bar: string, isMet: boolean) {
  return { what, value: milliseconds(ms), reference, bar, isMet };
}

async function measureHost(host: HostProcess, queries: CubeQuery[]) {
  const ask = (query: CubeQuery) => () => load(host, query);
  await together(queries.map(ask));
  const warm: number[] = [];
  for (let round = 0; round < warmRounds; round += 1) warm.push(await together(queries.map(ask)));
  const cold: number[] = [];
  const statements: Statement[][] = [];
  for (let round = 1; round <= coldRounds; round += 1) {
    const unheard = earlier(queries, round * 17);
    cold.push(await together(unheard.map(ask)));
    statements.push(await Promise.all(unheard.map((query) => sqlOf(host, query))));
  }
  const alone: number[] = [];
  const single = earlier(queries, 9);
  for (const query of single) {
    const started = performance.now();
    await load(host, query);
    alone.push(performance.now() - started);
  }
  statements.push(await Promise.all(single.map((query) => sqlOf(host, query))));
  return { warm, cold, alone, statements, questions: queries.length, tiles: 0 };
}

/** The last round of statements runs one by one, the others together. */
async function measureByHand(dataDir: string, statements: Statement[][]) {
  const replica = await startReplica({
    storePath: join(dataDir, 'luopan.sqlite'),
    replicaPath: join(dataDir, 'replica.duckdb'),
    configuration: { zone: 'Asia/Shanghai', currency: 'CNY', rates: {} },
    logger: silentLogger,
    clock: systemClock,
  });
  try {
    await replica.catchUp();
    const ask = (statement: Statement) => () => run(replica, statement);
    await together((statements[0] ?? []).map(ask));
    const rounds: number[] = [];
    for (const round of statements.slice(0, -1)) rounds.push(await together(round.map(ask)));
    const alone: number[] = [];
    for (const statement of statements.at(-1) ?? []) {
      const started = performance.now();
      await run(replica, statement);
      alone.push(performance.now() - started);
    }
    return { rounds, alone };
  } finally {
    await replica.close();
  }
}

const run = (replica: Replica, { sql, parameters }: Statement) => replica.query(sql, parameters);
