"""On what the goals of the score rest."""

from hub.words import Word

KEPT = Word("收下的不丢不重", "what is accepted is kept, once")
TRUE = Word("显示的必须属实", "what is shown is true")
NOTICED = Word("该知道的必须知道", "what matters is told")
SOUNDED = Word("至多响一次，不迟播", "heard at most once, never late")
PROVEN = Word("凭证据销号", "closed by evidence alone")
COLLECTED = Word("垃圾桶平台的验收值", "what bin platforms are accepted by")
ONE_OPERATOR = Word(
    "一名值班员的负荷，EEMUA 191、ISA-18.2", "what one operator can take, EEMUA 191, ISA-18.2"
)
SEVEN = Word("一眼看得完", "read at one glance")
PUBLISHED = Word(
    "完整的学术系统在 15 个公开事件上的水平，AVSS2007、PETS2006",
    "what complete systems reach on 15 public events, AVSS2007 and PETS2006",
)
