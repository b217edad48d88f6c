/** ISK and UGX are counted in hundredths for old times' sake, the ariary (MGA) whole. */
const digits = '{ ISK: 2, UGX: 2, MGA: 0 }';
const minorUnits = (...fields: string[]) =>
  `minor_units: { fields: [${fields.join(', ')}], currency: currency, digits: ${digits} }`;

/**
 * Stripe API: https://docs.stripe.com/api/pagination
 * Lists come newest first; the next page begins after the last object (`starting_after`) while `has_more` is true.
 * Objects cannot be listed by their change, so an increment is what was created since; a lookback takes changes of the
 * last so many days along. Times are seconds. Amounts are integers in the smallest unit of their currency, which for
 * some, as JPY, is the unit itself (https://docs.stripe.com/currencies#zero-decimal); they are given in major units, but for
 * those inside lists (`lines`, `items`). Without `Stripe-Version` the
 * account's own version answers (https://docs.stripe.com/api/versioning). 100 requests a second in live mode, 25 in
 * test mode (https://docs.stripe.com/rate-limits). Deleted customers are not listed.
 */
export const stripeYaml = `
base_url: '{origin}/v1'
auth: { type: bearer, token: '{secret.secretKey}' }
headers: { Stripe-Version: '{version}' }
requests_per_second: 20
pagination: { type: cursor, parameter: starting_after, last_record: id, has_more: has_more, size_parameter: limit, size: 100 }
streams:
  - name: charges
    path: /charges
    query: { 'created[gte]': '{cursor}' }
    records: data
    key: [id]
    ${minorUnits('amount', 'amount_captured', 'amount_refunded', 'application_fee_amount')}
    incremental: { field: created, format: seconds }
  - name: customers
    path: /customers
    query: { 'created[gte]': '{cursor}' }
    records: data
    key: [id]
    ${minorUnits('balance')}
    incremental: { field: created, format: seconds }
  - name: invoices
    path: /invoices
    query: { 'created[gte]': '{cursor}' }
    records: data
    key: [id]
    ${minorUnits('amount_due', 'amount_paid', 'amount_remaining', 'amount_overpaid', 'amount_shipping', 'starting_balance', 'ending_balance', 'subtotal', 'subtotal_excluding_tax', 'tax', 'total', 'total_excluding_tax')}
    incremental: { field: created, format: seconds }
  - name: refunds
    path: /refunds
    query: { 'created[gte]': '{cursor}' }
    records: data
    key: [id]
    ${minorUnits('amount')}
    incremental: { field: created, format: seconds }
  - name: subscriptions
    path: /subscriptions
    query: { status: all, 'created[gte]': '{cursor}' }
    records: data
    key: [id]
    incremental: { field: created, format: seconds }
`;
