/** Door of Singer: any tap as a source. */
export { singerConnector } from './connector.ts';
