"""Names of the pretend township's places and people; no real village or person is meant."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class PlaceName:
    """A name in Chinese and English, and the id that stands for it."""

    zh: str
    en: str
    id: str


TOWNSHIP = PlaceName("大溪乡", "Daxi Township", "daxi")
COUNTY = PlaceName("溪源县", "Xiyuan County", "xiyuan")
_MORE_TOWNSHIPS = (
    ("竹口镇", "Zhukou Town"), ("双溪镇", "Shuangxi Town"), ("石塘镇", "Shitang Town"),
    ("安岭乡", "Anling Township"),
    ("云和坪镇", "Yunheping Town"), ("黄田乡", "Huangtian Township"), ("白鹤镇", "Baihe Town"),
    ("东平乡", "Dongping Township"), ("梅源镇", "Meiyuan Town"), ("龙宫洞镇", "Longgongdong Town"),
    ("沙湾镇", "Shawan Town"), ("青山头乡", "Qingshantou Township"), ("渔塘乡", "Yutang Township"),
    ("大洋路镇", "Dayanglu Town"), ("新建坪乡", "Xinjianping Township"), ("岩樟乡", "Yanzhang Township"),
    ("仙都口镇", "Xiandukou Town"), ("前路乡", "Qianlu Township"), ("溶江乡", "Rongjiang Township"),
    ("胡源口乡", "Huyuankou Township"), ("七里渡乡", "Qilidu Township"), ("三溪镇", "Sanxi Town"),
    ("舒桥乡", "Shuqiao Township"), ("方山前乡", "Fangshanqian Township"), ("石帆镇", "Shifan Town"),
    ("章旦坪乡", "Zhangdanping Township"), ("高湖沿镇", "Gaohuyan Town"),
)  # fmt: skip

_KNOWN_VILLAGES = (
    ("柳树湾", "liushuwan"), ("石桥头", "shiqiaotou"), ("樟树下", "zhangshuxia"), ("杨家坪", "yangjiaping"),
    ("龙潭口", "longtankou"), ("竹溪", "zhuxi"), ("梅岭脚", "meilingjiao"), ("白沙渡", "baishadu"),
    ("大塘沿", "datangyan"), ("双井", "shuangjing"), ("金竹坑", "jinzhukeng"), ("枫树坪", "fengshuping"),
    ("后山背", "houshanbei"), ("麻车埠", "machebu"), ("水碓坑", "shuiduikeng"), ("古井头", "gujingtou"),
    ("青石岩", "qingshiyan"), ("莲塘", "liantang"), ("茶园坞", "chayuanwu"),
    ("东坑口", "dongkengkou"), ("凤凰山", "fenghuangshan"), ("银杏坪", "yinxingping"),
    ("黄泥岭", "huangniling"), ("云岭", "yunling"), ("桃源", "taoyuan"), ("下叶", "xiaye"),
    ("西溪沿", "xixiyan"), ("上坞", "shangwu"),
)  # fmt: skip
_FIRST_PARTS = (
    ("陈家", "chenjia"), ("王家", "wangjia"), ("李家", "lijia"), ("徐家", "xujia"), ("吴家", "wujia"),
    ("周家", "zhoujia"), ("胡家", "hujia"), ("朱家", "zhujia"), ("何家", "hejia"), ("林家", "linjia"),
    ("郑家", "zhengjia"), ("方家", "fangjia"), ("潘家", "panjia"), ("邵家", "shaojia"), ("汪前", "wangqian"),
    ("上洋", "shangyang"), ("下洋", "xiayang"), ("前山", "qianshan"), ("里山", "lishan"), ("外山", "waishan"),
    ("松树", "songshu"), ("杨梅", "yangmei"), ("板栗", "banli"), ("乌桕", "wujiu"), ("毛竹", "maozhu"),
    ("清水", "qingshui"), ("冷水", "lengshui"), ("红岩", "hongyan"), ("白岩", "baiyan"), ("鹅卵", "eluan"),
    ("石门", "shimen"), ("新屋", "xinwu"),
)  # fmt: skip
_LAST_PARTS = (
    ("坞", "wu"), ("坪", "ping"), ("岭", "ling"), ("塘", "tang"), ("坑", "keng"), ("桥", "qiao"),
    ("畈", "fan"), ("垄", "long"), ("宅", "zhai"), ("埠", "bu"), ("墩", "dun"), ("湾", "wan"),
)  # fmt: skip


def _villages() -> tuple[PlaceName, ...]:
    joined = tuple(
        (first_zh + last_zh, first_id + last_id)
        for last_zh, last_id in _LAST_PARTS
        for first_zh, first_id in _FIRST_PARTS
    )
    return tuple(
        PlaceName(f"{zh}村", f"{slug.capitalize()} Village", slug) for zh, slug in (*_KNOWN_VILLAGES, *joined)
    )


VILLAGES = _villages()

TOWNSHIPS = (
    TOWNSHIP,
    *(PlaceName(zh, en, en.split()[0].lower()) for zh, en in _MORE_TOWNSHIPS),
)


def within(township: PlaceName, village: PlaceName) -> PlaceName:
    """Name a village with the township it belongs to, where there are several (竹口镇柳树湾村)."""
    return PlaceName(f"{township.zh}{village.zh}", f"{village.en}, {township.en}", village.id)


# 点位: where a village puts its bins, cameras and speakers; the first ones exist in every village.
POINTS = (
    PlaceName("村口", "village entrance", "cunkou"),
    PlaceName("文化广场", "culture square", "guangchang"),
    PlaceName("小学门口", "school gate", "xiaoxue"),
    PlaceName("卫生室旁", "beside the clinic", "weishengshi"),
    PlaceName("河埠头", "river landing", "hebutou"),
    PlaceName("小卖部对面", "opposite the shop", "xiaomaibu"),
    PlaceName("村委会", "village office", "cunweihui"),
    PlaceName("农贸市场", "market", "nongmao"),
    PlaceName("祠堂前", "in front of the ancestral hall", "citang"),
    PlaceName("公交站", "bus stop", "gongjiaozhan"),
    PlaceName("桥头", "bridge head", "qiaotou"),
    PlaceName("公厕旁", "beside the public toilet", "gongce"),
    PlaceName("老樟树下", "under the old camphor tree", "laozhangshu"),
    PlaceName("停车场", "car park", "tingchechang"),
    PlaceName("晒谷场", "threshing ground", "shaiguchang"),
    PlaceName("养老食堂", "elders' canteen", "shitang"),
)

HAMLETS = ("第一村民组", "第二村民组", "第三村民组", "第四村民组", "第五村民组")
GRIDS = ("第一网格", "第二网格", "第三网格")

SURNAMES = tuple("陈王李徐吴周胡朱何林郑方潘邵汪叶章金黄赵杨蒋楼傅程戴施俞")
GIVEN_NAMES = (
    "建国", "秀英", "国平", "小红", "志强", "桂兰", "永福", "彩凤", "金根", "玉梅", "伟民", "春燕",
    "土根", "美娟", "水生", "爱珍", "明华", "丽萍", "德才", "素芬", "立新", "雪琴", "有根", "月仙",
    "俊杰", "婷", "磊", "静", "晓东", "佳怡", "文斌", "巧云",
)  # fmt: skip
