/** Says how large the installers are; fails when one is larger than its budget. */
import { globSync, statSync } from 'node:fs';
import { join } from 'node:path';

const budgetMegabytes = 180;
const installers = join(import.meta.dirname, '../../dist/desktop/installers');
const files = globSync('*.{AppImage,deb,rpm,exe,dmg,zip}', { cwd: installers }).sort();
const sizes = files.map((file) => ({ file, megabytes: statSync(join(installers, file)).size / 1e6 }));
for (const { file, megabytes } of sizes) console.log(`${megabytes.toFixed(1).padStart(7)} MB  ${file}`);
const large = sizes.filter(({ megabytes }) => megabytes > budgetMegabytes);
if (files.length === 0) console.error('No installers: run `npm run dist:desktop` first.');
if (large.length > 0) console.error(`Above ${budgetMegabytes} MB: ${large.map(({ file }) => file).join(', ')}`);
process.exitCode = files.length === 0 || large.length > 0 ? 1 : 0;
