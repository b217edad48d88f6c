/**
 * Youzan cloud (有赞云), self-use applications without a container.
 *
 * - Token: https://doc.youzanyun.com/resource/develop-guide/41355/41510 (`authorize_type: silent`; `expires` is an
 *   instant in ms, seven days ahead). With `refresh: false` a token that still holds is given again: other programs that
 *   share the application keep theirs.
 * - Calls: `POST /api/{name}/{version}?access_token=…` with a JSON body; the token counts in the address only.
 * - Every answer is HTTP 200. The services say inside how it went (`success`, `code`, `message`), the gateway in front of
 *   them says `gw_err_resp` (`err_code`, `err_msg`): https://doc.youzanyun.com/resource/doc/3027. Codes of pace and the
 *   pauses between tries (3, 6, 12 … s): https://doc.youzanyun.com/resource/develop-guide/27027/41693.
 * - Trades: https://doc.youzanyun.com/detail/API/0/3887 (4.0.4: none from before 2020; spans of three months at most, in
 *   pairs of times with seconds; 100 pages of 100). Amounts are yuan in text; `deduction_pay` and `order_extra.cash` are
 *   fen. Phones and addresses may be encrypted.
 * - Customers: https://doc.youzanyun.com/detail/API/0/2203 (`customer.search` is closed to new applications). By the time
 *   somebody became a customer, seconds; 50 a page, 10,000 a listing.
 * - Refunds: https://doc.youzanyun.com/detail/API/0/3694. Asked for in seconds, told in local times; page × size ≤ 3000.
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
pause_ms: 3000
failure:
  path: success
  ok: [true]
  message: [gw_err_resp.err_msg, message]
  code: [gw_err_resp.err_code, code]
  auth_codes: [4201, 4202, 4203]
  permission_codes: [4007, 4204]
  rate_codes: [4101, 500100004, 123000042, 141500203]
  transient_codes: [106000001, 106100118]
pagination: { type: page, parameter: page_no, size_parameter: page_size, size: 100, in: body }
streams:
  - name: trades
    path: /youzan.trades.sold.get/4.0.4
    method: POST
    body: { start_update: '{cursor}', end_update: '{until}' }
    records: data.full_order_info_list
    record: full_order_info
    key: [order_info.tid]
    incremental: { field: order_info.update_time, format: local, zone: Asia/Shanghai, initial: '{since}', window_days: 30, most_records: 10000 }
  - name: customers
    path: /youzan.scrm.customer.list/1.0.0
    method: POST
    body: { created_at_start: '{#cursor}', created_at_end: '{#until}' }
    pagination: { type: page, parameter: page_no, size_parameter: page_size, size: 50, in: body }
    records: data.record_list
    key: [yz_open_id]
    incremental: { field: created_at, format: seconds, initial: '{since}', window_days: 30, most_records: 10000 }
  - name: refunds
    path: /youzan.trade.refund.search/3.0.1
    method: POST
    body: { update_time_start: '{#cursor}', update_time_end: '{#until}' }
    pagination: { type: page, parameter: page_no, size_parameter: page_size, size: 50, in: body }
    records: data.refunds
    key: [refund_id]
    incremental: { field: modified, format: local, zone: Asia/Shanghai, parameter_format: seconds, initial: '{since}', window_days: 30, most_records: 3000 }
`;
