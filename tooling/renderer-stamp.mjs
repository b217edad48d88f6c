import { createHash } from 'node:crypto';
import { globSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Where the build notes which sources it was made from. */
export const rendererStamp = (root) => join(root, 'out/renderer/.sources');

/** A hash of everything the renderer is built from. */
export function rendererSourceHash(root) {
  const hash = createHash('sha256');
  const sources = globSync(['renderer/**/*', 'contract/**/*.ts'], {
    cwd: root,
    exclude: (path) => /node_modules|\.test\.tsx?$/.test(path),
    withFileTypes: true,
  });
  const files = sources.filter((entry) => entry.isFile()).map((entry) => join(entry.parentPath, entry.name));
  for (const file of [...files.sort(), join(root, 'package-lock.json'), join(root, 'electron.vite.config.ts')]) {
    hash.update(file.slice(root.length)).update('\0').update(readFileSync(file)).update('\0');
  }
  return hash.digest('hex');
}

/** Was the built renderer made from the sources as they are? */
export function isRendererBuilt(root) {
  try {
    return readFileSync(rendererStamp(root), 'utf8') === rendererSourceHash(root);
  } catch {
    return false;
  }
}
