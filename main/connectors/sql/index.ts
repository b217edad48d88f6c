/** Door of databases: PostgreSQL, MySQL and MariaDB, SQLite files, SQL Server. */
export { mysqlConnector } from './mysql.ts';
export { postgresConnector } from './postgres.ts';
export { copyOut } from './postgres-copy.ts';
export { sqlServerConnector } from './sql-server.ts';
export { sqliteConnector } from './sqlite.ts';
