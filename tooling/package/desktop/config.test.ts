import { createRequire } from 'node:module';
import { expect, it } from 'vitest';

const load = createRequire(import.meta.url);
const { validateConfiguration } = load('app-builder-lib/out/util/config/config') as {
  validateConfiguration(config: object, log: { isEnabled: boolean; add(): void }): Promise<void>;
};
const { default: config } = load('./electron-builder.config.mjs') as {
  default: { publish: unknown; electronFuses: Record<string, boolean> };
};
const log = { isEnabled: false, add() {} };

it('electron-builder takes the configuration, and would not take a wrong one', async () => {
  await expect(validateConfiguration(config, log)).resolves.toBeUndefined();
  await expect(validateConfiguration({ ...config, asarUnpacked: [] }, log)).rejects.toThrow(/asarUnpacked/);
});

it('the application updates from nowhere by itself, and cannot be turned into a Node.js', () => {
  expect(config.publish).toBeNull();
  expect(config.electronFuses).toMatchObject({
    ...{ runAsNode: false, enableNodeOptionsEnvironmentVariable: false, enableNodeCliInspectArguments: false },
    ...{ onlyLoadAppFromAsar: true, enableEmbeddedAsarIntegrityValidation: true },
  });
});
