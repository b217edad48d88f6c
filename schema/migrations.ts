import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/** One step of the store's schema. Forward only, never edited once it has shipped. */
export interface Migration {
  /** 1, 2, 3 … without gaps; SQLite's `user_version` after it ran. */
  version: number;
  name: string;
  sql: string;
}

/** Beside this file from source; beside the bundle in the desktop build, which copies the folder. */
export const migrationsFolder = fileURLToPath(new URL('./migrations/', import.meta.url));

/** All migrations in order of version. */
export function readMigrations(folder: string = migrationsFolder): Migration[] {
  const migrations = readdirSync(folder)
    .filter((name) => name.endsWith('.sql'))
    .sort()
    .map((name) => ({
      version: Number.parseInt(name, 10),
      name,
      sql: readFileSync(`${folder}/${name}`, 'utf8'),
    }));
  migrations.forEach((migration, index) => {
    if (migration.version !== index + 1) throw new Error(`migration ${migration.name} is not number ${index + 1}`);
  });
  return migrations;
}
