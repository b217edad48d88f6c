/**
 * Everything that must hold, in the order of what fails soonest: types, lint, layers, unit, integration, e2e.
 * All of them run even if one fails; the last lines name what failed, the very last is the sum, and the exit code is 1
 * if anything failed.
 */
import { spawnSync } from 'node:child_process';
import { join } from 'node:path';
import { runBrowserSpecs } from './e2e.mjs';
import { runSuite } from './second-try.mjs';

const root = join(import.meta.dirname, '..');
const total = { passed: 0, failed: 0, skipped: 0, faults: [], unsteady: [] };

function timed(title, run) {
  console.log(`\n── ${title}`);
  const started = performance.now();
  const result = run();
  const seconds = ((performance.now() - started) / 1000).toFixed(1);
  console.log(`── ${title}: ${result.failed === 0 ? 'ok' : 'FAILED'} in ${seconds} s`);
  total.passed += result.passed;
  total.failed += result.failed;
  total.skipped += result.skipped;
  total.faults.push(...result.faults);
  total.unsteady.push(...result.unsteady);
}

/** A check without tests of its own counts as one. */
function check(title, args) {
  timed(title, () => {
    const { status } = spawnSync(process.execPath, args, { cwd: root, stdio: 'inherit' });
    const failed = status === 0 ? 0 : 1;
    return { passed: 1 - failed, failed, skipped: 0, faults: failed ? [title] : [], unsteady: [] };
  });
}

const bin = (name) => join('node_modules', name);
check('types', [bin('typescript/bin/tsc'), '-b']);
check('lint', [bin('@biomejs/biome/bin/biome'), 'check', '--error-on-warnings', '.']);
check('layers', [
  bin('dependency-cruiser/bin/dependency-cruiser.mjs'),
  ...['--config', '.dependency-cruiser.cjs'],
  ...['main', 'contract', 'schema', 'renderer', 'e2e', 'bench', 'fixtures', 'samples'],
]);
timed('unit', () => runSuite('unit', [], 0));
timed('integration', () => runSuite('integration', [], 2));
timed('e2e', () => runBrowserSpecs([]));

console.log('');
for (const fault of total.faults) console.log(`failed: ${fault}`);
for (const fault of total.unsteady) console.log(`only at the second try: ${fault}`);
const sums = [`${total.passed} passed`, `${total.failed} failed`];
if (total.skipped > 0) sums.push(`${total.skipped} skipped`);
if (total.unsteady.length > 0) sums.push(`${total.unsteady.length} only at the second try`);
console.log(sums.join(', '));
process.exitCode = total.failed > 0 ? 1 : 0;
