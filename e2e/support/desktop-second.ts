/** The built desktop application where another instance has the lock: prints what it does. */
import { createRequire } from 'node:module';
import { join } from 'node:path';
import type * as Electron from '../electron-standin/electron.ts';
import type * as Register from '../electron-standin/register.ts';
import type * as Stage from '../electron-standin/stage.ts';

const load = createRequire(import.meta.url);
const standin = join(import.meta.dirname, '../electron-standin');
const { answerToElectron, runEntry } = load(join(standin, 'register.ts')) as typeof Register;
answerToElectron();
const { stage } = load(join(standin, 'stage.ts')) as typeof Stage;
stage.hasOtherInstance = true;
const { BrowserWindow } = load(join(standin, 'electron.ts')) as typeof Electron;
stage.events.once('quit', () => console.log(`quit with ${BrowserWindow.all.length} windows`));
await runEntry(join(import.meta.dirname, '../../out/main/desktop.js'));
