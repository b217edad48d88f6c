/** Counts what went wrong outside of any test; vitest's own JSON report does not tell it. See second-try.mjs. */
import { writeFileSync } from 'node:fs';

export default class UnhandledReporter {
  onTestRunEnd(_modules, errors) {
    writeFileSync(process.env.LUOPAN_UNHANDLED, JSON.stringify(errors.map(({ message }) => String(message))));
  }
}
