import { join } from 'node:path';
import { defineConfig } from 'vitest/config';

/**
 * Three suites by what a test costs: `unit` is pure and quick, `integration` uses real engines in temporary folders,
 * `e2e` drives a browser. Few workers: the engines bring threads of their own.
 */
const ignored = ['**/node_modules/**', 'out/**', 'dist/**'];

export default defineConfig({
  resolve: {
    alias: [{ find: /^fast-check$/, replacement: join(import.meta.dirname, 'tooling/steady-properties.ts') }],
  },
  test: {
    projects: [
      {
        extends: true,
        test: {
          name: 'unit',
          include: ['**/*.test.{ts,tsx}'],
          exclude: [...ignored, '**/*.integration.test.{ts,tsx}', '**/*.exploit.test.{ts,tsx}'],
          pool: 'forks',
          testTimeout: 20_000,
        },
      },
      {
        extends: true,
        test: {
          name: 'integration',
          include: ['**/*.integration.test.{ts,tsx}', '**/*.exploit.test.{ts,tsx}'],
          exclude: ignored,
          pool: 'forks',
          testTimeout: 180_000,
          hookTimeout: 240_000,
          expect: { poll: { timeout: 60_000, interval: 100 } },
        },
      },
      {
        extends: true,
        test: {
          name: 'e2e',
          // A browser on a busy machine: once more at once, then as tooling/second-try.mjs says.
          retry: 1,
          include: ['e2e/specs/**/*.e2e.ts'],
          globalSetup: 'e2e/support/sample-host.ts',
          exclude: ignored,
          pool: 'forks',
          fileParallelism: false,
          testTimeout: 180_000,
          hookTimeout: 240_000,
          expect: { poll: { timeout: 60_000, interval: 100 } },
        },
      },
    ],
    maxWorkers: 2,
  },
});
