import type { ReadStatement, StoredValue, WriteStatement } from '../store/index.ts';
import { BoundedMap } from './bounded-map.ts';
import { BulkInsert } from './bulk-insert.ts';
import { IdMarks } from './id-marks.ts';
import type { ImportScope } from './import-scope.ts';

const nameBit = 1;
const categoryBit = 2;

export interface ToldProduct {
  key: string;
  /** Number of the key's text in the file; -1 = it has none. */
  word: number;
  name: string | null;
  category: string | null;
  /** The line is a sale: its name is the product's. Lines of write-offs often carry a remark in its place. */
  isSale: boolean;
}

/**
 * Finds or makes the product a line speaks of. Name and category come from the first sale line that has them and then
 * stay; a remark of another line stands in only when no sale line ever names the product.
 */
export class ProductResolver {
  readonly #scope: ImportScope;
  readonly #known: BoundedMap<number>;
  readonly #isNew: boolean;
  readonly #find: ReadStatement<[number]>;
  readonly #fillColumns: WriteStatement;
  readonly #insert: BulkInsert;
  readonly #filled = new IdMarks();
  /** Products by the number of their key's text in the file. */
  readonly #byWord = new IdMarks();
  readonly #standIns = new Map<number, ToldProduct>();

  constructor(scope: ImportScope) {
    const { store, sourceId } = scope;
    this.#scope = scope;
    this.#known = new BoundedMap(scope.rememberedKeys);
    this.#isNew = store.get('SELECT 1 FROM products WHERE source_id = ? LIMIT 1', [sourceId]) === undefined;
    this.#find = store.prepare<[number]>('SELECT id FROM products WHERE source_id = ? AND key = ?').raw();
    this.#fillColumns = store.prepareWrite(
      'UPDATE products SET name = coalesce(name, ?), category = coalesce(category, ?) WHERE id = ?',
    );
    this.#insert = new BulkInsert(store, {
      table: 'products',
      columns: ['id', 'key', 'name', 'category'],
      constants: { source_id: sourceId },
      ahead: scope.ahead,
    });
  }

  resolve(told: ToldProduct): number {
    const id = this.#idOfWord(told) || this.#idOf(told.key) || this.#create(told);
    if (told.word >= 0) this.#byWord.set(told.word, id);
    if (told.isSale) this.#tell(id, told);
    else if (told.name !== null && this.#filled.get(id) === 0 && !this.#standIns.has(id)) this.#standIns.set(id, told);
    return id;
  }

  flush(): void {
    this.#insert.flush();
  }

  /** Gives the products that no sale line named the name another line gave them. */
  finish(): void {
    this.flush();
    for (const [id, told] of this.#standIns) this.#fill(id, told);
    this.#standIns.clear();
  }

  #idOfWord({ word }: ToldProduct): number {
    return word < 0 ? 0 : this.#byWord.get(word);
  }

  /** 0 = not known. */
  #idOf(key: string): number {
    const remembered = this.#known.get(key);
    if (remembered !== undefined) return remembered;
    if (this.#isNew && this.#known.isComplete) return 0;
    const found = this.#find.get(this.#scope.sourceId, key)?.[0] ?? 0;
    if (found !== 0) {
      if (this.#known.isFull) this.#insert.flush();
      this.#known.set(key, found);
    }
    return found;
  }

  #create(told: ToldProduct): number {
    const id = this.#scope.pending.nextId('products');
    const name = told.isSale ? told.name : null;
    const category = told.isSale ? told.category : null;
    this.#insert.add([id, told.key, name, category]);
    if (this.#insert.isFull) this.#insert.flush();
    if (this.#known.isFull) this.#insert.flush();
    this.#known.set(told.key, id);
    this.#filled.set(id, (name === null ? 0 : nameBit) | (category === null ? 0 : categoryBit));
    return id;
  }

  #tell(id: number, told: ToldProduct): void {
    const filled = this.#filled.get(id);
    const news =
      (told.name !== null && (filled & nameBit) === 0 ? nameBit : 0) |
      (told.category !== null && (filled & categoryBit) === 0 ? categoryBit : 0);
    if (news === 0) return;
    this.#filled.set(id, filled | news);
    this.#insert.flush();
    this.#fill(id, told);
  }

  #fill(id: number, { name, category }: ToldProduct): void {
    const stored = this.#scope.store.get<{ name: StoredValue; category: StoredValue }>(
      'SELECT name, category FROM products WHERE id = ?',
      [id],
    );
    const isNews = (stored?.name === null && name !== null) || (stored?.category === null && category !== null);
    if (!isNews) return;
    this.#scope.pending.beforeUpdate('products', id);
    this.#fillColumns.run(name, category, id);
  }
}
