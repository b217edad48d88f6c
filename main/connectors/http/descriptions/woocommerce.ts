/**
 * WooCommerce REST API v3: https://woocommerce.github.io/woocommerce-rest-api-docs/
 * Consumer key and secret by HTTP Basic; page numbers, with the number of pages in `X-WP-TotalPages`.
 * `modified_after` leaves out its own second, and is to be written without a zone: WordPress turns a time with one into
 * the time of the shop and compares that with GMT (`WP_Date_Query::build_mysql_datetime`,
 * https://developer.wordpress.org/reference/classes/wp_date_query/). Amounts are texts in major units. Customers cannot be
 * listed by their change.
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
    incremental: { field: date_modified_gmt, format: iso_local, step_back_seconds: 1, ordered: true }
  - name: products
    path: /products
    query: { orderby: modified, order: asc, dates_are_gmt: true, modified_after: '{cursor}' }
    key: [id]
    incremental: { field: date_modified_gmt, format: iso_local, step_back_seconds: 1, ordered: true }
  - name: customers
    path: /customers
    query: { orderby: id, order: asc, role: all }
    key: [id]
  - name: order_refunds
    path: /orders/{parent}/refunds
    key: [id]
    parent: { stream: orders, field: id, as: order_id }
`;
