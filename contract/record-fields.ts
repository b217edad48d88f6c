import { customer, type EntityField, field } from './entity-field.ts';

/** Target fields of survey answers, tickets, opportunities and their stages. */

export const surveyResponseFields: EntityField[] = [
  field(
    'score',
    'decimal',
    '评分',
    'Score',
    'score npsscore nps rating csat csatscore ces cesscore recommendscore likelihoodtorecommend answer points reviewscore stars starrating overallrating overallsatisfaction overall 评分 打分 得分 分数 nps评分 nps得分 推荐分 推荐意愿 推荐度 满意度 满意度评分 费力度 星级 评价星级 综合评分',
    {
      required: true,
      zhHelp: 'NPS 为 0 到 10 的整数；满意度、费力度按问卷自己的刻度',
      enHelp: 'NPS: a whole number from 0 to 10; CSAT and CES on the scale of the survey',
    },
  ),
  field(
    'answered_at',
    'instant',
    '答复时间',
    'Answered at',
    'answeredat respondedat submittedat completedat responsedate responsetime submitdate surveydate reviewanswertimestamp reviewdate reviewtime reviewcreationdate datesubmitted submissiondate recordeddate datecreated createdat created date datetime timestamp time enddate 答复时间 填写时间 提交时间 回答时间 评价时间 评价日期 调研时间 日期 时间',
    { required: true },
  ),
  field(
    'kind',
    'text',
    '问卷类型',
    'Survey kind',
    'surveykind surveytype kind metric questiontype 问卷类型 指标 调研类型',
    {
      zhHelp: 'nps、csat（满意度）或 ces（费力度）；留空时由问卷名称判断，否则为 nps',
      enHelp: '“nps”, “csat” or “ces”; left empty, the survey’s name tells, else it is nps',
    },
  ),
  field(
    'survey',
    'text',
    '问卷',
    'Survey',
    'survey surveyname questionnaire campaign form 问卷 问卷名称 调研 调研名称',
  ),
  field(
    'response_id',
    'key',
    '答复编号',
    'Response ID',
    'responseid answerid surveyresponseid feedbackid submissionid reviewid respondentid 答复编号 答卷编号 答卷id 反馈编号 评价编号',
    {
      zhHelp: '没有编号的行按内容识别，重复导入不会重复计数',
      enHelp: 'Rows without one are known by their content; importing them again adds nothing',
    },
  ),
  field(
    'comment',
    'text',
    '评论',
    'Comment',
    'comment comments feedback verbatim remark openanswer reason text review reviewtext reviewbody reviewcommentmessage 评论 评论内容 评价 反馈 意见 建议 原因 备注 评价内容',
  ),
  field('channel', 'text', '渠道', 'Channel', 'channel source touchpoint medium 渠道 来源 触点'),
  field(
    'agent',
    'text',
    '客服',
    'Agent',
    'agent agentname handler representative owner assignee 客服 坐席 客服姓名 处理人 接待人',
  ),
  ...customer,
];

export const ticketFields: EntityField[] = [
  field(
    'ticket_id',
    'key',
    '工单编号',
    'Ticket ID',
    'ticketid ticketno ticketnumber ticket caseid caseno casenumber case incidentid incidentnumber requestid issueid issuekey id number 工单编号 工单号 工单id 工单 单号 投诉单号 编号',
    { required: true },
  ),
  field(
    'opened_at',
    'instant',
    '创建时间',
    'Opened at',
    'openedat opendate opened createdat created createddate creationdate createtime submittedat reportedat dateopened createdtime openedtime datecreated date 创建时间 创建日期 提交时间 开单时间 受理时间 建单时间 日期',
    { required: true },
  ),
  field(
    'first_response_at',
    'instant',
    '首次响应时间',
    'First response at',
    'firstresponseat firstresponse firstresponsetime firstrespondedat firstreplyat firstreplytime respondedat initialresponsetime 首次响应时间 首次回复时间 首响时间 响应时间',
  ),
  field(
    'resolved_at',
    'instant',
    '解决时间',
    'Resolved at',
    'resolvedat resolved resolutiondate resolvedtime closedat closed closedate closeddate solvedat completedat resolveddate closedtime timetoresolution 解决时间 关闭时间 完成时间 结单时间 办结时间',
  ),
  field(
    'status',
    'text',
    '状态',
    'Status',
    'status ticketstatus casestatus incidentstate state 状态 工单状态 处理状态',
  ),
  field('channel', 'text', '渠道', 'Channel', 'channel source via ticketchannel contacttype origin 渠道 来源 受理渠道'),
  field('priority', 'text', '优先级', 'Priority', 'priority ticketpriority severity urgency 优先级 紧急程度 严重程度'),
  field(
    'category',
    'text',
    '类别',
    'Category',
    'category type tickettype ticketcategory issuetype topic reason 类别 分类 工单类型 问题类型 问题分类',
  ),
  field('subject', 'text', '主题', 'Subject', 'subject ticketsubject title summary 主题 标题 问题标题'),
  field(
    'agent',
    'text',
    '处理人',
    'Agent',
    'agent assignee assignedto agentname owner handler 处理人 客服 坐席 负责人 受理人',
  ),
  field(
    'is_complaint',
    'boolean',
    '是否投诉',
    'Complaint',
    'iscomplaint complaint complaintflag 是否投诉 投诉 投诉标记',
    {
      zhHelp: '留空时，类别含“投诉”即为投诉',
      enHelp: 'Left empty, a category that says “complaint” makes it one',
    },
  ),
  field(
    'satisfaction',
    'decimal',
    '满意度',
    'Satisfaction',
    'satisfaction satisfactionscore satisfactionrating csat customersatisfactionrating rating 满意度 满意度评分 评分 评价',
  ),
  ...customer,
];

const opportunityKey = field(
  'opportunity_id',
  'key',
  '商机编号',
  'Opportunity ID',
  'opportunityid opportunityno opportunitynumber opportunity dealid deal dealno leadid recordid 商机编号 商机id 商机号 机会编号 销售机会编号',
  { required: true },
);

/** Who sells to companies knows its customers by these. */
const companyHeaders = [
  'accountid',
  'accountname',
  'account',
  'companyid',
  'companyname',
  'company',
  'associatedcompany',
  'primarycompany',
  'organization',
  'organisation',
  '公司名称',
  '公司',
];

export const opportunityFields: EntityField[] = [
  opportunityKey,
  field(
    'stage',
    'text',
    '阶段',
    'Stage',
    'stage stagename dealstage salesstage opportunitystage pipelinestage phase 阶段 销售阶段 商机阶段',
    { required: true },
  ),
  field(
    'opened_at',
    'instant',
    '创建时间',
    'Opened at',
    'openedat createdat created createddate createdate creationdate opendate engagedate startdate createtime 创建时间 创建日期 商机创建时间 开始时间',
    {
      zhHelp: '留空表示不知道：照样计数，但不属于任何时间范围',
      enHelp: 'Left empty, it is not known: the opportunity counts, but lies in no range of dates',
    },
  ),
  field(
    'amount',
    'money',
    '金额',
    'Amount',
    'amount value dealvalue dealamount expectedrevenue closevalue amountusd opportunityamount 金额 商机金额 预计金额 预计成交金额 成交金额',
  ),
  field('currency', 'text', '币种', 'Currency', 'currency currencycode currencyisocode amountcurrency 币种 货币'),
  field(
    'closed_at',
    'instant',
    '关闭时间',
    'Closed at',
    'closedat closedate closeddate closed actualclosedate wondate 关闭时间 成交时间 成交日期 结束时间 赢单时间 关单时间',
    {
      zhHelp: '进行中的商机在此处的日期（预计成交日）不计',
      enHelp: 'Ignored while the opportunity is open: many programs keep the expected date here',
    },
  ),
  field(
    'outcome',
    'text',
    '结果',
    'Outcome',
    'outcome result wonlost status dealstatus opportunitystatus 结果 输赢 商机状态 状态',
    {
      zhHelp: 'open 进行中、won 赢单、lost 输单；留空时由阶段名称判断',
      enHelp: '“open”, “won” or “lost”; left empty, the name of the stage tells',
    },
  ),
  field(
    'stage_changed_at',
    'instant',
    '进入阶段时间',
    'Stage entered at',
    'stagechangedat stageenteredat laststagechangedate stagedate stageupdatedat 阶段变更时间 进入阶段时间 阶段更新时间',
  ),
  field(
    'loss_reason',
    'text',
    '输单原因',
    'Loss reason',
    'lossreason lostreason closedlostreason reasonlost reasonforloss 输单原因 丢单原因 失败原因',
  ),
  field(
    'owner',
    'text',
    '负责人',
    'Owner',
    'owner ownername opportunityowner dealowner salesrep salesperson salesagent accountmanager 负责人 销售 销售人员 业务员 商机负责人',
  ),
  field(
    'channel',
    'text',
    '来源',
    'Lead source',
    'leadsource channel source campaign origin 来源 线索来源 商机来源 渠道',
  ),
  field('name', 'text', '商机名称', 'Name', 'opportunityname dealname name title 商机名称 机会名称 名称'),
  ...customer.map((one) =>
    one.name === 'customer_id' ? { ...one, headers: [...one.headers, ...companyHeaders] } : one,
  ),
];

export const opportunityStageFields: EntityField[] = [
  opportunityKey,
  field(
    'stage',
    'text',
    '阶段',
    'Stage',
    'stage tostage newstage stagename stageto newvalue phase 阶段 新阶段 变更后阶段 目标阶段',
    { required: true },
  ),
  field(
    'entered_at',
    'instant',
    '进入时间',
    'Entered at',
    'enteredat stageenteredat changedat stagechangedat createddate changedate stagedate date timestamp 进入时间 变更时间 阶段变更时间 进入阶段时间 日期',
    { required: true },
  ),
];
