"""What scoring says to the person at the terminal, in English and Chinese."""

from deploy.sayings import Saying

RUN_CUT_OFF = Saying(
    "{path}, line {line}: cut off; the run was killed while it wrote, so it cannot be scored: simulate again",
    "{path} 第 {line} 行不完整：写入时运行被中断，无法评分，请重新模拟",
)
UNREADABLE = Saying(
    "cannot read {path}: {error}; expected the folder of a run (`village-hub simulate --out`) or its "
    "truth.jsonl, with sent.jsonl and answers.jsonl beside it",
    "无法读取 {path}：{error}；应为一次模拟运行的目录（simulate 的 --out）或其中的 truth.jsonl，"
    "同一目录须有 sent.jsonl 和 answers.jsonl",
)
NOT_A_LINE = Saying("{path}, line {line}: {error}", "{path} 第 {line} 行格式不符")
NO_RUN_LINE = Saying(
    '{path}: {count} lines say what run it is of ("what": "run"), expected one',
    "{path}：应有且仅有一行运行说明（run），实有 {count} 行",
)
MORE_THAN_TOLD = Saying(
    "{path}: the hub has more than the {most} it tells at once; a score of a part would be false",
    "{path}：超过一次可返回的 {most} 条，只凭一部分评分会失真",
)
PLAYING = Saying("Playing", "正在模拟")
SIMULATION_FAILED = Saying(
    "scenario {scenario}: the simulation ended with {code}; its logs lie in its folder",
    "剧本 {scenario}：模拟异常结束（{code}），日志在其目录中",
)
NOT_COMPLETE = Saying(
    "scenario {scenario}: the devices had not said everything when it ended; play it on a quieter machine",
    "剧本 {scenario}：结束时设备尚未说完，请在较空闲的机器上重新运行",
)
FIGURE_WORSE = Saying(
    "{scenario}: {label.en} is {now}{unit} and was {kept}; it may be worse by {slack}",
    "{scenario}：{label.zh}为 {now}{unit}，原为 {kept}，允许变差 {slack}",
)
NOT_COUNTED = Saying(
    "{count} more figures had nothing to count in this run.",
    "另有 {count} 项指标在本次运行中没有可计的情况。",
)
SCORE_WRITTEN = Saying("Written: {path}", "已写入：{path}")
