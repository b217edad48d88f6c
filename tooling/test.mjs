/**
 * Everything that must hold, in the order of what fails soonest: types, lint, layers, unit, integration, e2e.
 * All of them run even if one fails; the last line is the sum, and the exit code is 1 if anything failed.
 */
import { spawnSync } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

const root = join(import.meta.dirname, '..');
const reports = mkdtempSync(join(tmpdir(), 'luopan-test-'));
const total = { passed: 0, failed: 0, skipped: 0 };

/** Runs a file of Node's and passes its output through; true when it succeeded. */
function run(title, args) {
  console.log(`\n── ${title}`);
  const started = performance.now();
  const { status, error } = spawnSync(process.execPath, args, { cwd: root, stdio: 'inherit' });
  if (error) console.error(error.message);
  console.log(
    `── ${title}: ${status === 0 ? 'ok' : 'FAILED'} in ${((performance.now() - started) / 1000).toFixed(1)} s`,
  );
  return status === 0;
}

/** A check without tests of its own counts as one. */
function check(title, args) {
  total[run(title, args) ? 'passed' : 'failed'] += 1;
}

/** Adds up a suite; a file that could not be loaded, or a run without a report, is a failure too. */
function suite(title, args) {
  const report = join(reports, `${title}.json`);
  const isOk = run(title, [...args, '--reporter=default', '--reporter=json', `--outputFile.json=${report}`]);
  if (!existsSync(report)) {
    total.failed += 1;
    return;
  }
  const result = JSON.parse(readFileSync(report, 'utf8'));
  const unloaded = result.testResults.filter(
    (file) => file.status === 'failed' && file.assertionResults.every((test) => test.status !== 'failed'),
  ).length;
  const failed = result.numFailedTests + unloaded;
  total.passed += result.numPassedTests;
  total.failed += failed === 0 && !isOk ? 1 : failed;
  total.skipped += result.numPendingTests + result.numTodoTests;
}

const bin = (name) => join('node_modules', name);
check('types', [bin('typescript/bin/tsc'), '-b']);
check('lint', [bin('@biomejs/biome/bin/biome'), 'check', '--error-on-warnings', '.']);
check('layers', [
  bin('dependency-cruiser/bin/dependency-cruiser.mjs'),
  ...['--config', '.dependency-cruiser.cjs'],
  ...['main', 'contract', 'schema', 'renderer', 'e2e', 'bench', 'fixtures', 'samples'],
]);
suite('unit', [bin('vitest/vitest.mjs'), 'run', '--project', 'unit']);
suite('integration', [bin('vitest/vitest.mjs'), 'run', '--project', 'integration']);
suite('e2e', ['tooling/e2e.mjs']);

rmSync(reports, { recursive: true });
console.log(`\n${total.passed} passed, ${total.failed} failed${total.skipped > 0 ? `, ${total.skipped} skipped` : ''}`);
process.exitCode = total.failed > 0 ? 1 : 0;
