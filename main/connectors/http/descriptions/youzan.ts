/**
 * Youzan cloud (有赞云): https://doc.youzanyun.com/, self-use applications.
 * A token is asked for with `authorize_type: silent`; calls are `/api/{name}/{version}?access_token=…` with a JSON body.
 * Every answer is HTTP 200 and says inside whether it went well (`success`, `code`, `message`). Trades are searched by
 * time of change, three months at a time at most; page_no × page_size ends at 10,000.
 */
export const youzanYaml = `
base_url: '{origin}/api'
auth:
  type: token
  url: '{origin}/auth/token'
  body: { client_id: '{clientId}', client_secret: '{secret.clientSecret}', authorize_type: silent, grant_id: '{shopId}', refresh: false }
  token: data.access_token
  expires_at_ms: data.expires
  place: { in: query, name: access_token }
requests_per_second: 5
failure:
  path: success
  ok: [true]
  message: message
  code: code
  auth_codes: [4201, 4202, 4203, 10000]
  rate_codes: [4004, 40010]
pagination: { type: page, parameter: page_no, size_parameter: page_size, size: 100, in: body }
streams:
  - name: trades
    path: /youzan.trades.sold.get/4.0.4
    method: POST
    body: { start_update: '{cursor}', end_update: '{until}' }
    records: data.full_order_info_list
    record: full_order_info
    key: [order_info.tid]
    incremental: { field: order_info.update_time, format: local, zone: Asia/Shanghai, initial: '{since}', window_days: 30 }
  - name: customers
    path: /youzan.scrm.customer.search/3.1.2
    method: POST
    body: { created_at_start: 0 }
    records: data.record_list
    key: [yz_open_id]
`;
