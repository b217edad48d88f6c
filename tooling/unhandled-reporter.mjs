/**
 * Counts what went wrong outside of any test; vitest's own JSON report does not tell it. `died`: the test file whose
 * process a signal ended, and which one. See second-try.mjs.
 */
import { writeFileSync } from 'node:fs';

export default class UnhandledReporter {
  onTestRunEnd(_modules, errors) {
    const told = errors.map(({ message, cause }) => ({ message: String(message), died: deathOf(cause?.message) }));
    writeFileSync(process.env.LUOPAN_UNHANDLED, JSON.stringify(told));
  }
}

/** @returns null for every other error */
function deathOf(message) {
  const [, signal, file] =
    /^Worker exited unexpectedly with signal (\w+).* while running test file (.+)$/.exec(message ?? '') ?? [];
  return file ? { file, signal } : null;
}
