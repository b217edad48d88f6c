/**
 * WooCommerce REST API v3: https://woocommerce.github.io/woocommerce-rest-api-docs/
 * Consumer key and secret by HTTP Basic; page numbers, with the number of pages in `X-WP-TotalPages`.
 */
export const woocommerceYaml = `
base_url: '{origin}/wp-json/wc/v3'
auth: { type: basic, user: '{secret.consumerKey}', password: '{secret.consumerSecret}' }
requests_per_second: 5
pagination: { type: page, parameter: page, size_parameter: per_page, size: 100, pages_header: X-WP-TotalPages }
streams:
  - name: orders
    path: /orders
    query: { orderby: modified, order: asc, dates_are_gmt: true, modified_after: '{cursor}' }
    key: [id]
    incremental: { field: date_modified_gmt, ordered: true }
  - name: products
    path: /products
    query: { orderby: modified, order: asc, dates_are_gmt: true, modified_after: '{cursor}' }
    key: [id]
    incremental: { field: date_modified_gmt, ordered: true }
  - name: customers
    path: /customers
    query: { orderby: id, order: asc, role: all }
    key: [id]
  - name: order_refunds
    path: /orders/{parent}/refunds
    key: [id]
    parent: { stream: orders, field: id, as: order_id }
`;
