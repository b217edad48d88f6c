import { registerHooks } from 'node:module';

const electron = new URL('./electron.ts', import.meta.url).href;

/** From here on, `electron` is the stand-in for everything loaded in this process. */
export function answerToElectron(): void {
  registerHooks({
    resolve: (specifier, context, next) =>
      specifier === 'electron' ? { url: electron, shortCircuit: true } : next(specifier, context),
  });
}
