/**
 * A suite of vitest whose failing files get one more run by themselves, with nothing else running, and only that
 * counts. A defect fails both times; a test that a busy machine upset fails once, and is named as unsteady with what it
 * said, so that it is looked into rather than lost in a long output. The same goes for a file whose process a signal ended:
 * Node may crash when several threads compile WebAssembly at once. Any other error outside of a test gets no second chance.
 */
import { spawnSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { stripVTControlCharacters } from 'node:util';

const root = join(import.meta.dirname, '..');

/** @returns the exit code, the report, null where vitest did not come to write one, and errors outside of any test */
function run(project, folder, parameters) {
  const [file, unhandled] = [join(folder, 'report.json'), join(folder, 'unhandled.json')];
  const vitest = ['node_modules/vitest/vitest.mjs', 'run', '--project', project, '--reporter=default'];
  const reporters = ['--reporter=json', `--outputFile.json=${file}`, '--reporter=./tooling/unhandled-reporter.mjs'];
  const { status } = spawnSync(process.execPath, [...vitest, ...reporters, ...parameters], {
    cwd: root,
    stdio: 'inherit',
    env: { ...process.env, LUOPAN_UNHANDLED: unhandled },
  });
  const read = (path) => {
    try {
      return JSON.parse(readFileSync(path, 'utf8'));
    } catch {
      return null;
    }
  };
  const report = read(file);
  return {
    status: status ?? 1,
    report,
    unhandled: (read(unhandled) ?? []).filter((error) => !noteDeath(report, error)),
  };
}

/** Notes in the report that the file's process died. Result: whether the error tells that. */
function noteDeath(report, { died }) {
  const file = died && report?.testResults.find(({ name }) => name === died.file);
  if (file) Object.assign(file, { status: 'failed', message: `the process died (${died.signal})` });
  return Boolean(file);
}

const failedFiles = (report) => (report?.testResults ?? []).filter((file) => file.status === 'failed');

/** One line for each failed test, or for a file that could not be loaded: where, what, and how it failed. */
function faults(report) {
  return failedFiles(report).flatMap((file) => {
    const tests = file.assertionResults.filter((test) => test.status === 'failed');
    const where = relative(root, file.name);
    if (tests.length === 0) return [`${where}: ${firstLines(file.message)}`];
    return tests.map((test) => `${where} > ${test.fullName}: ${firstLines(test.failureMessages?.join('\n'))}`);
  });
}

const firstLines = (message) =>
  stripVTControlCharacters(message ?? '')
    .split('\n')
    .slice(0, 3)
    .join(' | ');

function counted(results) {
  const tests = results.flatMap((file) => file.assertionResults);
  const count = (...states) => tests.filter((test) => states.includes(test.status)).length;
  const unloaded = results.filter(
    (file) => file.status === 'failed' && file.assertionResults.every((test) => test.status !== 'failed'),
  ).length;
  return { passed: count('passed'), failed: count('failed') + unloaded, skipped: count('pending', 'skipped', 'todo') };
}

/**
 * Runs a project of vitest.
 * @param project its name in vitest.config.ts
 * @param parameters further arguments for vitest, e.g. parts of file names
 * @param secondChances how many failing files get another run; more than that are no accident
 * @returns the sums after the second run, what failed in the end, and what failed only at first
 */
export function runSuite(project, parameters, secondChances) {
  const own = mkdtempSync(join(tmpdir(), 'luopan-suite-'));
  try {
    const first = run(project, own, parameters);
    if (!first.report) return { passed: 0, failed: 1, skipped: 0, faults: [`${project}: no report`], unsteady: [] };
    const again = failedFiles(first.report).map((file) => relative(root, file.name));
    const hasChance = first.unhandled.length === 0 && again.length > 0 && again.length <= secondChances;
    return hasChance ? runAgain(project, own, first, again) : summed(project, first, []);
  } finally {
    rmSync(own, { recursive: true, force: true });
  }
}

function runAgain(project, own, first, files) {
  const before = faults(first.report);
  console.log(`\nfailed, and run once more by themselves: ${files.join(', ')}`);
  for (const fault of before) console.log(`  ${fault}`);
  const second = run(project, own, files);
  const renewed = new Map((second.report?.testResults ?? []).map((file) => [file.name, file]));
  const testResults = first.report.testResults.map((file) => renewed.get(file.name) ?? file);
  const still = new Set(faults({ testResults }).map(nameOf));
  const unsteady = before.filter((fault) => !still.has(nameOf(fault)));
  return summed(project, { ...second, report: { testResults } }, unsteady);
}

function summed(project, { status, report, unhandled }, unsteady) {
  const sums = counted(report.testResults);
  const outside = unhandled.map(({ message }) => `${project}, outside of any test: ${firstLines(message)}`);
  if (status === 0 || sums.failed > 0) return { ...sums, faults: [...faults(report), ...outside], unsteady };
  return { ...sums, failed: 1, faults: outside.length > 0 ? outside : [`${project}: exit ${status}`], unsteady };
}

const nameOf = (fault) => fault.slice(0, fault.indexOf(': '));
