import Module from 'node:module';

/** How a file of Cube takes a package in: `cjs` where TypeScript wraps it as `{ default }`, `es` where it does not. */
type Interop = 'es' | 'cjs';

/**
 * What Cube's files load at their head and a start seldom needs: two thousand files and half of the time until the
 * first answer. Each is loaded when something of it is first used: GraphQL with a question in GraphQL, the compiler's
 * tools when a model is new, words for times when a question holds some, the rest (Cube Store, the developers' page,
 * downloads, sockets) hardly ever.
 */
const seldom: Readonly<Record<string, Interop>> = {
  './DevServer': 'es',
  './agentCollect': 'es',
  './graphql': 'es',
  './jwk': 'es',
  './ws/subscription-server': 'es',
  '../parser/PythonParser': 'es',
  '../parser/SqlParser': 'es',
  '@babel/code-frame': 'es',
  '@babel/generator': 'es',
  '@babel/parser': 'es',
  '@babel/traverse': 'es',
  '@babel/types': 'es',
  '@cubejs-backend/cloud': 'es',
  '@cubejs-backend/cubestore-driver': 'es',
  '@oclif/color': 'es',
  'chrono-node': 'es',
  'cli-progress': 'cjs',
  'cron-parser': 'cjs',
  'csv-write-stream': 'cjs',
  'express-graphql': 'es',
  'fs-extra': 'cjs',
  graphql: 'es',
  'graphql-scalars': 'es',
  'http-proxy-middleware': 'es',
  'js-yaml': 'cjs',
  jsonwebtoken: 'cjs',
  nexus: 'es',
  'node-fetch': 'es',
  'node-stream-zip': 'cjs',
  'proxy-agent': 'es',
  shelljs: 'cjs',
  'syntax-error': 'cjs',
  tar: 'es',
  workerpool: 'cjs',
  ws: 'cjs',
  // Taken in whole (`import * as`), which asks for no default.
  yaml: 'es',
};

/** The same package in one file instead of three hundred. */
const ramdaInOneFile = 'ramda/dist/ramda.js';

type Load = (this: unknown, request: string, parent: { filename?: string } | undefined, isMain: boolean) => unknown;

/** Lets the files of Cube that this thread loads from now on wait with what they seldom need; once per thread. */
export function loadSeldomUsedLate(): void {
  const loader = Module as unknown as { _load: Load };
  const load = loader._load;
  let ramda: object | null = null;
  loader._load = function (request, parent, isMain) {
    if (!/[\\/]@cubejs-backend[\\/]/.test(parent?.filename ?? '')) return load.call(this, request, parent, isMain);
    const interop = Object.hasOwn(seldom, request) ? seldom[request] : undefined;
    if (interop !== undefined) {
      return late(() => load.call(this, request, parent, isMain) as object, interop === 'es');
    }
    if (request !== 'ramda') return load.call(this, request, parent, isMain);
    // The one file says that it is an ES module with a default, which the three hundred do not.
    ramda ??= { ...(load.call(this, ramdaInOneFile, parent, isMain) as object) };
    return ramda;
  };
}

/** Stands for a module that is loaded when first looked into. */
export function late(load: () => object, isEsModule: boolean): object {
  let loaded: object | null = null;
  const real = (): object => {
    loaded ??= load();
    return loaded;
  };
  // What is bound can be called and constructed, and has no property of its own that would have to be shown.
  const stand = class {}.bind(null) as unknown as { name?: string; length?: number };
  delete stand.name;
  delete stand.length;
  return new Proxy(stand, {
    get: (_, key) => (key === '__esModule' && loaded === null ? isEsModule : Reflect.get(real(), key)),
    set: (_, key, value) => Reflect.set(real(), key, value),
    has: (_, key) => Reflect.has(real(), key),
    ownKeys: () => Reflect.ownKeys(real()),
    getOwnPropertyDescriptor: (_, key) => {
      const found = Reflect.getOwnPropertyDescriptor(real(), key);
      return found && { ...found, configurable: true };
    },
    apply: (_, self, values) => Reflect.apply(real() as () => unknown, self, values),
    construct: (_, values) => Reflect.construct(real() as new () => object, values),
  });
}
