import { uuidv7 } from 'uuidv7';
import type { Operator, OperatorChange, OperatorInput, OperatorRole } from '../../contract/access.ts';
import { AppError } from '../../contract/errors.ts';
import type { Clock } from '../ports/clock.ts';
import type { MetadataStore } from '../ports/metadata-store.ts';
import { hashPassword, isPassword } from './passwords.ts';

const columns = 'id, email, display_name, role, password_hash, created_at, disabled_at';

/** People who sign in. */
export class Operators {
  readonly #store: MetadataStore;
  readonly #clock: Clock;

  constructor(store: MetadataStore, clock: Clock) {
    this.#store = store;
    this.#clock = clock;
  }

  list(): Operator[] {
    return this.#store.all(`SELECT ${columns} FROM operators ORDER BY created_at, id`).map(operatorOf);
  }

  hasOwner(): boolean {
    return this.#ownersExcept('').length > 0;
  }

  find(id: string): Operator {
    const row = this.#store.all(`SELECT ${columns} FROM operators WHERE id = ?`, [id])[0];
    if (row === undefined) throw new AppError('api/not-found');
    return operatorOf(row);
  }

  /** @throws api/conflict when the address has an account */
  async add(input: OperatorInput): Promise<Operator> {
    const known = this.#store.all('SELECT 1 FROM operators WHERE email = ?', [input.email]);
    if (known.length > 0) throw new AppError('access/email-taken', { params: { email: input.email } });
    const operator: Operator = {
      id: uuidv7(),
      email: input.email,
      displayName: input.displayName ?? input.email.slice(0, input.email.indexOf('@')),
      role: input.role,
      createdAt: new Date(this.#clock.now()).toISOString(),
      isDisabled: false,
    };
    const hash = await hashPassword(input.password);
    await this.#store.run([
      {
        sql: `INSERT INTO operators (${columns}) VALUES (?, ?, ?, ?, ?, ?, NULL)`,
        params: [operator.id, operator.email, operator.displayName, operator.role, hash, this.#clock.now()],
      },
    ]);
    return operator;
  }

  /** A new password, another role or being disabled ends the sessions of that person. */
  async change(id: string, change: OperatorChange): Promise<Operator> {
    const before = this.find(id);
    const after: Operator = {
      ...before,
      role: change.role ?? before.role,
      displayName: change.displayName ?? before.displayName,
      isDisabled: change.isDisabled ?? before.isDisabled,
    };
    if (before.role === 'owner' && (after.role !== 'owner' || after.isDisabled)) this.#requireAnotherOwner(id);
    const statements = [
      {
        sql: 'UPDATE operators SET role = ?, display_name = ?, disabled_at = ? WHERE id = ?',
        params: [after.role, after.displayName, after.isDisabled ? this.#clock.now() : null, id],
      },
    ];
    if (change.password !== undefined) {
      const hash = await hashPassword(change.password);
      statements.push({ sql: 'UPDATE operators SET password_hash = ? WHERE id = ?', params: [hash, id] });
    }
    if (change.password !== undefined || after.role !== before.role || after.isDisabled) {
      statements.push({ sql: 'DELETE FROM sessions WHERE operator_id = ?', params: [id] });
    }
    await this.#store.run(statements);
    return after;
  }

  async remove(id: string): Promise<void> {
    if (this.find(id).role === 'owner') this.#requireAnotherOwner(id);
    await this.#store.run([{ sql: 'DELETE FROM operators WHERE id = ?', params: [id] }]);
  }

  /** The operator with this address and password, or null. */
  async verify(email: string, password: string): Promise<Operator | null> {
    const row = this.#store.all(`SELECT ${columns} FROM operators WHERE email = ? AND disabled_at IS NULL`, [email])[0];
    const isRight = await isPassword(row === undefined ? null : String(row.password_hash), password);
    return row !== undefined && isRight ? operatorOf(row) : null;
  }

  #ownersExcept(id: string): unknown[] {
    return this.#store.all("SELECT 1 FROM operators WHERE role = 'owner' AND disabled_at IS NULL AND id <> ?", [id]);
  }

  #requireAnotherOwner(id: string): void {
    if (this.#ownersExcept(id).length === 0) throw new AppError('access/last-owner');
  }
}

function operatorOf(row: Record<string, unknown>): Operator {
  return {
    id: String(row.id),
    email: String(row.email),
    displayName: String(row.display_name),
    role: row.role as OperatorRole,
    createdAt: new Date(Number(row.created_at)).toISOString(),
    isDisabled: row.disabled_at !== null,
  };
}
