import type { ErrorCode } from './errors.ts';
import type { Language, LocalizedText } from './language.ts';

/**
 * What a reader is told for every error code: what happened, what was kept, what to do.
 * `{name}` stands for a value of `AppError.params`. Each language is written for itself, not translated.
 */
export const errorWords: Record<ErrorCode, LocalizedText> = {
  'access/not-signed-in': {
    'zh-CN': '尚未登录，或登录已过期。请用启动时显示的链接打开，或重新登录。',
    en: 'You are not signed in, or your session has ended. Open the link shown at start, or sign in again.',
  },
  'access/not-allowed': {
    'zh-CN': '您的角色没有这项权限，未做任何改动。如有需要，请联系管理员。',
    en: 'Your role does not allow this; nothing was changed. Ask an administrator if you need it.',
  },
  'access/bad-origin': {
    'zh-CN': '请求来自其他网站或陌生的主机名，已拒绝。请直接打开本服务的地址再试。',
    en: 'The request came from another site or under an unknown host name and was refused. Open this service by its own address.',
  },
  'access/owner-required': {
    'zh-CN':
      '对外开放地址 {host} 之前，需要先有一个所有者账号。请运行：npm run luopan -- user add --email 您的邮箱 --role owner',
    en: 'Listening on {host} needs an owner account first. Run: npm run luopan -- user add --email YOU@EXAMPLE.COM --role owner',
  },
  'access/bad-credentials': {
    'zh-CN': '邮箱或密码不正确。',
    en: 'The e-mail address or the password is not right.',
  },
  'access/too-many-attempts': {
    'zh-CN': '尝试次数过多，请在 {seconds} 秒后再试。',
    en: 'Too many attempts. Try again in {seconds} seconds.',
  },
  'access/email-taken': {
    'zh-CN': '{email} 已有账号，没有新建。',
    en: '{email} has an account already; none was made.',
  },
  'access/last-owner': {
    'zh-CN': '这是最后一个所有者账号，未做改动。请先指定另一位所有者。',
    en: 'This is the last owner; nothing was changed. Make another owner first.',
  },
  'api/not-found': {
    'zh-CN': '这里没有您要找的内容，它可能已被删除，或地址有误。',
    en: 'There is nothing here. It may have been deleted, or the address is wrong.',
  },
  'api/method-not-allowed': {
    'zh-CN': '该地址不支持 {method} 请求。',
    en: 'This address does not take {method} requests.',
  },
  'api/invalid-input': {
    'zh-CN': '提交的内容有误，未做任何改动。请按明细修改后再试。',
    en: 'Something in the request is not right; nothing was changed. See the details, correct them and try again.',
  },
  'api/too-large': {
    'zh-CN': '内容超过上限（{limit}），未予接收。请拆分后再试。',
    en: 'This is larger than the limit of {limit} and was not taken. Split it and try again.',
  },
  'api/conflict': {
    'zh-CN': '内容在此期间已被修改，您的改动没有保存。请刷新后再试。',
    en: 'This was changed in the meantime; your change was not saved. Reload and try again.',
  },
  'api/upload-expired': {
    'zh-CN': '上传的文件只保留一小时，现已不在。请重新上传。',
    en: 'Uploaded files are kept for an hour; this one is gone. Upload it again.',
  },
  'import/empty-file': {
    'zh-CN': '文件是空的，没有导入任何内容。',
    en: 'The file is empty; nothing was imported.',
  },
  'import/header-only': {
    'zh-CN': '文件只有表头，没有数据行，没有导入任何内容。',
    en: 'The file has a header and no rows; nothing was imported.',
  },
  'import/undecodable': {
    'zh-CN': '无法识别文件的文字编码，没有导入任何内容。请选择编码，或另存为 UTF-8 后再试。',
    en: 'The text encoding could not be recognised; nothing was imported. Choose the encoding, or save the file as UTF-8.',
  },
  'import/unpacks-too-large': {
    'zh-CN':
      '压缩文件解开后会超过允许的大小（原大小的 {times} 倍，或 {limit}），正常的数据不会这样，因此没有解开，也没有导入任何内容。请确认文件来源；如果数据确实这么大，请先解压或拆分再导入。',
    en: 'Unpacked, this file would be larger than is allowed ({times} times its size, or {limit}), as data hardly ever is. It was not unpacked and nothing was imported. Check where it comes from; if it really is your data, unpack or split it first.',
  },
  'import/unclosed-quote': {
    'zh-CN': '第 {line} 行的引号没有闭合，无法判断后面的内容属于哪一行。没有导入任何内容，请修正后再试。',
    en: 'A quote opened on line {line} is never closed, so the rest cannot be read. Nothing was imported; correct it and try again.',
  },
  'import/too-many-columns': {
    'zh-CN': '文件有 {columns} 列，上限为 {limit} 列，没有导入任何内容。',
    en: 'The file has {columns} columns; the limit is {limit}. Nothing was imported.',
  },
  'import/line-too-long': {
    'zh-CN': '第 {line} 行超过 {limit}，可能不是表格文件，也可能有引号没有闭合。没有导入任何内容。',
    en: 'Line {line} is longer than {limit}: this may be no table, or a quote is never closed. Nothing was imported.',
  },
  'import/not-text': {
    'zh-CN':
      '这种文件（{kind}）无法导入，没有导入任何内容。可以导入 CSV、TSV、Excel、JSON、NDJSON、Parquet，以及它们的 gzip 或 zip 压缩包。',
    en: 'Files of this kind ({kind}) cannot be imported; nothing was. CSV, TSV, Excel, JSON, NDJSON and Parquet can, also inside gzip or zip.',
  },
  'import/damaged-file': {
    'zh-CN': '文件不完整或已损坏（{kind}），没有导入任何内容。请重新导出后再试。',
    en: 'The file is cut off or damaged ({kind}); nothing was imported. Export it again and retry.',
  },
  'import/password-protected': {
    'zh-CN': '文件设有打开密码，没有导入任何内容。请去掉密码后再试。',
    en: 'The file is protected by a password; nothing was imported. Remove the password and retry.',
  },
  'import/no-such-sheet': {
    'zh-CN': '文件里没有“{sheet}”，没有导入任何内容。请重新选择。',
    en: 'The file has no “{sheet}”; nothing was imported. Choose again.',
  },
  'import/mixed-archive': {
    'zh-CN': '压缩包里的“{name}”与第一个文件的列不同，没有导入任何内容。请逐个选择文件导入。',
    en: '“{name}” in the archive has other columns than the first file; nothing was imported. Choose the files one by one.',
  },
  'import/empty-archive': {
    'zh-CN': '压缩包里没有可以导入的表格文件，没有导入任何内容。',
    en: 'The archive holds no file of a kind that can be imported; nothing was imported.',
  },
  'import/file-missing': {
    'zh-CN': '找不到文件，或文件在读取时消失了。请重新选择文件。',
    en: 'The file could not be found, or went away while it was read. Choose it again.',
  },
  'import/file-changed': {
    'zh-CN': '文件在读取时发生了变化，没有导入任何内容。请等写入完成后再试。',
    en: 'The file changed while it was read; nothing was imported. Wait until it is written, then try again.',
  },
  'import/mapping-incomplete': {
    'zh-CN': '缺少必填字段：{fields}。没有导入任何内容，请指定这些字段对应的列。',
    en: 'Required fields have no column: {fields}. Nothing was imported; say where they come from.',
  },
  'import/mapping-invalid': {
    'zh-CN': '字段对应关系有误（{field}）。没有导入任何内容，请修改后再试。',
    en: 'The mapping of {field} is not valid. Nothing was imported; correct it and try again.',
  },
  'import/unknown-entity': {
    'zh-CN': '没有“{entity}”这种数据类型。可选：profiles、products、orders、order_items、events，或 table:名称。',
    en: 'There is no entity “{entity}”. Choose profiles, products, orders, order_items, events or table:<name>.',
  },
  'import/unknown-column': {
    'zh-CN': '文件里没有“{column}”这一列。没有导入任何内容，请检查对应关系。',
    en: 'The file has no column “{column}”. Nothing was imported; check the mapping.',
  },
  'import/no-rows-accepted': {
    'zh-CN': '没有一行可以导入，原有数据未变。请查看未导入的行及其原因。',
    en: 'Not one row could be taken; what you had is unchanged. See the rejected rows for the reasons.',
  },
  'import/cancelled': {
    'zh-CN': '导入已取消。',
    en: 'The import was cancelled.',
  },
  'import/waits-for-space': {
    'zh-CN': '磁盘空间不足，导入已暂停。已保存的数据完好；清理出空间后会自动继续，无需重新上传。',
    en: 'The disk is full, so the import is waiting. Saved data is intact. It goes on by itself once there is room; nothing needs to be sent again.',
  },
  'ingest/bad-key': {
    'zh-CN': '写入密钥缺失、有误或已停用，没有接收任何事件。',
    en: 'The write key is missing, wrong or revoked; no events were taken.',
  },
  'ingest/bad-json': {
    'zh-CN': '请求内容不是有效的 JSON，没有接收任何事件。',
    en: 'The body is not valid JSON of the form expected; nothing was taken.',
  },
  'ingest/bad-message': {
    'zh-CN': '第 {index} 条消息（从 0 数起）有误，这一批都没有接收。请按明细修改后重发。',
    en: 'Message {index} (counted from 0) is not right; nothing of this batch was taken. See the details and send it again.',
  },
  'ingest/bad-signature': {
    'zh-CN': '地址或内容的签名有误，没有接收。',
    en: 'The signature of the address or of the body is not right; nothing was taken.',
  },
  'store/disk-full': {
    'zh-CN': '磁盘空间不足。已保存的数据完好，最后这一步没有写入。请清理空间后再试。',
    en: 'The disk is full. Saved data is intact; this last step was not written. Free some space and try again.',
  },
  'store/locked': {
    'zh-CN': '数据文件正被另一个程序占用。请确认没有同时运行另一个罗盘，然后再试。',
    en: 'Another program holds the data file. Make sure no second Luopan is running, then try again.',
  },
  'store/newer-version': {
    'zh-CN': '数据由更新版本的罗盘写入，当前版本不能打开，数据未被改动。请升级程序。',
    en: 'The data was written by a newer Luopan and was left untouched. Update the program to open it.',
  },
  'store/damaged': {
    'zh-CN': '数据文件已损坏，程序没有改动它。请从备份恢复。',
    en: 'The data file is damaged and was left as it is. Restore it from a backup.',
  },
  'store/read-only': {
    'zh-CN': '数据文件夹不可写，没有保存任何改动。请检查文件夹权限。',
    en: 'The data folder cannot be written to; nothing was saved. Check its permissions.',
  },
  'replica/query-failed': {
    'zh-CN': '查询没有成功，数据未受影响。请重试；如仍出现，请查看日志。',
    en: 'The query failed; your data is not affected. Try again, and see the log if it keeps happening.',
  },
  'replica/query-timeout': {
    'zh-CN': '查询超过 {seconds} 秒，已停止。请缩小日期范围或减少维度。',
    en: 'The query was stopped after {seconds} seconds. Choose a shorter date range or fewer dimensions.',
  },
  'replica/query-refused': {
    'zh-CN': '只能执行查询语句，这条语句未被执行。',
    en: 'Only select statements are run here; this one was not.',
  },
  'replica/query-cancelled': {
    'zh-CN': '查询已取消。',
    en: 'The query was cancelled.',
  },
  'replica/unavailable': {
    'zh-CN': '分析数据正在准备，请稍后再试。已导入的数据完好。',
    en: 'The analytics copy of your data is being prepared. Imported data is safe; try again shortly.',
  },
  'semantic/unknown-member': {
    'zh-CN': '数据模型里没有“{member}”，它可能已改名，或所在的表已删除。',
    en: 'The data model has no “{member}”. It may have been renamed, or its table deleted.',
  },
  'semantic/query-failed': {
    'zh-CN': '指标计算没有成功，数据未受影响。请重试；如仍出现，请查看日志。',
    en: 'The figures could not be computed; your data is not affected. Try again, and see the log if it keeps happening.',
  },
  'semantic/unavailable': {
    'zh-CN': '指标服务正在启动，请稍后再试。',
    en: 'The metrics are still starting. Try again shortly.',
  },
  'analytics/too-little-data': {
    'zh-CN':
      '数据太少，无法可靠估计：共 {customers} 位客户，其中 {repeaters} 位有复购；至少需要 {minimumCustomers} 位客户、{minimumRepeaters} 位复购客户。',
    en: 'There is too little data to estimate from: {customers} customers, {repeaters} of them with a repeat purchase. At least {minimumCustomers} customers and {minimumRepeaters} repeat buyers are needed.',
  },
  'analytics/too-few-outcomes': {
    'zh-CN':
      '历史数据不足以预测流失：至少需要 {minimum} 个可供学习的客户，其中留下和离开的各 {perOutcome} 个以上，现有 {customers} 个（较少的一方 {fewer} 个）。请等数据积累，或缩短流失天数。',
    en: 'There is too little history to foretell churn: it takes {minimum} customers to learn from, at least {perOutcome} who stayed and as many who left; there are {customers} ({fewer} on the smaller side). Wait for more data, or shorten the days after which a customer counts as gone.',
  },
  'analytics/busy': {
    'zh-CN': '正在进行的分析太多，本次没有计算。请稍后再试。',
    en: 'Too many analyses are waiting; this one was not computed. Try again in a moment.',
  },
  'analytics/too-slow': {
    'zh-CN': '分析超过 {seconds} 秒仍未完成，已停止。请减少数据量后再试。',
    en: 'The analysis had not ended after {seconds} seconds and was stopped. Try it with less data.',
  },
  'segments/not-found': {
    'zh-CN': '没有这个客户群，它可能已被删除。',
    en: 'There is no such segment. It may have been deleted.',
  },
  'profiles/not-found': {
    'zh-CN': '没有这位客户，其资料可能已被删除。',
    en: 'There is no such customer. The record may have been deleted.',
  },
  'boards/not-found': {
    'zh-CN': '没有这个看板，它可能已被删除。',
    en: 'There is no such board. It may have been deleted.',
  },
  'boards/built-in': {
    'zh-CN': '内置看板不能修改或删除。请复制一份再改。',
    en: 'The built-in board cannot be changed or deleted. Make a copy of it.',
  },
  'connections/unknown-kind': {
    'zh-CN': '不认识这种连接：{kind}。',
    en: 'There is no connector of the kind {kind}.',
  },
  'connections/name-taken': {
    'zh-CN': '已经有一个叫“{name}”的连接，没有保存。请换个名字。',
    en: 'There is a connection named “{name}” already; nothing was saved. Choose another name.',
  },
  'connections/secrets-unreadable': {
    'zh-CN': '保存的密码无法解密：密钥文件不对或已损坏。请恢复数据文件夹里的 secret.key，或重新填写连接的密码。',
    en: 'Stored passwords cannot be opened: the key file is another one, or damaged. Restore secret.key in the data folder, or enter the passwords again.',
  },
  'connections/stream-twice': {
    'zh-CN': '数据流“{stream}”出现了两次，没有保存。',
    en: 'The stream “{stream}” is there twice; nothing was saved.',
  },
  'connections/stream-needs-cursor': {
    'zh-CN': '“{stream}”要增量同步，得先选一个游标列（例如更新时间），没有保存。',
    en: '“{stream}” can be read incrementally only by a cursor column, such as the time of the last change. Choose one; nothing was saved.',
  },
  'connections/stream-needs-key': {
    'zh-CN': '“{stream}”要跟踪删除，得先指定主键并把它映射为编号，没有保存。',
    en: 'To follow deletions in “{stream}”, name its primary key and map it onto the key of the records; nothing was saved.',
  },
  'connections/stream-needs-line': {
    'zh-CN': '“{stream}”是订单明细，要增量同步，得把行号映射上，否则一行改动会挤掉同单其他行。没有保存。',
    en: '“{stream}” holds order lines: map the line ID to read it incrementally, or a changed line could not be told from the others of its order. Nothing was saved.',
  },
  'connections/rows-need-values': {
    'zh-CN': '剩下的行在来源里就不成行（如字段数不对、引号没有闭合）。请逐行改好，再点“重新导入”。',
    en: 'The rows left are broken at their source (too many fields, a quote left open and the like). Correct each and choose “Import again”.',
  },
  'connections/column-missing': {
    'zh-CN': '来源里找不到列 {columns}，可能已改名或删除。已有数据不受影响；请改好映射后再同步。',
    en: 'The source no longer has {columns}; the column was renamed or removed. What came before is kept. Change the mapping and sync again.',
  },
  'connections/failed-auth': {
    'zh-CN': '对方拒绝了登录：用户名、密码或密钥不对，或已被撤销。请更新后再试。',
    en: 'The source refused to sign in: the user name, password or key is wrong or was revoked. Update it and try again.',
  },
  'connections/failed-permission': {
    'zh-CN': '登录成功，但这个账号没有读取权限。请让对方管理员授权。',
    en: 'Signed in, but this account may not read that. Ask the source’s administrator for access.',
  },
  'connections/failed-config': {
    'zh-CN': '按现在的设置连不上，请检查各项设置。',
    en: 'It cannot work with these settings. Check them.',
  },
  'connections/failed-unreachable': {
    'zh-CN': '连不到这个地址：没有响应。请检查地址、端口、网络和防火墙。',
    en: 'Nothing answers at this address. Check the address, the port, the network and any firewall.',
  },
  'connections/failed-tls': {
    'zh-CN': '无法建立可信的加密连接：证书不受信任，或对方不支持加密。',
    en: 'No trusted encrypted connection could be made: the certificate is not trusted, or the source does not offer encryption.',
  },
  'connections/failed-rate-limit': {
    'zh-CN': '对方要求放慢速度。已取到的数据都保留。',
    en: 'The source asked to slow down. What was read is kept.',
  },
  'connections/failed-transient': {
    'zh-CN': '连接中断，或对方暂时无法应答。已取到的数据都保留。',
    en: 'The connection broke off, or the source could not answer for the moment. What was read is kept.',
  },
  'connections/failed-unavailable': {
    'zh-CN': '对方的服务暂时不可用（HTTP {status}）。已取到的数据都保留。',
    en: 'The source is out of service for the moment (HTTP {status}). What was read is kept.',
  },
  'connections/failed-timeout': {
    'zh-CN': '对方太久没有回应，已停止等待。已取到的数据都保留。',
    en: 'The source took too long to answer. What was read is kept.',
  },
  'connections/failed-data': {
    'zh-CN': '收到的内容无法读取，格式和预期不同。',
    en: 'What the source sent cannot be read: it is not in the form expected.',
  },
  'connections/failed-gone': {
    'zh-CN': '来源里已经没有这个数据流。',
    en: 'The source no longer has this stream.',
  },
  'connections/failed-internal': {
    'zh-CN': '同步时程序出错，已记入日志。已取到的数据都保留。',
    en: 'The sync failed because of a defect in this program; it is in the log. What was read is kept.',
  },
  'connections/cancelled': {
    'zh-CN': '同步已取消，已经导入的数据保留。',
    en: 'The sync was cancelled; what had been imported stays.',
  },
  'jobs/invalid-schedule': {
    'zh-CN': '看不懂这个时间安排：{problem}',
    en: 'This schedule cannot be read: {problem}',
  },
  'jobs/cancelled': {
    'zh-CN': '已取消。',
    en: 'It was cancelled.',
  },
  'jobs/timeout': {
    'zh-CN': '运行超过 {minutes} 分钟，已停止。',
    en: 'It ran for more than {minutes} minutes and was stopped.',
  },
  'jobs/interrupted': {
    'zh-CN': '程序多次在运行中途退出，已不再重试。',
    en: 'The program ended several times while this was running; it is not tried again.',
  },
  'exports/not-found': {
    'zh-CN': '没有这份导出，可能已被删除。',
    en: 'There is no such export; it may have been deleted.',
  },
  'exports/not-ready': {
    'zh-CN': '文件还没有生成好。请稍候再下载。',
    en: 'The file is not ready yet. Download it in a moment.',
  },
  'exports/expired': {
    'zh-CN': '文件已过保留期，已删除。请重新导出。',
    en: 'The file was kept for its time and has been deleted. Export it again.',
  },
  'exports/format-unsupported': {
    'zh-CN': '这项内容不能导出为 {format}。请换一种格式。',
    en: 'This cannot be exported as {format}. Choose another format.',
  },
  'exports/nothing-to-export': {
    'zh-CN': '没有可导出的内容：{reason}',
    en: 'There is nothing to export: {reason}',
  },
  'exports/analysis-unsupported': {
    'zh-CN': '分析“{kind}”还不能导出。',
    en: 'The analysis “{kind}” cannot be exported yet.',
  },
  'exports/tile-late': {
    'zh-CN': '等待 {seconds} 秒仍未取到数据。',
    en: 'There was no answer within {seconds} seconds.',
  },
  'exports/too-large': {
    'zh-CN': '内容太大，导出文件会超过 {limit}。请缩小日期范围或加筛选。',
    en: 'The file would be larger than {limit}. Narrow the dates or add a filter.',
  },
  'exports/too-many': {
    'zh-CN': '您已有 {count} 份导出在排队。请等其中一份完成。',
    en: '{count} of your exports are waiting already. Wait until one is done.',
  },
  'exports/printer-missing': {
    'zh-CN':
      '本机没有可用的浏览器来生成 PDF（{path}）。请安装 Chrome 或 Edge，或用 LUOPAN_CHROMIUM 指明位置；表格文件不受影响。',
    en: 'This machine has no browser that can make a PDF ({path}). Install Chrome or Edge, or name one with LUOPAN_CHROMIUM. Table files are not affected.',
  },
  'exports/timed-out': {
    'zh-CN': '{seconds} 秒内没有等到所有图表，没有生成文件。请缩小日期范围，或去掉最慢的图表后重试。',
    en: 'Not every tile was ready within {seconds} seconds, so no file was made. Narrow the dates or leave out the slowest tile, then try again.',
  },
  'exports/print-failed': {
    'zh-CN': '生成页面时出错，没有生成文件：{reason}',
    en: 'The pages could not be made, so there is no file: {reason}',
  },
  'exports/tiles-failed': {
    'zh-CN': '{count} 个图表没有数据：{names}。未发送残缺的报告。',
    en: '{count} tiles could not be read: {names}. The incomplete report was not sent.',
  },
  'exports/cancelled': {
    'zh-CN': '导出已取消。',
    en: 'The export was cancelled.',
  },
  'exports/interrupted': {
    'zh-CN': '导出两次中断，未再重试。请重新导出。',
    en: 'The export was interrupted twice and was not tried again. Export it once more.',
  },
  'deliveries/not-found': {
    'zh-CN': '没有这项发送计划，可能已被删除。',
    en: 'There is no such schedule; it may have been deleted.',
  },
  'deliveries/channel-not-found': {
    'zh-CN': '没有这个发送渠道，可能已被删除。',
    en: 'There is no such channel; it may have been deleted.',
  },
  'deliveries/channel-in-use': {
    'zh-CN': '还有 {count} 项计划或预警在用这个渠道，没有删除。',
    en: '{count} schedules or alerts still use this channel; it was not deleted.',
  },
  'deliveries/name-taken': {
    'zh-CN': '已有同名的渠道：{name}。',
    en: 'There is a channel called {name} already.',
  },
  'deliveries/no-recipients': {
    'zh-CN': '没有收件人。请至少填写一个。',
    en: 'There is no recipient. Name at least one.',
  },
  'deliveries/recipient-refused': {
    'zh-CN': '对方邮件服务器拒收 {recipient}：{reason}',
    en: 'The mail server refused {recipient}: {reason}',
  },
  'deliveries/unreachable': {
    'zh-CN': '连接不上 {target}：{reason}',
    en: '{target} could not be reached: {reason}',
  },
  'deliveries/refused': {
    'zh-CN': '{target} 没有接收：{reason}',
    en: '{target} did not take it: {reason}',
  },
  'deliveries/too-large': {
    'zh-CN': '附件 {size} 超过该渠道的上限 {limit}。',
    en: 'The attachment of {size} is larger than this channel takes ({limit}).',
  },
  'deliveries/folder-unusable': {
    'zh-CN': '无法写入文件夹 {path}：{reason}',
    en: 'The folder {path} cannot be written to: {reason}',
  },
  'deliveries/address-forbidden': {
    'zh-CN': '地址 {address} 不允许：只能发往公网地址，或管理员放行的内网地址。',
    en: 'The address {address} is not allowed: only public addresses, or inner ones an administrator has allowed.',
  },
  'deliveries/owner-gone': {
    'zh-CN': '计划的创建者已停用，没有发送。请由在用账号重新保存这项计划。',
    en: 'The owner of this schedule no longer has access, so nothing was sent. Have an active account save it again.',
  },
  'deliveries/not-divisible': {
    'zh-CN': '不能按取值拆分发送：它不受这个维度筛选，每位收件人都会收到全部数据。请改用受该维度筛选的看板或报表。',
    en: 'This cannot be sent one report per value: that dimension does not narrow it, so everybody would get the whole. Use a board or a report that it narrows.',
  },
  'deliveries/value-unknown': {
    'zh-CN': '报表没有按“{value}”拆分，没有发送。请在计划中补上这个取值，或修改收件人。',
    en: 'The report is not made for “{value}”, so nothing was sent. Add the value to the schedule, or change the recipient.',
  },
  'deliveries/under-way': {
    'zh-CN': '这次发送还在进行，请等它结束再重发。',
    en: 'This run is still being sent. Wait until it has ended.',
  },
  'deliveries/nothing-to-resend': {
    'zh-CN': '这次没有可重新发送的内容。要发送，请点“立即发送”。',
    en: 'There is nothing of this run to send again. Use “Send now” instead.',
  },
  'alerts/not-found': {
    'zh-CN': '没有这条预警，可能已被删除。',
    en: 'There is no such alert; it may have been deleted.',
  },
  'alerts/tile-gone': {
    'zh-CN': '预警所看的指标卡已不在看板上。请编辑预警，另选指标卡或指标。',
    en: 'The number tile this alert watches is no longer on its board. Edit the alert and choose another tile or a figure.',
  },
  'pivot/unknown-member': {
    'zh-CN': '数据模型里没有字段 {member}，可能已被改名或删除。请换一个字段。',
    en: 'The data model has no field {member}; it may have been renamed or removed. Choose another field.',
  },
  'pivot/unknown-formula': {
    'zh-CN': '这张报表里没有该计算指标，可能已被删除。',
    en: 'This report has no such calculated measure; it may have been deleted.',
  },
  'pivot/formula-invalid': {
    'zh-CN': '计算指标“{name}”的公式有误，见标出的位置。',
    en: 'The formula of “{name}” is not right; see the place marked.',
  },
  'pivot/mixed-views': {
    'zh-CN': '一张透视表只能用同一主题的字段，现在用了：{views}。',
    en: 'One pivot can use the fields of one subject only; this one uses {views}.',
  },
  'pivot/too-many-cells': {
    'zh-CN': '结果有 {cells} 项，最多读取 {most} 项。请加筛选、只看前几名，或拿掉一个字段。',
    en: 'The result has {cells} entries; at most {most} are read. Add a filter, show the first few only, or take a field away.',
  },
  'pivot/too-many-questions': {
    'zh-CN': '分组或区间太多，需要超过 {most} 次查询。请减少分组。',
    en: 'There are too many groups or bins: more than {most} queries would be needed. Use fewer groups.',
  },
  'pivot/too-many-bins': {
    'zh-CN': '区间超过 {most} 个。请把步长设大一些。',
    en: 'There would be more than {most} bins. Choose larger steps.',
  },
  'pivot/too-wide-for-workbook': {
    'zh-CN': '表格有 {columns} 列，Excel 最多 {most} 列。请导出 CSV，或减少列字段。',
    en: 'The table has {columns} columns; Excel takes at most {most}. Export it as CSV, or use fewer fields on columns.',
  },
  'pivot/failed': {
    'zh-CN': '透视表没有算出来，原因已记入日志。请重试。',
    en: 'The pivot could not be computed; the reason was written to the log. Try again.',
  },
  'reports/not-found': {
    'zh-CN': '没有这张报表，可能已被删除。',
    en: 'There is no such report; it may have been deleted.',
  },
  'model/invalid': {
    'zh-CN': '数据模型无法编译：{reason}',
    en: 'The data model does not compile: {reason}',
  },
  'model/not-found': {
    'zh-CN': '没有这个模型文件或指标。',
    en: 'There is no such model file or metric.',
  },
  'model/name-taken': {
    'zh-CN': '“{view}”里已经有“{name}”。请换一个名称。',
    en: '“{view}” already has a “{name}”. Choose another name.',
  },
  'model/archived-member': {
    'zh-CN': '“{title}”已归档，不再属于数据模型。管理员可以在“数据模型”里恢复它。',
    en: '“{title}” was archived and is no longer part of the data model. An admin can restore it under Data model.',
  },
  'model/nothing-to-review': {
    'zh-CN': '没有等待审核的改动。',
    en: 'There is no change that waits for a review.',
  },
  'model/too-many': {
    'zh-CN': '最多 {most} 个，已经满了。请先归档不用的。',
    en: 'There may be {most} at most. Archive what is not used first.',
  },
  'model/check-timeout': {
    'zh-CN': '模型在 {seconds} 秒内没有检查完，已停止；原来的模型照常使用。',
    en: 'The model could not be checked within {seconds} seconds and was stopped. The model in force is not affected.',
  },
  'host/port-taken': {
    'zh-CN': '端口 {port} 已被占用。罗盘可能已在运行；也可以用 --port 另选一个端口（0 为自动选择）。',
    en: 'Port {port} is taken. Luopan may be running already; or choose another port with --port (0 picks a free one).',
  },
  'host/address-unavailable': {
    'zh-CN': '本机没有地址 {host}，无法监听。请检查 --host。',
    en: 'This machine has no address {host} to listen on. Check --host.',
  },
  'host/already-running': {
    'zh-CN': '这个数据文件夹已由另一个罗盘打开（{url}）。请使用它，或用 --data 另选文件夹。',
    en: 'Another Luopan has this data folder open at {url}. Use that one, or choose another folder with --data.',
  },
  'host/usage': {
    'zh-CN': '命令有误：{problem}。用 --help 查看用法。',
    en: 'The command is not right: {problem}. See --help.',
  },
  'host/stopping': {
    'zh-CN': '服务正在停止，这次请求没有处理。',
    en: 'The service is stopping; this request was not handled.',
  },
  'host/internal': {
    'zh-CN': '程序内部出错，已记入日志。已保存的数据不受影响。',
    en: 'Something went wrong inside the program and was written to the log. Saved data is not affected.',
  },
};

/** The sentence for one error in the reader's language. A placeholder without a value reads “…”. */
export function errorSentence(code: ErrorCode, params: Record<string, string | number>, language: Language): string {
  return errorWords[code][language].replace(/\{(\w+)\}/g, (_, name: string) => String(params[name] ?? '…'));
}
