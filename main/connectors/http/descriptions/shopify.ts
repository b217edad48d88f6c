/**
 * Shopify, Admin REST API: https://shopify.dev/docs/api/admin-rest (a legacy API since October 2024, still served).
 * Pages by `Link` header; filters stand in the first request only (https://shopify.dev/docs/api/usage/pagination-rest).
 * Two requests a second (https://shopify.dev/docs/api/admin-rest/usage/rate-limits), `Retry-After` with a 429. Versions
 * are quarters, each served for a year (https://shopify.dev/docs/api/usage/versioning). `updated_at_min` includes its
 * instant. Amounts are texts in major units. Orders older than 60 days need the scope `read_all_orders`.
 */
export const shopifyYaml = `
base_url: '{origin}/admin/api/{version}'
auth: { type: key, in: header, name: X-Shopify-Access-Token, value: '{secret.accessToken}' }
requests_per_second: 2
pagination: { type: link, size_parameter: limit, size: 250 }
streams:
  - name: orders
    path: /orders.json
    query: { status: any, order: updated_at asc, updated_at_min: '{cursor}' }
    records: orders
    key: [id]
    incremental: { field: updated_at, ordered: true }
  - name: customers
    path: /customers.json
    query: { updated_at_min: '{cursor}' }
    records: customers
    key: [id]
    incremental: { field: updated_at }
  - name: products
    path: /products.json
    query: { updated_at_min: '{cursor}' }
    records: products
    key: [id]
    incremental: { field: updated_at }
  - name: refunds
    path: /orders/{parent}/refunds.json
    records: refunds
    key: [id]
    parent: { stream: orders, field: id, as: order_id }
`;
