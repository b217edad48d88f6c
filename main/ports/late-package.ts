import { createRequire } from 'node:module';

/**
 * A package that few runs need, loaded when it is first called for; for places that cannot wait for `import()`. Every
 * package read at start is part of the time until the first answer.
 *
 * @param moduleUrl `import.meta.url` of the caller
 * @typeParam T `typeof import('the-package')`
 */
export function latePackage<T>(moduleUrl: string, name: string): () => T {
  let loaded: { exports: T } | null = null;
  return () => {
    loaded ??= { exports: createRequire(moduleUrl)(name) as T };
    return loaded.exports;
  };
}
