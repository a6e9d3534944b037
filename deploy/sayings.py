"""Every sentence that a command says to a person, in English and Chinese. Standard library only."""

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True)
class Saying:
    """One sentence in both languages, with {fields} as `str.format` reads them."""

    en: str
    zh: str

    def of(self, **values: object) -> str:
        """Say it on two lines, English first."""
        return f"{self.en.format(**values)}\n{self.zh.format(**values)}"

    def line(self, **values: object) -> str:
        """Say it on one line, for what is short."""
        return f"{self.en.format(**values)} {self.zh.format(**values)}"


def shown(path: Path) -> str:
    """Tell a path as a person at this terminal would: from the working folder when it lies below."""
    here = Path.cwd()
    return str(path.relative_to(here)) if path.is_relative_to(here) else str(path)


# Programs from outside, and what each is for.
IS_BROKER = Saying("the MQTT broker", "MQTT 消息代理")
WRITES_PASSWORDS = Saying("writes the broker's password file", "生成消息代理的口令文件")
KEEPS_SERIES = Saying(
    "keeps the time series; without it they go to SQLite", "保存时序数据；没有它时存入 SQLite"
)
SPEAKS = Saying("speaks announcements; without it none can be made", "合成广播语音；没有它就不能播发文字")
PLAYS = Saying("plays announcements beside a real loudspeaker", "在真实的大喇叭旁播放广播")
PART_MISSING = Saying(
    "{program} ({purpose.en}) is not installed: run `make demo` once, which brings it, or "
    "`apt-get install {package}` as root",
    "未安装 {program}（{purpose.zh}）：运行一次 `make demo` 即可自动安装，"
    "或以 root 身份执行 `apt-get install {package}`",
)

# Dead letters.
WHICH_LETTERS = Saying(
    "name exactly one of --group ID, --device ID, --all", "请在 --group ID、--device ID、--all 中指定一项"
)
LETTERS_REPLAYED = Saying(
    "{stored} stored, {duplicate} were there already, {again} still cannot be used, "
    "{gone} are no longer in the journal",
    "入库 {stored} 条，已有 {duplicate} 条，仍无法使用 {again} 条，原始日志中已不存在 {gone} 条",
)

# Installing.
USAGE = Saying("usage: python3 -m deploy.bootstrap {goals}", "用法：python3 -m deploy.bootstrap {goals}")
CANNOT_WRITE = Saying(
    "Cannot write {folder}: {error}. Copy the project to a place of yours, or free some space",
    "无法写入 {folder}。请把项目复制到您有写权限的目录，或清理磁盘空间",
)
BRINGING_PROGRAMS = Saying(
    "Bringing {programs} into .village/opt (nothing else is touched)",
    "正在把缺少的程序放入 .village/opt（不改动系统）",
)
BRINGING_PACKAGES = Saying("Bringing the Python packages into .venv", "正在把 Python 软件包装入 .venv")
PREVIEW_NEEDS_INFLUXDB = Saying(
    "the preview asks InfluxDB; here time series go to a SQLite file ([series] store)",
    "预览需要 InfluxDB；本机的时序数据存在 SQLite 文件中（[series] store）",
)
NO_INFLUX_ANSWER = Saying(
    "{url} does not answer as InfluxDB does: {error}", "{url} 未按 InfluxDB 的方式应答：{error}"
)
BRINGING_GRAFANA = Saying("bring Grafana's own types for the tests", "获取 Grafana 自带的类型定义用于测试")
NO_NPM = Saying(
    "going on without npm: the dashboards are not held against Grafana's own types and sanitizer",
    "没有 npm 也继续：看板不再用 Grafana 自带的类型定义和净化器检验",
)
GOING_ON = Saying("going on without {program}: {purpose.en}", "没有 {program} 也继续：{purpose.zh}")
NO_APT = Saying(
    "this machine has no apt-get: install {packages} with its own package manager so that they are on PATH, "
    "then run the same command again",
    "本机没有 apt-get：请用系统自带的包管理器安装 {packages}，确保在 PATH 中能找到，然后重新运行同一条命令",
)
NO_NETWORK = Saying(
    "No network, or apt's sources do not answer: connect (or set apt's proxy) and run the same again, "
    "or ask the administrator for `apt-get install {packages}`. Details: {log}",
    "没有网络，或 apt 软件源没有应答：请接通网络（或设置 apt 代理）后重试，或请管理员执行 "
    "`apt-get install {packages}`。详情见 {log}",
)
NO_INDEX = Saying(
    "The Python package index does not answer. Connect to the network, or name a mirror (UV_DEFAULT_INDEX or "
    "PIP_INDEX_URL), and run the same command again. Details: {log}",
    "Python 软件包索引没有应答。请接通网络，或指定镜像（UV_DEFAULT_INDEX 或 PIP_INDEX_URL），"
    "然后重新运行同一条命令。详情见 {log}",
)
NO_PIP = Saying(
    "python3-pip-whl brought no pip: ask the administrator for `apt-get install python3-venv`",
    "python3-pip-whl 中没有 pip：请管理员执行 `apt-get install python3-venv`",
)
STEP_FAILED = Saying("{title} failed: {words}. Details: {log}", "该步骤失败，详情见 {log}")
INTERRUPTED = Saying("Stopped. Run the same command again to go on", "已停止。重新运行同一条命令即可继续")

# Starting, running, stopping.
CANNOT_USE = Saying(
    "cannot use {path}: {error}; give it to this user (`chown`), or name another place",
    "无法使用 {path}：请把它的属主改为当前用户（`chown`），或换一个位置",
)
STARTING = Saying("Starting", "正在启动")
READY = Saying("Ready in {seconds:.1f} s", "已就绪")
STOPPING = Saying("Stopping ...", "正在停止……")
STOPPED = Saying("Everything stopped in {seconds:.1f} s", "已全部停止")
REPORT = Saying("Report", "报告")
PASSWORD_KEPT = Saying('"operator" in {file}', "见该文件的 operator 一项")
PASSWORD_CHANGED = Saying("changed or removed by a person since", "已由人员修改或停用")
ALREADY_RUNNING = Saying(
    "Another village-hub runs in {home}: end it first, or give this one another place by `--dir`",
    "{home} 中已有一个 village-hub 在运行：请先停止它，或用 `--dir` 换一个目录",
)
JOURNAL_TAKEN = Saying(
    "Another hub works in {folder}: end it first, or give this one another data_dir",
    "另一个中枢进程正在使用 {folder}：请先停止它，或为本进程另设 data_dir",
)
NO_JOURNAL = Saying(
    "There is no journal in {folder}: name the installation by --dir",
    "{folder} 中没有原始报文日志：请用 --dir 指定安装目录",
)
HUB_RUNS = Saying(
    "The hub works in {folder}: end it first, a replay must be alone with its ledger",
    "中枢进程正在使用 {folder}：请先停止它，补写时不能有其他进程使用台账",
)
LEDGER_UNUSABLE = Saying(
    "The ledger cannot be used: {error}. Run the same command again, it does nothing twice",
    "台账数据库不可用。请重新运行同一条命令，不会重复写入",
)
NO_TIME = Saying(
    "{text!r} is no time: write it like 2026-11-24T08:00",
    "{text!r} 不是时间：请按 2026-11-24T08:00 的格式书写",
)
REPLAY_MEANS = Saying(
    "{count} messages received from {since} until {until} are read again and their points written to the "
    "series store once more when the hub runs. They are the same points: none counts twice. Tickets, "
    "announcements, device states and the balance stay as they are",
    "将重新读取 {since} 至 {until} 收到的 {count} 条消息，中枢启动后把其数据点再次写入时序数据库。"
    "数据点与原来相同，不会重复；案卷、播报、设备状态和消息账目保持不变",
)
REPLAY_ASKED = Saying("Go on?", "继续吗？")
JOURNAL_UNUSABLE = Saying(
    "The journal cannot be used and was left as it is: {error}", "原始报文日志无法使用，未作任何改动：{error}"
)
PROFILE_UNUSABLE = Saying(
    "A product in data_dir/profiles is described wrongly: {error}",
    "data_dir/profiles 中的产品描述有误：{error}",
)
SPEAKER_UNUSABLE = Saying("The speaker cannot run: {error}", "喇叭程序无法运行：{error}")
SPEAKER_RUNS = Saying("Speaker {device} listens to {broker}", "喇叭 {device} 已连接 {broker}")
LISTENING = Saying(
    "Listening for {seconds} s: let the horn sound at volume 100 now",
    "正在收听 {seconds} 秒：请现在以音量 100 播放",
)
LEVEL = Saying("expected_dbfs = {level}", "expected_dbfs = {level}")
KEY_REPLACED = Saying(
    "The hub's key from its next start on: {key}\n"
    "Restart it now; speakers come over by themselves, new ones are set up with this key.",
    "中心下次启动后使用的公钥：{key}\n请立即重启中心；已有喇叭会自动切换，新喇叭请使用该公钥。",
)
KEY_UNUSABLE = Saying("The hub cannot sign its orders: {error}", "中心无法为指令签名：{error}")
LISTEN_FAILED = Saying(
    "A port of [listeners] cannot be used: {error}", "[listeners] 中的端口无法使用：{error}"
)
PORT_TWICE = Saying(
    "Port {port} is wanted twice, once for {what.en}: choose another, such as `{option}`",
    "端口 {port} 被指定了两次，其中一次给{what.zh}：请换一个，例如 `{option}`",
)
PORT_TAKEN = Saying(
    "Port {port} for {what.en} is already in use: end the program that listens there, or choose another port "
    "with `{option}`, or by {key} in village.toml",
    "{what.zh}的端口 {port} 已被占用：请停止占用它的程序，"
    "或用 `{option}` 换一个端口，也可修改 village.toml 中的 {key}",
)
CONSOLE = Saying("the console", "控制台")
BROKER = Saying("the MQTT broker", "消息代理")
INFLUXDB = Saying("InfluxDB", "InfluxDB ")
NO_INFLUXDB = Saying(
    "InfluxDB is not installed: time series go to a SQLite file; Grafana needs InfluxDB",
    "未安装 InfluxDB：时序数据存入 SQLite 文件；Grafana 看板需要 InfluxDB",
)
NOT_READY = Saying("{name} did not become ready ({log}): {words}", "{name} 未能就绪，请看日志 {log}")
ENDED = Saying(
    "{name} ended ({how}), again in {pause_s:g} s; its last words are in {log}",
    "{name} 已退出，{pause_s:g} 秒后重启，原因见日志 {log}",
)
STARTED_AGAIN = Saying("{name} was started again", "已重新启动")
NO_PASSWORDS = Saying("{program} could not write the passwords: {words}", "{program} 无法生成口令文件")
NO_BROKER = Saying(
    "The broker does not let {user} in: see the log of mosquitto",
    "消息代理拒绝了 {user}：请看 mosquitto 的日志",
)
BAD_STORE = Saying("--store {store}: expected one of {stores}", "--store {store}：只能是 {stores} 之一")
NO_STRACE = Saying(
    "A slower disk needs strace: apt-get install strace", "模拟慢盘需要 strace：apt-get install strace"
)
NOT_BACK = Saying(
    "The hub took no messages again within {seconds:g} s", "{seconds:g} 秒内枢纽没有重新开始接收消息"
)
NOT_IN_TIME = Saying("Not within {seconds:g} s: {what}", "{seconds:g} 秒内没有达到：{what}")
NOT_ALL_STORED = Saying(
    "Not all messages were stored within {seconds:g} s: {balance}", "{seconds:g} 秒内没有全部入库：{balance}"
)

# Settings and passwords.
UNREADABLE = Saying("cannot read {file}: {error}", "无法读取 {file}：{error}")
NOT_UTF8 = Saying(
    "{file} is not UTF-8 (byte {start}): save it as UTF-8",
    "{file} 不是 UTF-8 编码（第 {start} 字节）：请另存为 UTF-8",
)
NOT_TOML = Saying("{file}: {error}", "{file} 的格式有误，请看上面指出的位置")
NO_SUCH_KEY = Saying(
    "{source}: {where}: no such key; expected one of {known}",
    "{source}：{where}：没有这个设置项；可用的有 {known}",
)
NEAR_KEY = Saying(
    "{source}: {where}: no such key; did you mean {known}?",
    "{source}：{where}：没有这个设置项；您是不是想写 {known}？",
)
BAD_VALUE = Saying(
    "{source}: {where}{given}: expected {expected}", "{source}：{where}{given}：取值不合要求（{expected}）"
)
FURTHER = Saying("and {count} more", "另有 {count} 处")
OPEN_TO_OTHERS = Saying(
    "others may read the passwords in {file}: run `chmod 600 {file}`",
    "其他用户可以读取 {file} 中的口令：请执行 `chmod 600 {file}`",
)

# What the doctor finds, and what to do.
NOT_INSTALLED = Saying("not installed: {purpose.en}", "未安装：{purpose.zh}")
RUN_DEMO = Saying(
    "run `make demo` once, or `apt-get install {package}` as root",
    "运行一次 `make demo`，或以 root 身份执行 `apt-get install {package}`",
)
APT_INSTALL = Saying("`apt-get install {package}` as root", "以 root 身份执行 `apt-get install {package}`")
DISK = Saying("{free_mib} MiB free at {folder}", "{folder} 剩余 {free_mib} MiB")
FREE_DISK = Saying("free at least {low_mib} MiB", "至少腾出 {low_mib} MiB")
LOWER_QUOTA = Saying(
    "lower [journal] quota_mib, or free some space", "调小 [journal] quota_mib，或清理磁盘空间"
)
NOT_WRITABLE = Saying("this user cannot write {folder}", "当前用户无法写入 {folder}")
GIVE_FOLDER = Saying(
    "give it to this user (`chown`), or choose another place by --dir",
    "把目录交给当前用户（`chown`），或用 --dir 换一个目录",
)
CLOCK_GOOD = Saying("plausible", "正常")
CLOCK_BAD = Saying("before 2025", "早于 2025 年")
SET_CLOCK = Saying(
    "set the clock, for example by `timedatectl set-ntp true`", "校准时钟，例如 `timedatectl set-ntp true`"
)
NO_SHARED_MEMORY = Saying("{error}: the console cannot start", "{error}：控制台无法启动")
MOUNT_SHARED_MEMORY = Saying(
    "mount it: `mount -t tmpfs -o mode=1777 tmpfs /dev/shm`",
    "挂载它：`mount -t tmpfs -o mode=1777 tmpfs /dev/shm`",
)
SHARED_MEMORY_GOOD = Saying("can be used", "可用")
PASSWORDS_LATER = Saying("made at the first start", "首次启动时生成")
PASSWORDS_CLOSED = Saying("only the owner may read {file}", "只有属主可以读取 {file}")
PASSWORDS_BROKEN = Saying("{file} is not JSON: {error}", "{file} 不是有效的 JSON：{error}")
MOVE_AWAY = Saying("move it away: new passwords are made", "把它移走，启动时会重新生成口令")
CHMOD = Saying("run `chmod 600 {file}`", "执行 `chmod 600 {file}`")
PORTS_FREE = Saying("{ports} are free", "{ports} 均空闲")
SEE_LOG = Saying("see the log of {name}", "查看 {name} 的日志")
SEE_NAMED_LOG = Saying("see the log named there", "查看上面所指的日志")
CHECK_MQTT = Saying(
    "check [mqtt] username and password, and the log of mosquitto",
    "核对 [mqtt] 的 username 和 password，并查看 mosquitto 的日志",
)
REPORT_BALANCE = Saying("keep the journal and report it", "保留日志目录 hub/journal 并反馈给我们")
INSTALL_SPEECH = Saying("install espeak-ng", "安装 espeak-ng")
GIVE_GRAFANA = Saying(
    "if that is your Grafana, set its VILLAGE_HUB_PASSWORD to service.alerts of {file} and start it again",
    "如是自己的 Grafana，请把它的 VILLAGE_HUB_PASSWORD 设为 {file} 中的 service.alerts，然后重启 Grafana",
)

# Answers of the parts.
BROKER_GOOD = Saying(
    "{at} takes the password of {user}, refuses strangers", "{at} 接受 {user} 的口令，拒绝无口令的连接"
)
BROKER_REFUSED = Saying(
    "{at} refused the user {user} (CONNACK {code})", "{at} 拒绝了用户 {user}（CONNACK {code}）"
)
BROKER_OPEN = Saying(
    "{at} lets anybody in without a password: set allow_anonymous false",
    "{at} 不需要口令就能连接：请设置 allow_anonymous false",
)
NOT_A_BROKER = Saying(
    "{at} is no MQTT broker (it answered {answer})", "{at} 不是 MQTT 消息代理（它回答了 {answer}）"
)
NO_ANSWER = Saying("{at} does not answer: {error}", "{at} 没有应答：{error}")
NOT_LET_IN = Saying(
    "{at} does not let `{user}` in: if its password was changed, write the new one to secrets.json "
    '("operator" for admin); if the account was removed, make it again',
    "{at} 不接受用户 {user}：若密码已修改，请把新密码写入 secrets.json（admin 对应 operator 一项）；"
    "若账号已停用，请重新开通",
)
MACHINE_NOT_LET_IN = Saying(
    "{at} does not know `{user}`, the account of this machine's own commands: the hub runs since before "
    "secrets.json was as it is now; end village-hub and start it again",
    "{at} 不认识本机命令的账号 {user}：中枢启动之后 secrets.json 有变动；请停止 village-hub 后重新启动",
)
REFUSAL = Saying("{at} refused: {status} {words}", "{at} 拒绝了请求：{status} {words}")
POINT_LOST = Saying("{at} did not give a written point back: {answer}", "{at} 读不出刚写入的数据：{answer}")
INFLUXDB_OPEN = Saying(
    "{at} answers without a password: set auth-enabled = true",
    "{at} 不需要口令就能访问：请设置 auth-enabled = true",
)
INFLUXDB_GOOD = Saying(
    "{at} is InfluxDB {version}, keeps a point, refuses strangers",
    "{at} 是 InfluxDB {version}，能存能取，拒绝无口令的访问",
)
NO_SOUND = Saying(
    "{program} made {size} bytes of sound: {words}", "{program} 只生成了 {size} 字节语音：{words}"
)
SOUND_GOOD = Saying("spoke Chinese, {size} bytes of sound", "已合成一句中文，{size} 字节")
HUB_GOOD = Saying("{at} answers", "{at} 应答正常")
ALERTS_GOOD = Saying("no alerts of Grafana's were turned away", "没有拒收 Grafana 推送的告警")
ALERTS_REFUSED = Saying(
    "since {since} @grafana's alerts are refused: wrong password", "自 {since} 起拒收 @grafana 告警：密码不符"
)
LOST = Saying(
    "{count} messages were destroyed on disk before they were worked on: ask `village-hub journal verify`",
    "有 {count} 条消息在处理前已在磁盘上损毁：可用 `village-hub journal verify` 查看位置",
)
UNEVEN = Saying("messages are missing or counted twice: {balance}", "消息对不上账：{balance}")
EVEN = Saying("{count} messages received, every one accounted for", "收到 {count} 条消息，每一条都有着落")
