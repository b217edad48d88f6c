/** Every kind of connection there is. A new one: its folder, and a line here (docs/guide/add-a-connector.md). */
import type { Connector } from './connector.ts';
import { folderConnector } from './folder/index.ts';
import {
  httpConnector,
  hubspotConnector,
  shopifyConnector,
  stripeConnector,
  woocommerceConnector,
  youzanConnector,
} from './http/index.ts';
import { singerConnector } from './singer/index.ts';
import { mysqlConnector, postgresConnector, sqliteConnector, sqlServerConnector } from './sql/index.ts';

export const connectors: readonly Connector[] = [
  postgresConnector,
  mysqlConnector,
  sqlServerConnector,
  sqliteConnector,
  shopifyConnector,
  woocommerceConnector,
  youzanConnector,
  stripeConnector,
  hubspotConnector,
  httpConnector,
  folderConnector,
  singerConnector,
];

export {
  type Connector,
  type ConnectorContext,
  ConnectorFailure,
  type Cursor,
  type ReadMessage,
  type ReadRequest,
  type SourceValue,
  type UnreadableRecord,
} from './connector.ts';

/** The connector of a kind; null when there is none. */
export function connectorOf(kind: string): Connector | null {
  return connectors.find((connector) => connector.kind === kind) ?? null;
}
