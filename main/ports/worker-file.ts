/**
 * Address of a worker entry beside the calling module. From source it is a `.ts` file run by Node's type stripping;
 * in the built desktop bundle every entry lies flat in one folder as `.js`.
 *
 * @param moduleUrl `import.meta.url` of the caller
 * @param name path of the entry relative to the caller, without extension, e.g. `./replica.worker`
 */
export function workerFile(moduleUrl: string, name: string): URL {
  if (moduleUrl.endsWith('.ts')) return new URL(`${name}.ts`, moduleUrl);
  const base = name.slice(name.lastIndexOf('/') + 1);
  return new URL(`./${base}.js`, moduleUrl);
}
