import { AppError } from '../../contract/errors.ts';
import { type Connector, connectorOf } from '../connectors/index.ts';

/** @throws connections/unknown-kind */
export function requireConnector(kind: string): Connector {
  const connector = connectorOf(kind);
  if (!connector) throw new AppError('connections/unknown-kind', { params: { kind } });
  return connector;
}
