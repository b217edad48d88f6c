/** What a shipped program says about the packages it carries: their licences, and a bill of materials. */
import { createHash, randomUUID } from 'node:crypto';
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** Every package's licence text, one after the other. */
export function licencesText(root, packages) {
  const parts = packages.map(({ path, name, version, license }) => {
    const file = readdirSync(join(root, path)).find((entry) => /^(licen[cs]e|copying)/i.test(entry));
    const text = file
      ? readFileSync(join(root, path, file), 'utf8').trim()
      : `Licence as stated by the package: ${license}`;
    return `${name} ${version} (${license})\n\n${text}`;
  });
  return `${['Luopan carries the packages below, each under its own licence.', ...parts].join(`\n\n${'-'.repeat(80)}\n\n`)}\n`;
}

/** CycloneDX 1.6 (ECMA-424): product, packages and the licence each states. */
export function billOfMaterials({ name, version }, packages, extra = []) {
  const components = [...packages, ...extra].map((one) => ({
    type: 'library',
    'bom-ref': purl(one),
    name: one.name,
    version: one.version,
    purl: purl(one),
    licenses: [{ expression: one.license }].filter(
      () => /^[\w.()+ -]+$/.test(one.license) && !/see/i.test(one.license),
    ),
  }));
  return {
    bomFormat: 'CycloneDX',
    specVersion: '1.6',
    serialNumber: `urn:uuid:${randomUUID()}`,
    version: 1,
    metadata: { timestamp: new Date().toISOString(), component: { type: 'application', name, version } },
    components: [...new Map(components.map((one) => [one['bom-ref'], one])).values()],
  };
}

const purl = ({ name, version }) => `pkg:npm/${name.replace('@', '%40')}@${version}`;

export const sha256 = (bytes) => createHash('sha256').update(bytes).digest('hex');
