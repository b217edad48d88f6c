/** Every kind of connection there is. A new one: its folder, and a line here (docs/guide/add-a-connector.md). */
import type { Connector } from './connector.ts';

export const connectors: readonly Connector[] = [];

/** The connector of a kind; null when there is none. */
export function connectorOf(kind: string): Connector | null {
  return connectors.find((connector) => connector.kind === kind) ?? null;
}
