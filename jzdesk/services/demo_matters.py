"""What the demo county's cases, talks and tolerance reviews are about, in the words such papers use."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Matter:
    """A kind of misconduct: `facts` with {year} and {amount} (万元), codes of violation, eight_rules and source,
    the amount in 万元 between `low` and `high`, and the unit levels where it happens ('' for any)."""

    facts: str
    violation: str
    source: str
    eight_rules: str = ""
    low: float = 0.0
    high: float = 0.0
    levels: str = ""


LIGHT: tuple[Matter, ...] = (
    Matter("{year}年，违规公款吃喝{amount}万元，在单位食堂以其他名目列支", "integrity", "supervision", "x2", 0.2, 2.4),
    Matter("{year}年春节前后，违规收受管理服务对象所送礼品礼金{amount}万元", "integrity", "letters", "x1", 0.3, 3.0),
    Matter("{year}年，擅自决定向职工发放节日补贴{amount}万元", "integrity", "audit", "x3", 1.5, 18.0, "county town"),
    Matter("{year}年，违规为其子操办婚宴，收受管理服务对象礼金{amount}万元", "integrity", "letters", "x4", 0.4, 2.6),
    Matter("{year}年，公车私用并在单位报销油费{amount}万元", "integrity", "inspection", "x6", 0.1, 0.9, "county town"),
    Matter("{year}年，在低保动态管理中审核把关不严，致使不符合条件的12户违规享受低保资金{amount}万元", "work",
           "inspection", "f2", 1.2, 8.5, "town village"),
    Matter("{year}年，负责高标准农田项目期间监管不力，施工方虚报工程量{amount}万元未被发现", "work", "audit", "", 3.0, 22.0,
           "county town"),
    Matter("{year}年，耕地保护巡查流于形式，对辖区违法占用耕地问题未及时制止", "work", "superior", "f2", 0, 0, "town village"),
    Matter("{year}年，扶贫公益岗位管理失职，重复发放补贴{amount}万元", "work", "inspection", "f2", 0.4, 3.2, "town village"),
    Matter("{year}年，优亲厚友，将其亲属纳入危房改造补助对象，违规领取{amount}万元", "masses", "letters", "", 0.6, 2.8,
           "town village"),
    Matter("{year}年，违规向村民收取办证费用共计{amount}万元", "masses", "letters", "", 0.2, 1.6, "village"),
    Matter("{year}年，未按规定报告个人有关事项，隐瞒房产一套", "organization", "report", "", 0, 0, "county town dispatched"),
    Matter("{year}年，未经批准因私出国（境）2次", "organization", "report", "", 0, 0, "county town"),
    Matter("{year}年，酒后在公共场所与他人争执并辱骂群众，造成不良影响", "life", "justice", "", 0, 0),
    Matter("{year}年，醉酒驾驶机动车，被公安机关查获，检察机关决定不起诉", "life", "justice"),
    Matter("{year}年，在污染防治督察整改中上报虚假进度", "political", "superior", "f1", 0, 0, "county town"),
    Matter("{year}年，落实安全生产监管职责不到位，对辖区一起一般事故负有重要领导责任", "work", "enforcement", "", 0, 0,
           "county town"),
    Matter("{year}年，在工程项目招标中违反规定变更资格条件", "work", "audit", "", 0, 0, "county town"),
)  # fmt: skip
"""Matters that end with a light sanction or a first-form measure."""

HEAVY: tuple[Matter, ...] = (
    Matter("{year}年至次年，利用职务便利在项目承揽方面为他人谋取利益，收受财物{amount}万元", "integrity", "investigation", "x1",
           12.0, 96.0),
    Matter("{year}年，伙同他人虚报冒领征地补偿款{amount}万元，据为己有", "integrity", "audit", "", 4.0, 38.0, "town village"),
    Matter("{year}年，截留、挪用村集体资金{amount}万元用于个人经营", "integrity", "letters", "", 5.0, 45.0, "village"),
    Matter("{year}年，参与赌博，并向管理服务对象借款{amount}万元长期不还", "life", "justice", "", 6.0, 30.0),
    Matter("{year}年，严重失职，致使专项资金{amount}万元被骗取", "work", "audit", "", 40.0, 260.0, "county town"),
)  # fmt: skip

TALKS: tuple[tuple[str, ...], ...] = (
    ("受处分后想不通，学习条例后认识到自己确实违反了纪律，服从组织决定。", "对处分心服口服，在支部会上作了检讨。",
     "认识到手中的权力是人民给的，今后一定守住底线。"),
    ("思想已经平稳，没有抵触情绪。", "刚受处分时睡不好，现在放下了包袱。", "有一点顾虑，担心同事另眼相看，帮带人谈过后好多了。"),
    ("分管工作按期完成，防汛期间连续值守12天。", "每周下村两次，走访脱贫户36户。", "承担了今年的项目申报，资金到位420万元。"),
    ("家庭和睦，没有困难。", "父亲住院，经济上有些压力，单位工会已慰问。", "孩子今年高考，家里支持工作。"),
    ("职务、工资、考核、归档均已执行到位。", "年度考核写评语不定等次，当年奖金未发，均无异议。", "处分决定已公开宣布，材料已归档。"),
    ("帮带人每月谈心一次，单位党组织负责人谈过两次。", "帮带人陪同下乡，手把手教财务制度。", "支部没有另眼相看，照常安排任务。"),
    ("没有意见。", "建议多到基层讲一讲典型案例。", "希望多办一些财经纪律的培训。"),
    ("已告知影响期起止和期满后的有关政策，本人清楚。", "已说明申诉权利和期满考核的要求。"),
    ("希望放下包袱，把眼前工作做扎实。", "要求举一反三，管好身边人。", "鼓励其以实绩挽回影响。"),
)  # fmt: skip
"""Answers to the nine sections of the talk outline."""

SIDES: tuple[tuple[str, ...], ...] = (
    ("工作主动，没有消极情绪。", "受处分后更加谨慎，任务完成较好。", "有时畏难，仍需督促。"),
    ("待人诚恳，遇事肯商量。", "群众反映办事比以前快。"),
    ("家属支持其工作，情绪稳定。", ""),
)
"""What the head of the unit, colleagues and the family say."""

FOLLOW_UPS = (
    "协调民政部门了解其母亲医疗救助申请情况", "督促单位补齐年度考核登记材料", "请镇党委安排其参加财务业务培训",
    "落实其反映的办公用房调整问题", "转交其对村级财务公开的建议并反馈",
)  # fmt: skip

HONEST: tuple[tuple[str, str, str], ...] = (
    ("招商引资项目先行供地", "为抢抓工期，经集体研究先行平整土地，后因上级政策调整未能办成手续，造成前期投入损失。", "P09"),
    ("村级光伏项目试点未达预期", "经村民代表大会同意试点，因并网政策变化收益未达预期，及时止损并公开账目。", "P02"),
    ("防汛抢险中临时征用民房", "险情紧急，经现场指挥部同意先行征用，事后补办手续并足额补偿。", "P08"),
    ("历史遗留小区办证容缺受理", "为解决142户群众办证难，经联席会议研究实行容缺办理，后发现3户资料不全。", "P10"),
    ("集镇供水管网改造方案调整", "老管网资料缺失，开挖后调整方案，超出概算但未突破总投资，手续补办滞后。", "P05"),
    ("乡镇产业路先建后补", "为赶在汛期前通车，先行组织施工，程序倒置，没有谋取私利。", "P03"),
    ("稻虾示范基地补助标准探索", "上级未定标准，参照邻县做法试行补助，政策出台后及时调整。", "P04"),
    ("电商直播助农补贴试行", "探索以奖代补，因细则不明确重复计奖，发现后主动追回。", "P02"),
)
"""Matters of tolerance reviews that may be tolerated: matter, facts, the positive item that fits."""

DISHONEST: tuple[tuple[str, str, str], ...] = (
    ("文化广场景观墙建设", "未经论证投入巨资建设景观墙，群众反映强烈。", "N01"),
    ("规上企业统计数据上报", "授意企业虚报产值数据。", "N02"),
    ("施工许可审批延误", "对企业申请事项三次退件，无正当理由拖延四个月。", "N03"),
    ("砂石码头整治不力", "码头违规作业致使水源地污染，造成严重后果。", "X4"),
    ("烟花仓储安全监管", "对重大隐患长期失察，发生重大安全责任事故。", "X3"),
)
"""Matters that a negative item or an exclusion locks."""

KINDS: dict[str, str] = {
    "驻村第一书记生活与工作补贴": "subsidy", "招商引资项目先行供地": "invest", "村级光伏项目试点未达预期": "reform",
    "防汛抢险中临时征用民房": "emergency", "历史遗留小区办证容缺受理": "approval", "集镇供水管网改造方案调整": "project",
    "乡镇产业路先建后补": "project", "稻虾示范基地补助标准探索": "subsidy", "电商直播助农补贴试行": "subsidy",
    "文化广场景观墙建设": "project", "施工许可审批延误": "approval", "砂石码头整治不力": "environment",
}  # fmt: skip
"""The kind of those matters (list matter_kind)."""
