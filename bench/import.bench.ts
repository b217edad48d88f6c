import { execFileSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { mkdtemp } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as after } from 'node:timers/promises';
import { z } from 'zod';
import { type FileKind, fileKinds, writeCsv } from './csv-file.ts';
import { HostProcess } from './host-process.ts';
import { type Figure, megabytes, ratio, report, seconds } from './report.ts';

const rows = 1_000_000;
const importOutput = z.object({ status: z.string(), rowsAccepted: z.number(), error: z.unknown() });
const loadOutput = z.object({ results: z.array(z.object({ data: z.array(z.record(z.string(), z.unknown())) })) });

/** Time from the upload until Cube counts the rows, against the `sqlite3` shell's `.import` of the same file. */
export async function benchImport(folder: string): Promise<void> {
  if (!hasShell()) {
    console.error(
      'import: the sqlite3 shell is needed as the reference (Debian package sqlite3); nothing was measured',
    );
    process.exitCode = 1;
    return;
  }
  const figures: Figure[] = [];
  for (const kind of fileKinds) figures.push(...(await benchKind(folder, kind)));
  report({
    name: 'import',
    title: 'Import of a CSV file of 1 M rows',
    method:
      "Uploaded to a running host over HTTP by a client that streams the form; the clock stops when a Cube query counts the new rows. Memory is the host process's peak over what it had before. Reference: `sqlite3 .import --csv` of the same file, the better of two.",
    figures,
  });
}

async function benchKind(folder: string, kind: FileKind): Promise<Figure[]> {
  const place = await mkdtemp(join(folder, 'import-'));
  const path = join(place, 'file.csv');
  await writeCsv(path, kind, rows);
  const shellMs = Math.min(shellImport(place, path), shellImport(place, path));
  const host = await HostProcess.start(join(place, 'data'));
  try {
    await count(host, kind);
    await after(3000);
    const idle = host.memory().rssBytes;
    host.forgetPeak();
    const started = performance.now();
    const id = await host.import(path, kind.entity);
    await finished(host, id);
    const importedMs = performance.now() - started;
    const counted = await count(host, kind);
    const queryableMs = performance.now() - started;
    if (counted === 0) throw new Error(`${kind.name}: nothing can be queried`);
    const grown = host.memory().peakBytes - idle;
    return [
      {
        what: `${kind.name}, to queryable`,
        value: `${seconds(queryableMs)} (imported after ${seconds(importedMs)})`,
        reference: `.import ${seconds(shellMs)}: ${ratio(queryableMs, shellMs)}`,
        bar: '≤ 3 × .import',
        isMet: queryableMs <= 3 * shellMs,
      },
      {
        what: `${kind.name}, memory over idle`,
        value: megabytes(grown),
        reference: `idle ${megabytes(idle)}`,
        bar: '< 400 MB',
        isMet: grown < 400 * 1024 ** 2,
      },
    ];
  } finally {
    await host.stop();
    rmSync(place, { recursive: true, force: true });
  }
}

function hasShell(): boolean {
  try {
    execFileSync('sqlite3', ['--version']);
    return true;
  } catch {
    return false;
  }
}

function shellImport(place: string, path: string): number {
  const database = join(place, 'shell.sqlite');
  const started = performance.now();
  execFileSync('sqlite3', [database, `.import --csv ${path} t`]);
  const ms = performance.now() - started;
  rmSync(database);
  return ms;
}

async function finished(host: HostProcess, id: string): Promise<void> {
  for (;;) {
    const state = importOutput.parse(await host.json(`/api/v1/imports/${id}`));
    if (state.status === 'succeeded') return;
    if (state.status === 'failed') throw new Error(JSON.stringify(state.error));
    // Each question takes both sides some milliseconds of the processor time that the import needs.
    await after(50);
  }
}

async function count(host: HostProcess, kind: FileKind): Promise<number> {
  const answer = await host.json('/cubejs-api/v1/load', {
    queryType: 'multi',
    query: { measures: [kind.countMember] },
  });
  return Number(loadOutput.parse(answer).results[0]?.data[0]?.[kind.countMember]);
}
