import { contextBridge } from 'electron';
import type { Desktop } from '../../../contract/desktop.ts';

const platforms: readonly string[] = ['win32', 'darwin', 'linux'] satisfies Desktop['platform'][];
const platform = platforms.includes(process.platform) ? (process.platform as Desktop['platform']) : 'other';
const version = process.argv.find((argument) => argument.startsWith('--luopan-version='))?.split('=')[1] ?? '';

/** The page is told where it runs and is given nothing to call: all it does goes through the HTTP API. */
const desktop: Desktop = Object.freeze({ platform, version });
contextBridge.exposeInMainWorld('desktop', desktop);
