import { type ChildProcess, spawn } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { openStore } from '../store/index.ts';
import { brokenRules, csv, knowledge, openTestHub } from './hub.fixture.ts';

const script = join(import.meta.dirname, 'import-until-killed.fixture.ts');
let folder: string;
let child: ChildProcess | null = null;

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'luopan-crash-'));
});
afterEach(async () => {
  child?.kill('SIGKILL');
  await rm(folder, { recursive: true, force: true });
});

/** Runs the process until it has said `word` `times` times, then kills it without warning. */
async function runUntil(word: string, times: number, args: string[]): Promise<void> {
  const running = spawn(process.execPath, [script, ...args], { stdio: ['ignore', 'pipe', 'inherit'] });
  child = running;
  let heard = 0;
  for await (const line of createInterface({ input: running.stdout })) {
    if (line === word) heard += 1;
    if (heard >= times || line === 'done') break;
  }
  running.kill('SIGKILL');
  if (running.exitCode === null && running.signalCode === null)
    await new Promise((resolve) => running.once('exit', resolve));
}

const itemsHeader = 'order_id,ordered_at,customer_id,sku,product_name,quantity,price';

/** Lines of overlapping orders; the second file changes some, drops some and brings new ones. */
function lines(from: number, to: number, price: number): string {
  const rows: string[] = [];
  for (let n = from; n < to; n += 1) {
    const order = (n * 7) % 4_000;
    rows.push(
      `O${order},2024-03-0${1 + (order % 9)},C${order % 500},P${n % 97},Thing ${n % 97},${(n % 5) + 1},${price}.25`,
    );
  }
  return csv(itemsHeader, ...rows);
}

describe('a killed process', () => {
  it('loses nothing acknowledged and counts nothing twice, wherever it is killed', { timeout: 400_000 }, async () => {
    const first = join(folder, 'first.csv');
    const second = join(folder, 'second.csv');
    await writeFile(first, lines(0, 24_000, 3));
    await writeFile(second, lines(12_000, 30_000, 4));
    const dataDir = join(folder, 'data');

    await runUntil('accepted', 2, [dataDir, `order_items=${first}`, `order_items=${second}`]);
    for (const steps of [3, 9, 1, 14, 25, 6, 19, 30, 12, 35]) {
      await runUntil('step', steps, [dataDir]);
      const reader = openStore(join(dataDir, 'luopan.sqlite'), { readOnly: true });
      const imports = reader.all<{ status: string }>('SELECT status FROM imports');
      expect(imports).toHaveLength(2);
      const published = reader.get<{ n: number }>('SELECT count(DISTINCT at) AS n FROM changes')?.n;
      expect(published).toBe(imports.filter(({ status }) => status === 'succeeded').length);
      reader.close();
    }
    await runUntil('done', 1, [dataDir]);

    const undisturbed = await openTestHub();
    const survivor = openStore(join(dataDir, 'luopan.sqlite'), { readOnly: true });
    try {
      for (const path of [first, second]) {
        const { id } = await undisturbed.hub.submitImport({
          path,
          keepOriginal: true,
          fileName: path,
          entity: 'order_items',
        });
        await undisturbed.ended(id);
      }
      const tallies =
        'SELECT status, rows_read, rows_accepted, rows_rejected, rows_unchanged FROM imports ORDER BY number';
      expect(survivor.all(tallies)).toEqual(undisturbed.reader.all(tallies));
      expect(knowledge(survivor)).toEqual(knowledge(undisturbed.reader));
      expect(brokenRules(survivor)).toEqual([]);
    } finally {
      survivor.close();
      await undisturbed.close();
    }
  });
});
