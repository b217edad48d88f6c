/** Door of HTTP sources: any JSON API by description, and the ready descriptions. */
export { httpConnector } from './connector.ts';
export { hubspotConnector, shopifyConnector, stripeConnector, woocommerceConnector, youzanConnector } from './ready.ts';
