/** Door of connections: sources people have set up, their syncs, and how fresh what they bring is. */
export { Connections, type ConnectionsOptions } from './connections.ts';
