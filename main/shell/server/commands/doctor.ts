import { existsSync } from 'node:fs';
import { access, constants, mkdir, statfs } from 'node:fs/promises';
import { join, resolve } from 'node:path';
import { statusOutput } from '../../../../contract/workspace.ts';
import { defaultDataFolder } from '../../../ports/places.ts';
import { programDir } from '../program.ts';
import { type CommandCall, print } from './command.ts';
import { findRunning } from './connection.ts';

interface Finding {
  name: string;
  isOk: boolean;
  detail: string;
}

const leastFreeBytes = 1_000_000_000;

/** `doctor`: is everything as it has to be? Exit code 1 when something is not. */
export async function doctorCommand(call: CommandCall): Promise<number> {
  const dataDir = resolve(call.data ?? defaultDataFolder());
  const findings = [node(), renderer(), await folder(dataDir), await space(dataDir), await running(dataDir)];
  findings.push(...(await inside(call)));
  const isWell = findings.every((finding) => finding.isOk);
  if (call.isJson) print(JSON.stringify({ ok: isWell, findings }));
  else for (const { name, isOk, detail } of findings) print(`${isOk ? '✓' : '✗'} ${name}: ${detail}`);
  return isWell ? 0 : 1;
}

function node(): Finding {
  const isOk = Number(process.versions.node.split('.')[0]) >= 24;
  return { name: 'node', isOk, detail: process.version };
}

function renderer(): Finding {
  const isOk = existsSync(join(programDir, 'out/renderer/index.html')) || existsSync(join(programDir, 'renderer'));
  return { name: 'interface', isOk, detail: join(programDir, 'out/renderer') };
}

async function folder(dataDir: string): Promise<Finding> {
  try {
    await mkdir(dataDir, { recursive: true, mode: 0o700 });
    await access(dataDir, constants.R_OK | constants.W_OK);
    return { name: 'data folder', isOk: true, detail: dataDir };
  } catch (error) {
    return { name: 'data folder', isOk: false, detail: error instanceof Error ? error.message : dataDir };
  }
}

async function space(dataDir: string): Promise<Finding> {
  const { bavail, bsize } = await statfs(dataDir).catch(() => ({ bavail: 0, bsize: 0 }));
  const freeBytes = bavail * bsize;
  return { name: 'free space', isOk: freeBytes > leastFreeBytes, detail: `${Math.round(freeBytes / 1_000_000)} MB` };
}

async function running(dataDir: string): Promise<Finding> {
  const host = await findRunning(dataDir);
  return { name: 'host', isOk: true, detail: host === null ? 'not running' : host.origin };
}

/** Opens the data and looks whether it is whole. */
async function inside(call: CommandCall): Promise<Finding[]> {
  try {
    const connection = await call.connect();
    const { replica, counts } = await connection.call('GET', '/api/v1/status', statusOutput);
    const rows = Object.values(counts).reduce((sum, count) => sum + count, 0);
    return [
      { name: 'store', isOk: true, detail: `${rows} rows` },
      { name: 'replica', isOk: replica.state !== 'failed', detail: replica.state },
    ];
  } catch (error) {
    return [{ name: 'store', isOk: false, detail: error instanceof Error ? error.message : String(error) }];
  }
}
