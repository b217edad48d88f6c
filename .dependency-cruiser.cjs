/**
 * Import direction, made from the one table in tooling/layers.json. Type imports count.
 * Test files, and what stands beside them as `.fixture.ts`, may use any door and any fixture, but no other stage's
 * inside.
 */
const { layers, soleUsers } = require('./tooling/layers.json');

const literally = (text) => text.replaceAll(/[.*+?^${}()|[\]\\/]/g, '\\$&');
const isTest = '\\.(test|bench|fixture)\\.tsx?$';
const isFixture = '\\.fixture\\.tsx?$';
const anyOf = (paths) => `^(${paths.map(literally).join('|')})(/|$)`;
/** An entry layer (`main`) is the files directly in its folder; every other layer is all below. */
const inside = (layer) => (layer.isEntry ? `^${literally(layer.path)}/[^/]+$` : `^${literally(layer.path)}/`);
const everywhere = '^(contract|schema|main|renderer|fixtures|samples|bench|e2e)/';

/** A door's folder is a unit; a folder without one (ports, contract) is open to those who may import it. */
const openTo = (layer) => (layer.door ? `^${literally(layer.path)}/${literally(layer.door)}$` : inside(layer));
const byPath = new Map(layers.map((layer) => [layer.path, layer]));

const direction = layers.map((layer) => ({
  name: `direction: ${layer.path}`,
  severity: 'error',
  comment: `${layer.path} may import only ${layer.imports.join(', ') || 'no other folder'}`,
  from: { path: inside(layer), pathNot: isTest },
  to: {
    path: everywhere,
    pathNot: [inside(layer), ...layer.imports.map((path) => inside(byPath.get(path)))],
  },
}));

const doors = layers
  .filter((layer) => layer.door)
  .map((layer) => ({
    name: `door: ${layer.path}`,
    severity: 'error',
    comment: `import ${layer.path}/${layer.door}: it is the only file of ${layer.path} that other folders may use`,
    from: { path: everywhere, pathNot: inside(layer) },
    // Fixtures may be borrowed by the tests of others; the rule below keeps them out of the product.
    to: { path: inside(layer), pathNot: [openTo(layer), isFixture] },
  }));

/** Which packages a folder may load, where the table restricts them at all. */
const packages = layers
  .filter((layer) => !layer.packages.includes('*'))
  .map((layer) => ({
    name: `packages: ${layer.path}`,
    severity: 'error',
    comment: `${layer.path} may load only ${layer.packages.join(', ')}`,
    from: { path: inside(layer), pathNot: isTest },
    to: {
      dependencyTypesNot: layer.packages.includes('node:*') ? ['local', 'core'] : ['local'],
      pathNot: layer.packages.length > 0 ? `node_modules/(${layer.packages.map(literally).join('|')})/` : '^$',
    },
  }));

const withoutNode = layers
  .filter((layer) => layer.packages.includes('!node:*'))
  .map((layer) => ({
    name: `packages: ${layer.path}`,
    severity: 'error',
    comment: `${layer.path} runs in a browser: no module of Node`,
    from: { path: inside(layer), pathNot: `${isTest}|vite\\.config\\.ts$` },
    to: { dependencyTypes: ['core'] },
  }));

const sole = soleUsers.flatMap(({ package: name, users, testUsers }) => {
  const to = { path: `(^|node_modules/)${literally(name)}(/|$)` };
  const comment = `only ${users.join(', ')} may load ${name}: ask its door for what you need`;
  const rule = (suffix, from) => ({ name: `sole user: ${name}${suffix}`, severity: 'error', comment, from, to });
  return [
    rule('', { path: everywhere, pathNot: [anyOf(users), isTest, ...(testUsers.length ? [anyOf(testUsers)] : [])] }),
    rule(' (tests)', { path: `${everywhere}.*${isTest}`, pathNot: anyOf([...users, ...testUsers]) }),
  ];
});

module.exports = {
  forbidden: [
    ...direction,
    ...doors,
    ...packages,
    ...withoutNode,
    ...sole,
    {
      name: 'no cycle',
      severity: 'error',
      comment: 'two files that need each other at run time are one file, or a third is missing',
      from: {},
      to: { circular: true, viaOnly: { dependencyTypesNot: ['type-only'] } },
    },
    {
      name: 'resolvable',
      severity: 'error',
      comment: 'the import leads nowhere',
      from: {},
      to: { couldNotResolve: true },
    },
    {
      name: 'tests stay tests',
      severity: 'error',
      comment: 'code that runs in the product may not import a test',
      from: { pathNot: `${isTest}|^(e2e|bench)/` },
      to: { path: isTest },
    },
    {
      name: 'no development package at run time',
      severity: 'error',
      comment: 'the host runs from source: list the package under "dependencies"',
      from: { path: '^(main|schema|contract)/', pathNot: [isTest, '^main/(shell/electron/|desktop\\.ts$)'] },
      to: { dependencyTypes: ['npm-dev', 'npm-no-pkg'], pathNot: 'node_modules/@types/' },
    },
  ],
  options: {
    parser: 'swc',
    doNotFollow: { path: 'node_modules' },
    exclude: { path: '^(out|dist)/' },
    combinedDependencies: false,
    enhancedResolveOptions: {
      exportsFields: ['exports'],
      conditionNames: ['import', 'node', 'default', 'require', 'types', 'style'],
      extensions: ['.ts', '.tsx', '.mts', '.d.ts', '.mjs', '.cjs', '.js', '.json', '.css'],
      mainFields: ['module', 'main', 'types', 'typings'],
    },
  },
};
