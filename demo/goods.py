"""What is in dispute: the goods, the people, and what they write."""
# Chinese has punctuation marks of its own

from dataclasses import dataclass
from typing import Final, Literal

Kind = Literal["consumer", "merchant"]


@dataclass(frozen=True, slots=True)
class Person:
    name: str
    email: str
    kind: Kind = "consumer"


@dataclass(frozen=True, slots=True)
class Matter:
    """An order that went wrong, as both sides tell it."""

    item: str
    claimant: Person
    respondent: Person
    currency: str
    price: tuple[int, int]
    """Between these, in major units."""
    reason: str
    remedy: str
    share: float
    """How much of the price is claimed."""
    claim: str
    answer: str
    admission: str
    language: str
    zone: str


def shop(name: str, email: str) -> Person:
    return Person(name, email, "merchant")


MATTERS: Final = (
    Matter(
        "Enamel kettle, 1.7 l",
        Person("Anna Vogt", "anna.vogt@example.org"),
        shop("Kessel & Sohn GmbH", "service@kessel.example"),
        "EUR",
        (38, 64),
        "not_as_described",
        "refund",
        1.0,
        "The listing says induction and dishwasher safe. It is neither, and the lid leaks steam.",
        "It left our workshop in good order, and the leaflet says gas and electric hobs only.",
        "The listing was wrong: it described the next model. We are sorry.",
        "en",
        "Europe/Berlin",
    ),
    Matter(
        "无线降噪耳机",
        Person("王芳", "wangfang@example.cn"),
        shop("星海数码专营店", "kefu@xinghai.example"),
        "CNY",
        (499, 899),
        "not_received",
        "refund",
        1.0,
        "物流显示已签收，但我当天在外地，门卫和邻居都没有收到包裹。",
        "快递公司提供了签收照片，包裹放在了您填写的地址门口。",
        "经核实，快递员投错了楼栋，我们同意退款。",
        "zh-CN",
        "Asia/Shanghai",
    ),
    Matter(
        "Leather shoulder bag",
        Person("Emily Carter", "emily.carter@example.com"),
        shop("Luxe Outlet LLC", "claims@luxe-outlet.example"),
        "USD",
        (180, 420),
        "counterfeit",
        "refund",
        1.0,
        "The serial number is known to the maker as a fake; their letter is with my platform.",
        "All our goods come from an authorised distributor, whose invoice we can show.",
        "Our supplier has deceived us as well. We will refund the bag in full.",
        "en",
        "America/New_York",
    ),
    Matter(
        "抹茶点心礼盒",
        Person("佐藤健", "ken.sato@example.jp"),
        shop("京都茶舗", "info@kyoto-chaho.example"),
        "JPY",
        (4200, 9800),
        "not_received",
        "refund",
        1.0,
        "礼盒原定母亲节前送达，至今没有收到，查询号码也不存在。",
        "订单于五月六日交给承运人，延误并非本店所致。",
        "本店查明包裹漏发，深表歉意，同意全额退款。",
        "zh-CN",
        "Asia/Tokyo",
    ),
    Matter(
        "Gaming subscription, yearly",
        Person("Yousef Al-Sabah", "yousef@example.com.kw"),
        shop("Diwan Games W.L.L.", "billing@diwan-games.example"),
        "KWD",
        (18, 36),
        "unauthorised",
        "refund",
        1.0,
        "I cancelled the trial on its third day. A year was charged without my consent.",
        "The trial was never cancelled: our log has no such request from the account.",
        "The cancellation was lost in our old system. The charge was not authorised.",
        "en",
        "Asia/Kuwait",
    ),
    Matter(
        "Concert tickets, pair",
        Person("Lucía Romero", "lucia.romero@example.es"),
        shop("Entradas Sur S.L.", "ayuda@entradas-sur.example"),
        "EUR",
        (90, 160),
        "wrong_amount",
        "partial_refund",
        0.35,
        "Two tickets were advertised at the price of the stalls; the balcony fee was added twice.",
        "The second fee is the service charge, which was shown before payment.",
        "The service charge was indeed taken twice.",
        "en",
        "Europe/Madrid",
    ),
    Matter(
        "羊毛大衣",
        Person("李静", "lijing@example.cn"),
        shop("织锦服饰旗舰店", "shouhou@zhijin.example"),
        "CNY",
        (880, 1680),
        "counterfeit",
        "refund",
        1.0,
        "吊牌写百分之百羊毛，送检结果为涤纶百分之七十，附检测报告。",
        "检测样品未经双方封存，我们不认可该报告。",
        "供应商以次充好，我们已下架该商品并同意退款。",
        "zh-CN",
        "Asia/Shanghai",
    ),
    Matter(
        "Carbon road wheelset",
        Person("Tom Okafor", "tom.okafor@example.com"),
        shop("Velo Direct Inc.", "support@velo-direct.example"),
        "USD",
        (520, 940),
        "not_as_described",
        "partial_refund",
        0.5,
        "Sold as new; the braking surface has the marks of many rides, see the photographs.",
        "The marks are from the test of every wheel before it is sent.",
        "These were a pair from our demonstration fleet, sent by mistake.",
        "en",
        "America/Chicago",
    ),
    Matter(
        "限定版相机镜头",
        Person("陈志强", "chen.zq@example.cn"),
        shop("光影器材株式会社", "support@kouei.example"),
        "JPY",
        (58000, 96000),
        "not_as_described",
        "partial_refund",
        0.4,
        "商品页写明全新，镜片内有明显霉点，机身序列号已注册。",
        "商品为展示机，页面已注明，外观检查时未发现霉点。",
        "检查记录有误，该镜头确为二手商品。",
        "zh-CN",
        "Asia/Shanghai",
    ),
    Matter(
        "Card terminal, three months",
        shop("Café Lumen SARL", "gerance@cafe-lumen.example"),
        shop("PayBox Services SAS", "contrats@paybox.example"),
        "EUR",
        (210, 390),
        "wrong_amount",
        "partial_refund",
        0.6,
        "The contract says 0.9 % a payment; the statements of all three months took 1.75 %.",
        "The lower rate holds from a monthly volume that was not reached.",
        "The tariff was set up wrongly for this merchant.",
        "en",
        "Europe/Paris",
    ),
    Matter(
        "Espresso beans, 40 kg",
        shop("Gulf Roasters Co.", "orders@gulf-roasters.example"),
        shop("Origin Trading W.L.L.", "sales@origin-trading.example"),
        "KWD",
        (140, 260),
        "not_received",
        "refund",
        1.0,
        "The pallet never reached our warehouse; the signature on the waybill is nobody's here.",
        "The waybill is signed and stamped; our duty ended at the gate.",
        "The carrier has found the pallet at another address. We refund the order.",
        "en",
        "Asia/Kuwait",
    ),
    Matter(
        "Phone, 256 GB",
        Person("Grace Lin", "grace.lin@example.com"),
        shop("Harbor Mobile Corp.", "care@harbor-mobile.example"),
        "USD",
        (610, 990),
        "unauthorised",
        "refund",
        1.0,
        "I did not order this: it was bought from my account while I was on a flight.",
        "The order came from the device that the account has used for two years.",
        "Our review found a takeover of the account. The payment was not authorised.",
        "en",
        "America/Los_Angeles",
    ),
    Matter(
        "空气净化器",
        Person("赵敏", "zhaomin@example.cn"),
        shop("清风家电商城", "service@qingfeng.example"),
        "CNY",
        (1200, 2300),
        "wrong_amount",
        "partial_refund",
        0.3,
        "下单时页面显示满减后价格，实际扣款未减优惠，多收三成。",
        "优惠活动于当日十二时结束，订单于十二时零三分付款。",
        "系统时间有误，应按优惠价结算，差额退还。",
        "zh-CN",
        "Asia/Shanghai",
    ),
    Matter(
        "Returned lens, restocking",
        shop("Foto Nord AB", "retur@fotonord.example"),
        Person("Jonas Lind", "jonas.lind@example.se"),
        "EUR",
        (240, 480),
        "other",
        "damages",
        0.25,
        "What came back is another, older lens than the one that we had sold: the number differs.",
        "I returned what I had received. Your warehouse mixed up two parcels.",
        "I did mix up my two lenses, and will pay for the difference.",
        "en",
        "Europe/Stockholm",
    ),
)
"""Every one of the reasons and currencies that the table of outcomes is to show is here."""
