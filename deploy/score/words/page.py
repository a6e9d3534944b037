"""What stands on docs/generated/score.md besides the figures, in Chinese and English."""

from collections.abc import Mapping

from deploy.score.figure import Better, Slack
from hub.words import Word

TITLE = Word("评分", "Score")
HOW = Word(
    "由 `make score` 生成，请勿手工修改。五个剧本各自在真实的消息代理、时序库、中心和视觉进程上运行一遍，"
    "世界的真实情况写在 truth.jsonl，实际发出和听到的写在 sent.jsonl，最后向中心提问，三者逐条比对。"
    "“—”表示该剧本中没有可计的情况。括号内是情况数。",
    "Written by `make score`; do not edit. Each of the five scenarios is played on a real broker, series "
    "store, hub and "
    "vision worker; what the world was stands in truth.jsonl, what was sent and heard in sent.jsonl; at "
    "the end the hub "
    "is asked, and the three are compared case by case. “—”: nothing to count in that scenario. In "
    "brackets: of "
    "how many cases.",
)
FIGURES = Word("各剧本得分", "Figures of the scenarios")
EFFORT = Word("速度与内存", "Speed and memory")
MEANINGS = Word("指标定义", "What each figure counts")
NEXT = Word("未达目标，下一步工作", "What scores badly: the next work")
NOTHING_BAD = Word("所有目标均已达到。", "Every goal is reached.")

FIGURE = Word("指标", "figure")
UNIT = Word("单位", "unit")
DIRECTION = Word("方向", "better")
GOAL = Word("目标（依据）", "goal (on what it rests)")
MEANING = Word("定义", "definition")
SLACK = Word("允许变差", "may be worse by")
SCENARIO = Word("剧本", "scenario")
WALL = Word("用时", "took")
SPEED = Word("倍速", "speed factor")
MEMORY = Word("内存峰值", "peak memory")
SEED = Word("种子", "seed")
VALUE = Word("得分", "figure")
WHY = Word("原因与下一步", "why, and what next")

DIRECTIONS: Mapping[Better, Word] = {
    Better.LOWER: Word("越低越好", "lower"),
    Better.HIGHER: Word("越高越好", "higher"),
}
SLACKS: Mapping[Slack, Word] = {
    Slack.EXACT: Word("同一世界应完全相同", "the same world gives the same"),
    Slack.TIMING: Word("取决于到达和刷新的时刻", "depends on when things arrive and screens are written"),
    Slack.SEEING: Word("取决于判断的是哪些画面", "depends on which pictures were judged"),
}
