import { existsSync, readFileSync, writeFileSync } from 'node:fs';
import { arch, availableParallelism, cpus, loadavg, platform, release, totalmem } from 'node:os';
import { join } from 'node:path';

/** One measured line: what, the figure, what it is compared with, the bar. */
export interface Figure {
  what: string;
  value: string;
  reference: string;
  bar: string;
  /** null where there is no bar. */
  isMet: boolean | null;
}

export interface Section {
  name: string;
  title: string;
  /** How it was measured, in a sentence or two. */
  method: string;
  figures: Figure[];
}

const path = join(import.meta.dirname, '../docs/performance.md');
const head = `# Performance

Measured by \`npm run bench [name…]\`; every run replaces its own section. Ratios are taken within one run on the machine
named in the section, so they hold on another one; absolute times do not. Bars are those of the design.
`;

/** Prints a section and puts it into docs/performance.md in place of the one of the same name. */
export function report(section: Section): void {
  const body = [
    `## ${section.title}`,
    '',
    `${section.method}`,
    '',
    `${machine()}, ${new Date().toISOString().slice(0, 10)}; load average ${load()} at the end of the run.`,
    '',
    '| what | measured | reference in the same run | bar | met |',
    '|---|---|---|---|---|',
    ...section.figures.map((f) => `| ${f.what} | ${f.value} | ${f.reference} | ${f.bar} | ${metWord(f.isMet)} |`),
  ].join('\n');
  console.log(`\n${body}\n`);
  const [from, to] = [`<!-- ${section.name} -->`, `<!-- end of ${section.name} -->`];
  const block = `${from}\n${body}\n${to}`;
  const text = existsSync(path) ? readFileSync(path, 'utf8') : head;
  const start = text.indexOf(from);
  const end = text.indexOf(to);
  const next =
    start >= 0 && end > start ? text.slice(0, start) + block + text.slice(end + to.length) : `${text}\n${block}\n`;
  writeFileSync(path, next);
}

function metWord(isMet: boolean | null): string {
  if (isMet === null) return '';
  return isMet ? 'yes' : '**no**';
}

function machine(): string {
  const model = cpus()[0]?.model.trim() ?? 'unknown processor';
  const memory = Math.round(totalmem() / 1024 ** 3);
  return `${platform()} ${release()} ${arch()}, ${availableParallelism()} cores (${model}), ${memory} GB, Node ${process.versions.node}`;
}

/** Busy or waiting threads in the last minute: above the number of cores, other programs took part of the machine. */
const load = (): string => (loadavg()[0] ?? 0).toFixed(1);

/** Value below which the share of the samples lies. */
export function quantile(samples: readonly number[], share: number): number {
  const sorted = [...samples].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.ceil(share * sorted.length) - 1)] ?? Number.NaN;
}

export const median = (samples: readonly number[]): number => quantile(samples, 0.5);
export const milliseconds = (ms: number): string => (ms < 10 ? `${ms.toFixed(1)} ms` : `${Math.round(ms)} ms`);
export const seconds = (ms: number): string => `${(ms / 1000).toFixed(2)} s`;
export const ratio = (a: number, b: number): string => `${(a / b).toFixed(2)} ×`;
export const megabytes = (bytes: number): string => `${Math.round(bytes / 1024 ** 2)} MB`;
