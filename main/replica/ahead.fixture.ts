import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { type Hub, startHub } from '../hub/index.ts';
import { systemClock } from '../ports/clock.ts';
import { type Logger, silentLogger } from '../ports/logger.ts';
import { openStore, type Reader } from '../store/index.ts';
import { type Replica, type ReplicaConfiguration, startReplica } from './index.ts';

const limits = { chunkRows: 400, aheadBytes: 0 };
const defaults = { name: 'Test', language: 'en', timezone: 'Europe/London' } as const;

/** A hub that tells a replica its rows ahead, on a folder of its own. */
export class AheadWorld {
  readonly folder: string;
  readonly hub: Hub;
  readonly reader: Reader;
  replica: Replica;
  /** Copies that took over what had come ahead, and those in which everything was copied afterwards. */
  readonly copies: ('ahead' | 'afterwards')[] = [];
  /** Warnings of the replica. */
  readonly troubles: unknown[] = [];

  private constructor(folder: string, hub: Hub, replica: (world: AheadWorld) => Replica) {
    this.folder = folder;
    this.hub = hub;
    this.reader = openStore(hub.storePath, { readOnly: true });
    this.replica = replica(this);
  }

  static async open(configuration: ReplicaConfiguration, folder = mkdtempSync(join(tmpdir(), 'luopan-ahead-'))) {
    const hub = await startHub({ dataDir: folder, logger: silentLogger, defaults, limits });
    let world: AheadWorld | null = null;
    const logger: Logger = {
      log(level, message, data) {
        if (level === 'warn') world?.troubles.push([message, data]);
        if (message === 'copied' && Number(data?.seq) > 0) world?.copies.push(data?.isAhead ? 'ahead' : 'afterwards');
      },
    };
    const replica = await startReplica({
      storePath: hub.storePath,
      replicaPath: join(folder, 'replica.duckdb'),
      configuration,
      logger,
      clock: systemClock,
      memoryLimitBytes: 512 * 1024 ** 2,
      aheadProfilesAtOnce: 100,
      onAhead: (link) => hub.tellAhead(link),
    });
    await replica.catchUp();
    world = new AheadWorld(folder, hub, () => replica);
    return world;
  }

  async submit(text: string, entity: string, mode: 'upsert' | 'append' | 'replace' = 'upsert'): Promise<string> {
    const path = join(this.folder, `upload-${Math.random()}.csv`);
    writeFileSync(path, text);
    return (await this.hub.submitImport({ path, fileName: 'test.csv', entity, options: { mode } })).id;
  }

  /** The state of an import as soon as `is` says so. */
  async until(id: string, is: (status: string, rowsRead: number) => boolean): Promise<string> {
    return new Promise((resolve) => {
      const look = () => {
        const record = this.hub.getImport(id);
        if (!record || !is(record.status, record.rowsRead)) return;
        stop();
        resolve(record.status);
      };
      const stop = this.hub.on('import', look);
      look();
    });
  }

  ended(id: string): Promise<string> {
    return this.until(id, (status) => status !== 'queued' && status !== 'running');
  }

  async import(text: string, entity: string, mode?: 'upsert' | 'append' | 'replace'): Promise<string> {
    return this.ended(await this.submit(text, entity, mode));
  }

  async close(): Promise<void> {
    await this.replica.close();
    this.reader.close();
    await this.hub.close();
  }

  async remove(): Promise<void> {
    await this.close();
    rmSync(this.folder, { recursive: true, force: true });
  }
}

/** Deterministic figures from 0 to 1. */
function figures(seed: number): () => number {
  let state = seed;
  return () => {
    state = (state * 1_103_515_245 + 12_345) % 2_147_483_648;
    return state / 2_147_483_648;
  };
}

const pick = <T>(random: () => number, values: readonly T[]): T => values[Math.floor(random() * values.length)] as T;
const instant = (random: () => number) => new Date(Date.UTC(2023, 0, 1) + Math.floor(random() * 8e10)).toISOString();

/** Orders in no order of time, some keys twice, some without customer, with long and short texts in two scripts. */
export function ordersFile(rows: number, seed: number, inOrderOfTime = false): string {
  const random = figures(seed);
  const lines = ['order_id,ordered_at,customer_id,customer_name,status,currency,amount,channel,country,city,note'];
  for (let n = 0; n < rows; n += 1) {
    const key = random() < 0.02 ? Math.floor(random() * n) : n;
    const customer = random() < 0.1 ? '' : `C${Math.floor(random() ** 2 * rows * 0.2)}`;
    const name =
      customer === '' || random() < 0.6 ? '' : `${pick(random, ['王小明', 'A customer with a long name'])} ${customer}`;
    const at = inOrderOfTime ? new Date(Date.UTC(2024, 0, 1) + n * 60_000).toISOString() : instant(random);
    const figure = (random() * 300 - 10).toFixed(2);
    lines.push(
      [
        ...[`O${seed}-${key}`, at, customer, name, pick(random, ['paid', 'paid', 'paid', 'cancelled', 'open'])],
        ...[pick(random, ['GBP', 'GBP', 'GBP', 'USD']), figure, pick(random, ['web', '', 'shop in the old town'])],
        ...[
          pick(random, ['中国', 'United Kingdom', '']),
          pick(random, ['London', '上海市浦东新区']),
          pick(random, ['', 'x']),
        ],
      ].join(','),
    );
  }
  return `${lines.join('\n')}\n`;
}

/** Lines of orders, most of them together, some scattered, so that orders are written again after they were told. */
export function linesFile(rows: number, seed: number): string {
  const random = figures(seed);
  const lines = ['order_id,ordered_at,customer_id,product_id,product_name,quantity,unit_price,currency,country'];
  for (let n = 0; n < rows; n += 1) {
    const order = random() < 0.1 ? Math.floor((random() * n) / 4) : Math.floor(n / 4);
    const product = Math.floor(random() ** 3 * 200);
    const at = new Date(Date.UTC(2024, 2, 1) + ((order * 7919) % 5000) * 3_600_000).toISOString();
    const customer = order % 11 === 0 ? '' : `C${(order * 31) % 500}`;
    const name = random() < 0.3 ? '' : `Product number ${product}`;
    const country = pick(random, ['France', '', '中国']);
    lines.push(
      [
        `L${seed}-${order}`,
        at,
        customer,
        `P${product}`,
        name,
        1 + (n % 5),
        (random() * 90).toFixed(2),
        'GBP',
        country,
      ].join(','),
    );
  }
  return `${lines.join('\n')}\n`;
}

/** Events, some of which come twice. */
export function eventsFile(rows: number, seed: number): string {
  const random = figures(seed);
  const lines = ['event,occurred_at,customer_id,session_id,page,duration'];
  for (let n = 0; n < rows; n += 1) {
    const page = `/pages/${Math.floor(random() * 40)}/${pick(random, ['', '详情', 'a-long-path-to-somewhere'])}`;
    const line = `${pick(random, ['view', 'click', 'purchase completed'])},${instant(random)},C${Math.floor(random() * 600)},S${Math.floor(n / 7)},${page},${n % 90}`;
    lines.push(line);
    if (random() < 0.03) lines.push(line);
  }
  return `${lines.join('\n')}\n`;
}
