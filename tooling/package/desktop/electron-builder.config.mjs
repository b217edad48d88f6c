/** What electron-builder makes of the staged program, see `tooling/dist-desktop.mjs`. */
import { importedEndings } from '../../../main/shell/electron/opened-file.ts';

/** An unpacked Electron, for machines that cannot fetch one. */
const electronDist = process.env.LUOPAN_ELECTRON_DIST;

/** @type {import('electron-builder').Configuration} */
export default {
  appId: 'com.luopan.desktop',
  productName: 'Luopan',
  copyright: 'Copyright 2026 the Luopan authors',
  directories: {
    app: 'dist/desktop/app',
    output: 'dist/desktop/installers',
    buildResources: 'tooling/package/desktop',
  },
  ...(electronDist ? { electronDist } : {}),
  electronVersion: '45.4.1',
  // The staged folder holds exactly what ships; nothing is rebuilt or looked up.
  files: ['**/*', { from: 'node_modules', to: 'node_modules', filter: ['**/*'] }],
  npmRebuild: false,
  nodeGypRebuild: false,
  asar: true,
  // Native add-ons and what worker threads load are files of their own.
  asarUnpack: ['**/*.node', '**/*.so*', '**/*.dylib', '**/*.dll', 'out/main/**', 'cube/**', 'samples/**'],
  icon: 'icon.png',
  // Updates come only from where an administrator points to: there is no default place.
  publish: null,
  protocols: [{ name: 'Luopan', schemes: ['luopan'] }],
  fileAssociations: importedEndings
    .filter((ext) => !['txt', 'gz', 'zip', 'json'].includes(ext))
    .map((ext) => ({ ext, name: `${ext.toUpperCase()} data`, role: 'Viewer', rank: 'Alternate' })),
  extraResources: [
    { from: 'LICENSE', to: 'LICENSE' },
    { from: 'NOTICE', to: 'NOTICE' },
    { from: 'dist/desktop/THIRD-PARTY-LICENCES.txt', to: 'THIRD-PARTY-LICENCES.txt' },
    { from: 'dist/desktop/sbom.cdx.json', to: 'sbom.cdx.json' },
  ],
  electronFuses: {
    runAsNode: false,
    enableCookieEncryption: true,
    enableNodeOptionsEnvironmentVariable: false,
    enableNodeCliInspectArguments: false,
    enableEmbeddedAsarIntegrityValidation: true,
    onlyLoadAppFromAsar: true,
    grantFileProtocolExtraPrivileges: false,
  },
  linux: {
    target: ['AppImage', 'deb', 'rpm'],
    category: 'Office',
    maintainer: 'Luopan <luopan@localhost>',
    synopsis: 'Dashboards and customer analytics',
    executableName: 'luopan',
  },
  win: { target: ['nsis', 'portable'] },
  nsis: { oneClick: false, perMachine: false, allowElevation: false, allowToChangeInstallationDirectory: true },
  mac: {
    category: 'public.app-category.business',
    target: [
      { target: 'dmg', arch: ['x64', 'arm64'] },
      { target: 'zip', arch: ['x64', 'arm64'] },
    ],
    hardenedRuntime: true,
  },
};
