"""What the demo shows on the terminal, in Chinese and English: what runs where, and the way in."""

import json
from collections.abc import Mapping, Sequence
from pathlib import Path

from rich.box import SIMPLE
from rich.console import Console
from rich.markup import escape
from rich.panel import Panel
from rich.table import Table

from deploy import sayings
from deploy.config import VillageSettings
from deploy.findings import Finding, Verdict
from deploy.sayings import shown
from deploy.servers import OPERATOR
from devices.sim.world.scenario import load

_NAMES = {
    "mosquitto": "MQTT broker 消息代理",
    "influxdb": "InfluxDB 时序数据库",
    "hub": "Hub, console 中枢控制台",
    "vision": "Vision worker 视觉识别",
    "field": "Pretend township 模拟乡镇",
    "voices": "Simulated devices 模拟设备",
    "pictures": "Simulated cameras 模拟摄像头",
}


_PARTS = {
    "disk": "disk 磁盘",
    "clock": "clock 时钟",
    "/dev/shm": "/dev/shm 共享内存",  # noqa: S108  a name, no file of ours
    "passwords": "passwords 口令",
    "speech": "speech 语音",
    "ports": "ports 端口",
    "servers": "servers 服务",
    "broker": "broker 消息代理",
    "hub": "hub 中枢",
    "balance": "balance 对账",
}


class Screen:
    """The terminal."""

    def __init__(self, console: Console | None = None) -> None:
        self._console = console or Console(highlight=False)

    def say(self, text: str) -> None:
        """Show one line."""
        self._console.print(text, markup=False, soft_wrap=True)

    def running(self, settings: VillageSettings, pids: Mapping[str, int]) -> None:
        """Show the table of what runs where."""
        table = Table(title=f"{settings.site.name} · village-hub", title_justify="left", box=SIMPLE)
        for heading in ("What 部件", "Where 地址", "PID 进程"):
            table.add_column(heading, overflow="fold")
        for name, pid in pids.items():
            table.add_row(_NAMES[name], _address(name, settings), str(pid))
        self._console.print(table)

    def way_in(
        self, home: Path, settings: VillageSettings, password: str | None, notes: Sequence[str] = ()
    ) -> None:
        """Show where a person goes, where things lie, and how to end it all.

        The first password, None when it opens nothing any more; that of a real installation is not shown
        where nobody watches: that is a log.
        """
        if password is None:
            password = sayings.PASSWORD_CHANGED.line()
        elif settings.simulation is None and not self._console.is_terminal:
            password = sayings.PASSWORD_KEPT.line(file=home / "secrets.json")
        lines = [
            f"Console 控制台   {settings.http.public_url}/",
            f"User 用户        {OPERATOR}",
            f"Password 密码    {password}",
            f"Logs 日志        {shown(home / 'log')}/",
            "",
            *notes,
            "Ctrl-C stops everything · 按 Ctrl-C 全部停止",
        ]
        self._console.print(Panel("\n".join(lines), expand=False))

    def findings(self, findings: Sequence[Finding]) -> None:
        """Show what the doctor found."""
        table = Table(title="village-hub doctor 体检", title_justify="left", box=SIMPLE)
        for heading in ("Part 部件", "State 状态", "Answer and what to do 回答与办法"):
            table.add_column(heading, overflow="fold")
        for finding in findings:
            said = "\n".join(text for text in (finding.answer, finding.advice) if text)
            table.add_row(_PARTS.get(finding.part, finding.part), _VERDICTS[finding.verdict], escape(said))
        self._console.print(table)

    def figures(self, title: str, figures: Mapping[str, object]) -> None:
        """Show named figures, those of a group one by one."""
        table = Table(title=title, title_justify="left", show_header=False)
        for name, value in figures.items():
            if not isinstance(value, Mapping):
                table.add_row(name, str(value))
                continue
            for inner, figure in value.items():
                table.add_row(f"{name} · {inner}", str(figure))
        self._console.print(table)

    def table(self, headings: Sequence[str], rows: Sequence[Sequence[str]]) -> None:
        """Show rows of plain text below their headings."""
        table = Table(box=SIMPLE)
        for place, heading in enumerate(headings):
            # What stands first is a name that people copy.
            table.add_column(heading, overflow="fold", no_wrap=place == 0)
        for row in rows:
            table.add_row(*(escape(cell) for cell in row))
        self._console.print(table)

    def json(self, value: object) -> None:
        """Show a value as JSON, and nothing else."""
        self._console.file.write(json.dumps(value, ensure_ascii=False, indent=1) + "\n")


_VERDICTS = {
    Verdict.GOOD: "[green]good 正常[/]",
    Verdict.WEAK: "[yellow]weak 欠缺[/]",
    Verdict.FAILED: "[red]failed 故障[/]",
}


def _address(name: str, settings: VillageSettings) -> str:
    match name:
        case "mosquitto":
            return f"mqtt://{settings.mqtt.host}:{settings.mqtt.port}"
        case "influxdb":
            return f"{settings.series.url} · {settings.series.database}"
        case "hub":
            return settings.http.public_url
        case "vision":
            return f"{len(settings.cameras)} cameras 路摄像头"
        case "field" if settings.simulation is not None:
            size = load(settings.simulation.scenario).size
            return f"{size.villages} villages 村, {size.bins} bins 桶, {size.speakers} speakers 喇叭"
        case _:
            return ""
