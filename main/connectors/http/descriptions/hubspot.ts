const objects = [
  {
    name: 'contacts',
    changed: 'lastmodifieddate',
    properties: 'email firstname lastname phone company city country lifecyclestage createdate',
  },
  {
    name: 'companies',
    changed: 'hs_lastmodifieddate',
    properties: 'name domain city country industry phone createdate',
  },
  {
    name: 'deals',
    changed: 'hs_lastmodifieddate',
    properties: 'dealname amount deal_currency_code dealstage pipeline closedate createdate hubspot_owner_id',
  },
  {
    name: 'tickets',
    changed: 'hs_lastmodifieddate',
    properties: 'subject hs_pipeline_stage hs_ticket_priority createdate closed_date',
  },
];

/**
 * HubSpot CRM API v3: https://developers.hubspot.com/docs/api-reference/crm-contacts-v3
 * Search: https://developers.hubspot.com/docs/api-reference/2026-03/crm/search-the-crm (the dated paths serve the same
 * objects; `/crm/v3` stays). It finds what was changed since, times in ms; contacts call it `lastmodifieddate`, all others
 * `hs_lastmodifieddate`. It pages by `paging.next.after` and ends at 10,000 records, so the first read asks month by
 * month, and a busier span is halved. A few requests a second. What was archived is not found; amounts are texts in
 * major units.
 */
export const hubspotYaml = `
base_url: '{origin}'
auth: { type: bearer, token: '{secret.accessToken}' }
requests_per_second: 4
pagination: { type: cursor, parameter: after, next: paging.next.after, size_parameter: limit, size: 100, in: body }
streams:
${objects
  .map(
    ({ name, changed, properties }) => `  - name: ${name}
    path: /crm/v3/objects/${name}/search
    method: POST
    records: results
    key: [id]
    incremental: { field: properties.${changed}, format: milliseconds, initial: '{since}', window_days: 31, most_records: 10000 }
    body:
      sorts: [{ propertyName: ${changed}, direction: ASCENDING }]
      properties: [${[changed, ...properties.split(' ')].join(', ')}]
      filterGroups:
        - filters:
            - { propertyName: ${changed}, operator: GTE, value: '{cursor}' }
            - { propertyName: ${changed}, operator: LTE, value: '{until}' }`,
  )
  .join('\n')}
`;
