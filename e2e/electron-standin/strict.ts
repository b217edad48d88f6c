/** What Node and the test runner look for on any object. */
const askedByEveryone = new Set([
  'then',
  'toJSON',
  'constructor',
  'asymmetricMatch',
  'nodeType',
  '$$typeof',
  'default',
]);

/** An object that throws when something is asked of it that the stand-in does not have, so that nothing passes by luck. */
export function strict<T extends object>(name: string, target: T): T {
  return new Proxy(target, {
    get(object, key, receiver) {
      if (typeof key === 'string' && !(key in object) && !askedByEveryone.has(key) && !key.startsWith('_')) {
        throw new Error(`the stand-in for Electron has no ${name}.${key}`);
      }
      const value: unknown = Reflect.get(object, key, receiver === undefined ? object : object);
      return typeof value === 'function' && !/^class\b/.test(String(value)) ? value.bind(object) : value;
    },
  });
}
