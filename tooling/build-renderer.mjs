/** Builds the interface alone into out/renderer. */
import { build } from 'vite';
import { rendererConfig } from '../electron.vite.config.ts';

await build({ ...rendererConfig, configFile: false, logLevel: 'warn' });
