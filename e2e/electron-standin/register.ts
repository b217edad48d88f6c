import { registerHooks } from 'node:module';
import { pathToFileURL } from 'node:url';

const electron = new URL('./electron.ts', import.meta.url).href;

/** Runs the application's entry to its end, by this file's own loader. */
export async function runEntry(path: string): Promise<void> {
  await import(pathToFileURL(path).href);
}

/** From here on, `electron` is the stand-in for everything loaded in this process. */
export function answerToElectron(): void {
  registerHooks({
    resolve: (specifier, context, next) =>
      specifier === 'electron' ? { url: electron, shortCircuit: true } : next(specifier, context),
  });
}
