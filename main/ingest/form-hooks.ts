import { createHmac, timingSafeEqual } from 'node:crypto';
import { uuidv7 } from 'uuidv7';
import { AppError } from '../../contract/errors.ts';
import type { Mapping } from '../../contract/imports.ts';
import type { FormHook, FormHookInput, NewFormHook } from '../../contract/ingest.ts';
import type { Clock } from '../ports/clock.ts';
import type { MetadataStore } from '../ports/metadata-store.ts';
import type { Secrets } from '../ports/secrets.ts';
import { readForm } from './form-body.ts';

export interface FormPost {
  hookId: string;
  /** Of the address. */
  signature: string | null;
  /** `X-Luopan-Signature`, over the body. */
  bodySignature: string | null;
  contentType: string;
  body: string;
}

const columns = 'id, name, source, entity, mapping, created_at, revoked_at';

/**
 * Addresses that take posts. Each has a secret derived from the host's key, so none is kept: it signs the address once,
 * and bodies where the sender can sign them. What is posted waits durably until it is imported.
 */
export class FormHooks {
  readonly #store: MetadataStore;
  readonly #clock: Clock;
  readonly #secrets: Secrets;
  readonly #onPost: () => void;

  constructor(options: { store: MetadataStore; clock: Clock; secrets: Secrets; onPost: () => void }) {
    this.#store = options.store;
    this.#clock = options.clock;
    this.#secrets = options.secrets;
    this.#onPost = options.onPost;
  }

  /** Newest first. */
  list(): FormHook[] {
    return this.#store
      .all(`SELECT ${columns} FROM form_hooks ORDER BY created_at DESC, id DESC`)
      .map((row) => this.#hookOf(row));
  }

  async add(input: FormHookInput, createdBy: string): Promise<NewFormHook> {
    const id = uuidv7();
    const mapping = input.mapping ? JSON.stringify(input.mapping) : null;
    await this.#store.run([
      {
        sql: 'INSERT INTO form_hooks (id, name, source, entity, mapping, created_by, created_at) VALUES (?, ?, ?, ?, ?, ?, ?)',
        params: [id, input.name, input.source, input.entity, mapping, createdBy, this.#clock.now()],
      },
    ]);
    return { ...this.find(id), secret: this.#secretOf(id) };
  }

  /** @throws api/not-found */
  find(id: string): FormHook {
    const row = this.#store.all(`SELECT ${columns} FROM form_hooks WHERE id = ?`, [id])[0];
    if (row === undefined) throw new AppError('api/not-found');
    return this.#hookOf(row);
  }

  /** From now on nothing is taken there; what was posted stays. @throws api/not-found */
  async revoke(id: string): Promise<void> {
    if (this.find(id).revokedAt !== null) throw new AppError('api/not-found');
    await this.#store.run([
      { sql: 'UPDATE form_hooks SET revoked_at = ? WHERE id = ?', params: [this.#clock.now(), id] },
    ]);
  }

  /**
   * Takes a post. Its records are durable when this resolves, and imported within seconds.
   *
   * @throws api/not-found, ingest/bad-signature, ingest/bad-json
   */
  async take({ hookId, signature, bodySignature, contentType, body }: FormPost): Promise<void> {
    const hook = this.find(hookId);
    if (hook.revokedAt !== null) throw new AppError('api/not-found');
    const isRight =
      bodySignature === null
        ? signature !== null && isSame(signature, this.#addressSignature(hookId))
        : isSame(bodySignature, `sha256=${createHmac('sha256', this.#secretOf(hookId)).update(body).digest('hex')}`);
    if (!isRight) throw new AppError('ingest/bad-signature');
    const records = await readForm(body, contentType);
    const now = this.#clock.now();
    await this.#store.run(
      records.map((record) => ({
        sql: 'INSERT INTO form_posts (hook_id, record, received_at) VALUES (?, ?, ?)',
        params: [hookId, JSON.stringify(record), now],
      })),
    );
    this.#onPost();
  }

  #hookOf(row: Record<string, unknown>): FormHook {
    const id = String(row.id);
    return {
      id,
      name: String(row.name),
      source: String(row.source),
      entity: String(row.entity),
      mapping: row.mapping === null ? null : (JSON.parse(String(row.mapping)) as Mapping),
      path: `/v1/hooks/${id}?signature=${this.#addressSignature(id)}`,
      createdAt: new Date(Number(row.created_at)).toISOString(),
      revokedAt: row.revoked_at === null ? null : new Date(Number(row.revoked_at)).toISOString(),
    };
  }

  #addressSignature(id: string): string {
    return createHmac('sha256', this.#secretOf(id)).update(`/v1/hooks/${id}`).digest('base64url');
  }

  #secretOf(id: string): string {
    return this.#secrets.derive(`form hook ${id}`).toString('base64url');
  }
}

function isSame(given: string, right: string): boolean {
  const [a, b] = [Buffer.from(given), Buffer.from(right)];
  return a.length === b.length && timingSafeEqual(a, b);
}
