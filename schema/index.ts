/** Door of the store's schema: tables as drizzle knows them, and the migrations that make them. */
export * from './boards.ts';
export * from './connections.ts';
export * from './deliveries.ts';
export * from './facts.ts';
export * from './ingest.ts';
export * from './metadata.ts';
export { type Migration, migrationsFolder, readMigrations } from './migrations.ts';
export * from './model.ts';
export * from './records.ts';
export * from './reports.ts';
