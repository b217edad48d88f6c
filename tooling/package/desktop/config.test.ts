import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import { expect, it } from 'vitest';

const load = createRequire(import.meta.url);
const { validateConfiguration } = load('app-builder-lib/out/util/config/config') as {
  validateConfiguration(config: object, log: { isEnabled: boolean; add(): void }): Promise<void>;
};
const { default: config } = load('./electron-builder.config.mjs') as {
  default: {
    publish: unknown;
    electronVersion: string;
    asar: boolean;
    asarUnpack: string[];
    electronFuses: Record<string, boolean>;
    protocols: { schemes: string[] }[];
    fileAssociations: { ext: string }[];
    extraResources: { to: string }[];
    linux: { target: string[] };
    win: { target: string[] };
    nsis: object;
    mac: { target: { target: string; arch: string[] }[] };
  };
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

it('makes every kind of installer, for the user alone on Windows, for both processors on macOS', () => {
  expect(config.linux.target).toEqual(['AppImage', 'deb', 'rpm']);
  expect(config.win.target).toEqual(['nsis', 'portable']);
  expect(config.nsis).toMatchObject({ perMachine: false, allowElevation: false });
  expect(config.mac.target).toEqual(['dmg', 'zip'].map((target) => ({ target, arch: ['x64', 'arm64'] })));
});

it('carries native add-ons as files, the licences, the bill of materials, an icon large enough for every system', () => {
  expect(config.asar).toBe(true);
  expect(config.asarUnpack).toContain('**/*.node');
  expect(config.extraResources.map(({ to }) => to)).toEqual(
    expect.arrayContaining(['LICENSE', 'THIRD-PARTY-LICENCES.txt', 'sbom.cdx.json']),
  );
  const icon = readFileSync(join(import.meta.dirname, 'icon.png'));
  // Width and height of a PNG, as its header has them.
  expect([icon.readUInt32BE(16), icon.readUInt32BE(20)]).toEqual([1024, 1024]);
});

it('opens links and the files the import takes, and is built on the Electron that is pinned', () => {
  expect(config.protocols.flatMap(({ schemes }) => schemes)).toEqual(['luopan']);
  expect(config.fileAssociations.map(({ ext }) => ext)).toEqual(
    expect.arrayContaining(['csv', 'tsv', 'xlsx', 'xls', 'parquet', 'ndjson', 'jsonl']),
  );
  const { devDependencies } = load('../../../package.json') as { devDependencies: Record<string, string> };
  expect(config.electronVersion).toBe(devDependencies.electron);
});
