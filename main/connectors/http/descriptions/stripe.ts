/**
 * Stripe API: https://docs.stripe.com/api/pagination
 * Lists come newest first; the next page begins after the last object (`starting_after`) while `has_more` is true.
 * Objects cannot be listed by their change, so an increment is what was created since.
 */
export const stripeYaml = `
base_url: '{origin}/v1'
auth: { type: bearer, token: '{secret.secretKey}' }
requests_per_second: 20
pagination: { type: cursor, parameter: starting_after, last_record: id, has_more: has_more, size_parameter: limit, size: 100 }
streams:
  - name: charges
    path: /charges
    query: { 'created[gte]': '{cursor}' }
    records: data
    key: [id]
    incremental: { field: created, format: seconds }
  - name: customers
    path: /customers
    query: { 'created[gte]': '{cursor}' }
    records: data
    key: [id]
    incremental: { field: created, format: seconds }
  - name: invoices
    path: /invoices
    query: { 'created[gte]': '{cursor}' }
    records: data
    key: [id]
    incremental: { field: created, format: seconds }
  - name: refunds
    path: /refunds
    query: { 'created[gte]': '{cursor}' }
    records: data
    key: [id]
    incremental: { field: created, format: seconds }
  - name: subscriptions
    path: /subscriptions
    query: { status: all, 'created[gte]': '{cursor}' }
    records: data
    key: [id]
    incremental: { field: created, format: seconds }
`;
