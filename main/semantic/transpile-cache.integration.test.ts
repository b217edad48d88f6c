import { cp, mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { silentLogger } from '../ports/logger.ts';
import { openStore } from '../store/index.ts';
import { startSemantic } from './index.ts';
import { modelDir, startWorld, type World } from './store-world.fixture.ts';

let world: World;
let folder: string;
let transpiledPath: string;
let ownModel: string;

beforeAll(async () => {
  world = await startWorld((path) => openStore(path), {
    timezone: 'UTC',
    weekStart: 1,
    currency: 'CNY',
    exchangeRates: {},
  });
  folder = await mkdtemp(join(tmpdir(), 'luopan-transpiled-'));
  transpiledPath = join(folder, 'model-transpiled.json');
  ownModel = join(folder, 'model');
  await cp(modelDir, ownModel, { recursive: true });
});

afterAll(async () => {
  await world?.close();
  await rm(folder, { recursive: true, force: true });
});

/** Cube started anew, as with a start of the host: the description it gives for the count of orders. */
async function describedBy(model: string): Promise<string> {
  const semantic = await startSemantic({
    replica: world.replica,
    workspace: () => ({ timezone: 'UTC', weekStart: 1, currency: 'CNY', exchangeRates: {} }),
    modelDir: model,
    transpiledPath,
    logger: silentLogger,
  });
  try {
    const { cubes } = await semantic.meta('en');
    const orders = cubes.find(({ name }) => name === 'orders');
    const measures = (orders?.measures ?? []) as { name: string; description: string }[];
    return measures.find(({ name }) => name === 'orders.count')?.description ?? '';
  } finally {
    await semantic.close();
  }
}

it('keeps the translated model, reads it at the next start, and knows when it is not that of the files', async () => {
  const written = await describedBy(ownModel);
  expect(written.length).toBeGreaterThan(5);
  const kept = await readFile(transpiledPath, 'utf8');
  const { mtimeMs } = await stat(transpiledPath);

  // The same model again: nothing is translated, nothing written.
  expect(await describedBy(ownModel)).toBe(written);
  expect((await stat(transpiledPath)).mtimeMs).toBe(mtimeMs);

  // What stands in the file is what is used …
  await writeFile(transpiledPath, kept.replaceAll(JSON.stringify(written).slice(1, -1), 'READ FROM THE FILE'));
  expect(await describedBy(ownModel)).toBe('READ FROM THE FILE');

  // … a damaged file is not …
  await writeFile(transpiledPath, kept.slice(0, kept.length / 2));
  expect(await describedBy(ownModel)).toBe(written);

  // … and neither is that of a model that changed.
  const orders = join(ownModel, 'cubes/orders.yml');
  await writeFile(orders, (await readFile(orders, 'utf8')).replaceAll(written, 'Changed by hand'));
  expect(await describedBy(ownModel)).toBe('Changed by hand');
});
