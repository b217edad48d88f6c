import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import { entityInput } from '../../contract/entities.ts';
import { importOptionsInput, mappingInput } from '../../contract/imports.ts';
import { localizedTextOutput } from '../../contract/language.ts';
import type { Sample } from '../../contract/workspace.ts';
import type { SampleDoor } from '../api/index.ts';
import type { Hub } from '../hub/index.ts';
import type { Clock } from '../ports/clock.ts';

const about = z.object({
  title: localizedTextOutput,
  origin: z.string(),
  licence: z.string(),
  entity: entityInput,
  file: z.string(),
  fileName: z.string(),
});

/** Kept so that a sample that was removed does not come back with the next start. */
const removedKey = 'sampleRemoved';
const newestImport = `
  SELECT i.id, i.status FROM imports i JOIN sources s ON s.id = i.source_id
   WHERE s.kind = 'sample' ORDER BY i.number DESC LIMIT 1`;
const stateOfImport: Record<string, Sample['state']> = {
  queued: 'importing',
  running: 'importing',
  succeeded: 'present',
};

/** The shipped sample: a file like any other, imported by the same road, marked so that it can go again. */
export class SampleData implements SampleDoor {
  readonly #hub: Hub;
  readonly #folder: string;
  readonly #clock: Clock;
  readonly #about: z.infer<typeof about>;

  constructor({ hub, folder, clock }: { hub: Hub; folder: string; clock: Clock }) {
    this.#hub = hub;
    this.#clock = clock;
    this.#folder = folder;
    this.#about = about.parse(this.#json('about.json'));
  }

  state(): Sample {
    const { title, origin, licence } = this.#about;
    return { ...this.#progress(), title, origin, licence };
  }

  #progress(): Pick<Sample, 'state' | 'importId'> {
    const row = this.#hub.metadata.all(newestImport)[0];
    const isRemoved = this.#hub.metadata.all('SELECT 1 FROM workspace_settings WHERE key = ?', [removedKey]).length > 0;
    if (isRemoved) return { state: 'removed', importId: null };
    if (row === undefined) return { state: 'absent', importId: null };
    return { state: stateOfImport[String(row.status)] ?? 'failed', importId: String(row.id) };
  }

  async add(): Promise<Sample> {
    const { state } = this.state();
    if (state === 'present' || state === 'importing') return this.state();
    const { entity, file, fileName } = this.#about;
    await this.#hub.metadata.run([{ sql: 'DELETE FROM workspace_settings WHERE key = ?', params: [removedKey] }]);
    await this.#hub.submitImport({
      path: join(this.#folder, file),
      keepOriginal: true,
      fileName,
      entity,
      mapping: mappingInput.parse(this.#json('mapping.json')),
      options: importOptionsInput.parse(this.#json('options.json')),
      isSample: true,
    });
    return this.state();
  }

  async remove(): Promise<Sample> {
    await this.#hub.removeSample();
    const sql = 'INSERT OR REPLACE INTO workspace_settings (key, value, updated_at) VALUES (?, ?, ?)';
    await this.#hub.metadata.run([{ sql, params: [removedKey, 'true', this.#clock.now()] }]);
    return this.state();
  }

  #json(name: string): unknown {
    return JSON.parse(readFileSync(join(this.#folder, name), 'utf8'));
  }
}
