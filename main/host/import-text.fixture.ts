import { setTimeout as pause } from 'node:timers/promises';
import type { ImportState } from '../../contract/imports.ts';
import type { TemporaryHost } from './temporary-host.ts';

/** Imports a text as a file over the API and waits for its end. */
export async function importText(running: TemporaryHost, entity: string, text: string): Promise<ImportState> {
  const body = new FormData();
  body.set('file', new Blob([text]), `${entity}.csv`);
  body.set('entity', entity);
  const { id } = await running.json<{ id: string }>('/api/v1/imports', { method: 'POST', body });
  for (;;) {
    const state = await running.json<ImportState>(`/api/v1/imports/${id}`);
    if (state.status === 'succeeded') return state;
    if (state.status === 'failed') throw new Error(JSON.stringify(state));
    await pause(20);
  }
}

/** A request with a JSON body. */
export const jsonBody = (body: unknown, method = 'POST', language = 'en'): RequestInit => ({
  method,
  headers: { 'content-type': 'application/json', 'accept-language': language },
  body: JSON.stringify(body),
});
