/** Words that say nothing about a service by themselves, in both languages; words of judgement are kept. */
const english = `
a about above after again all also am an and any are as at be because been before being below between both but by can
could did do does doing down during each few for from further get gets getting give given gives go goes going gone got
had has have having he her here hers him his how i if in into is it its itself just let like made make makes making may
me might mine more most much must my myself nor now of off on once one only or other our ours out over own please
really said same say says see she should so some such than that the their theirs them then there these they thing
things this those through to too under until up us use used using very was we were what when where which while who
whom why will with would you your yours yet im ive id ill youre dont doesnt didnt isnt wasnt arent cant couldnt wont
however still even since ever many lot every around always
`;
const chinese = `
的 了 是 在 我 你 他 她 它 我们 你们 他们 她们 自己 大家 这 那 这个 那个 这些 那些 这样 那样 这么 那么 什么 怎么 怎样
为什么 哪里 哪个 谁 有 没有 也 都 就 还 又 再 很 非常 特别 十分 比较 挺 太 真 真的 还是 还有 就是 但是 但 而且 而 因为
所以 如果 虽然 不过 只是 可是 并且 或者 和 与 及 跟 对 对于 关于 从 到 把 被 给 让 向 往 比 为 为了 以 由 用 使用 可以
能 能够 会 要 想 应该 可能 必须 需要 一个 一些 一点 一下 一次 一直 一样 有点 有些 几个 很多 许多 上 下 里 中 后 前 来 去
做 说 看 觉得 感觉 认为 希望 知道 出现 进行 时候 现在 之后 以后 之前 以前 已经 然后 其他 其实 所有 每次 每个 东西 地方
事情 情况 方面 问题 公司 产品 贵 贵司 吧 吗 呢 啊 哦 嗯 呀 哈 么 嘛 啦 等 等等 得 地 着 过 个 次 不 没 不是 别 是否
`;

const words = (text: string): string[] => text.trim().split(/\s+/);

export const stopWords: ReadonlySet<string> = new Set([...words(english), ...words(chinese)]);
/** What turns the word after it round. */
export const negations: ReadonlySet<string> = new Set(['not', 'no', 'never', 'without', '不', '没', '没有', '不够']);
