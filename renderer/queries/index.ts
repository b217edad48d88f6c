export { createQueryClient } from './client.ts';
export { statusQuery, useStatus } from './status.ts';
