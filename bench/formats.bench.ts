import { createWriteStream, rmSync } from 'node:fs';
import { mkdtemp, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as after } from 'node:timers/promises';
import { strToU8, Zip, ZipDeflate } from 'fflate';
import { parquetWriteBuffer } from 'hyparquet-writer';
import { z } from 'zod';
import { fileKinds, writeCsv } from './csv-file.ts';
import { HostProcess } from './host-process.ts';
import { randomFrom } from './random.ts';
import { type Figure, megabytes, ratio, report, seconds } from './report.ts';

const rows = 1_000_000;
const importOutput = z.object({ status: z.string(), rowsAccepted: z.number(), error: z.unknown() });
const loadOutput = z.object({ results: z.array(z.object({ data: z.array(z.record(z.string(), z.unknown())) })) });
const orders = fileKinds[0] as (typeof fileKinds)[number];

interface Run {
  ms: number;
  grownBytes: number;
}

/** The same million orders as CSV, Parquet and XLSX, each on a host of its own, until Cube counts them. */
export async function benchFormats(folder: string): Promise<void> {
  const place = await mkdtemp(join(folder, 'formats-'));
  try {
    const csv = join(place, 'orders.csv');
    await writeCsv(csv, orders, rows);
    const parquet = join(place, 'orders.parquet');
    await writeParquet(parquet);
    const xlsx = join(place, 'orders.xlsx');
    await writeXlsx(xlsx);
    const runs: Record<string, Run> = {};
    for (const path of [csv, parquet, xlsx]) runs[path] = await timed(place, path);
    const base = runs[csv] as Run;
    const figure = (name: string, path: string, bar: string, limit: number | null): Figure[] => {
      const { ms, grownBytes } = runs[path] as Run;
      return [
        {
          what: `${name}, to queryable`,
          value: seconds(ms),
          reference: `CSV ${seconds(base.ms)}: ${ratio(ms, base.ms)}`,
          bar,
          isMet: limit === null ? null : ms <= limit * base.ms,
        },
        {
          what: `${name}, memory over idle`,
          value: megabytes(grownBytes),
          reference: `CSV ${megabytes(base.grownBytes)}`,
          bar: '< 400 MB',
          isMet: grownBytes < 400 * 1024 ** 2,
        },
      ];
    };
    report({
      name: 'formats',
      title: 'Import of 1 M orders as Parquet and XLSX',
      method:
        'The same rows as in the import of CSV, uploaded to a host of their own each; the clock stops when a Cube query counts them. Parquet: snappy, row groups of 100,000. XLSX: shared texts, ten columns.',
      figures: [...figure('Parquet', parquet, '≤ CSV', 1), ...figure('XLSX', xlsx, '', null)],
    });
  } finally {
    rmSync(place, { recursive: true, force: true });
  }
}

async function timed(place: string, path: string): Promise<Run> {
  const host = await HostProcess.start(join(place, 'data'));
  try {
    await count(host);
    await after(2000);
    const idle = host.memory().rssBytes;
    host.forgetPeak();
    const started = performance.now();
    const id = await host.import(path, 'orders');
    for (;;) {
      const state = importOutput.parse(await host.json(`/api/v1/imports/${id}`));
      if (state.status === 'failed') throw new Error(JSON.stringify(state.error));
      if (state.status === 'succeeded') break;
      await after(20);
    }
    const counted = await count(host);
    if (counted !== rows) throw new Error(`${path}: ${counted} of ${rows} orders are counted`);
    return { ms: performance.now() - started, grownBytes: host.memory().peakBytes - idle };
  } finally {
    await host.stop();
    rmSync(join(place, 'data'), { recursive: true, force: true });
  }
}

async function count(host: HostProcess): Promise<number> {
  const answer = await host.json('/cubejs-api/v1/load', {
    queryType: 'multi',
    query: { measures: [orders.countMember] },
  });
  return Number(loadOutput.parse(answer).results[0]?.data[0]?.[orders.countMember]);
}

function* cells(): Generator<string[]> {
  const random = randomFrom(7);
  for (let n = 0; n < rows; n += 1) yield orders.row(n, random).split(',');
}

async function writeParquet(path: string): Promise<void> {
  const names = orders.header.split(',');
  const columns: unknown[][] = names.map(() => []);
  for (const row of cells())
    row.forEach((cell, index) => void columns[index]?.push(index === 5 || index === 6 ? Number(cell) : cell));
  const columnData = names.map((name, index) => ({
    name,
    data: columns[index] as string[],
    type: index === 5 || index === 6 ? ('DOUBLE' as const) : ('STRING' as const),
  }));
  await writeFile(path, new Uint8Array(parquetWriteBuffer({ columnData, rowGroupSize: 100_000 })));
}

/** Written by hand, because writing libraries take minutes for a million rows. */
async function writeXlsx(path: string): Promise<void> {
  const out = createWriteStream(path);
  const zip = new Zip((_, data) => void out.write(data));
  const part = (name: string) => {
    const entry = new ZipDeflate(name, { level: 1 });
    zip.add(entry);
    return (text: string, isLast = false) => entry.push(strToU8(text), isLast);
  };
  part('[Content_Types].xml')('<Types/>', true);
  part('xl/_rels/workbook.xml.rels')(
    '<Relationships><Relationship Id="r1" Type="http://x/worksheet" Target="worksheets/sheet1.xml"/><Relationship Id="r2" Type="http://x/sharedStrings" Target="sharedStrings.xml"/></Relationships>',
    true,
  );
  part('xl/workbook.xml')(
    '<workbook xmlns:r="r"><sheets><sheet name="Orders" sheetId="1" r:id="r1"/></sheets></workbook>',
    true,
  );
  const texts = new Map<string, number>();
  const numberOf = (text: string) => {
    let number = texts.get(text);
    if (number === undefined) {
      number = texts.size;
      texts.set(text, number);
    }
    return number;
  };
  const cell = (text: string, index: number) =>
    index === 5 || index === 6 ? `<c><v>${text}</v></c>` : `<c t="s"><v>${numberOf(text)}</v></c>`;
  const sheet = part('xl/worksheets/sheet1.xml');
  let xml = `<worksheet><sheetData><row>${orders.header
    .split(',')
    .map((name) => `<c t="s"><v>${numberOf(name)}</v></c>`)
    .join('')}</row>`;
  for (const row of cells()) {
    xml += `<row>${row.map(cell).join('')}</row>`;
    if (xml.length < 1 << 20) continue;
    sheet(xml);
    xml = '';
  }
  sheet(`${xml}</sheetData></worksheet>`, true);
  const strings = part('xl/sharedStrings.xml');
  strings('<sst>');
  let list = '';
  for (const text of texts.keys()) {
    list += `<si><t>${text}</t></si>`;
    if (list.length < 1 << 20) continue;
    strings(list);
    list = '';
  }
  strings(`${list}</sst>`, true);
  zip.end();
  await new Promise<void>((resolve) => out.end(resolve));
}
