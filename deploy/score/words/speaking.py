"""Figures about announcements, about same-day clearance, and about photos that should close a matter."""

from deploy.score.figure import Better, Definition, Slack
from hub.words import Word

_LOWER, _HIGHER = Better.LOWER, Better.HIGHER

PLAYS = (
    Definition(
        "plays_once",
        Word("恰好播出一次", "heard exactly once"),
        "%",
        _HIGHER,
        Word(
            "有效期内有电、完好、能联系的大喇叭中，完整播出恰好一次的比例；取消和被取代的不计，收不到回执而与它们一同停播的也不计",
            "of the speakers that were there and whole for as long as an announcement was valid: where it "
            "was heard whole exactly once; not where it was cancelled or superseded, nor where it fell "
            "silent with those, and its receipts are lost",
        ),
        1.0,
        Slack.TIMING,
    ),
    Definition(
        "plays_twice",
        Word("重复播出", "heard twice"),
        "",
        _LOWER,
        Word(
            "同一公告在同一大喇叭完整播出两次以上",
            "the same announcement, whole, twice or more at one speaker",
        ),
    ),
    Definition(
        "plays_late",
        Word("过期播出", "heard late"),
        "",
        _LOWER,
        Word("有效期之后才开始的播出", "what began to sound after it had expired"),
    ),
    Definition(
        "plays_falsely_played",
        Word("谎报已播", "said played, not heard"),
        "",
        _LOWER,
        Word("显示已播完而没有完整播出", "shown as played where it was never heard whole"),
    ),
    Definition(
        "plays_falsely_failed",
        Word("谎报未播", "said failed, heard"),
        "",
        _LOWER,
        Word(
            "显示失败、过期或未送达而实际完整播出",
            "shown as failed, expired or unreached where it was heard whole",
        ),
        1.0,
        Slack.TIMING,
    ),
    Definition(
        "plays_unsure",
        Word("播出而状态未知", "heard, and unsure"),
        "%",
        _LOWER,
        Word("完整播出中显示未知的比例", "of what was heard whole: how much is shown as unknown"),
        2.0,
        Slack.TIMING,
    ),
    Definition(
        "unreached_wrong",
        Word("未送达名单差错", "wrong on unreached lists"),
        "",
        _LOWER,
        Word(
            "未送达名单上漏掉的和误列的大喇叭数；不能证明是否播出的，列为未知不算误列",
            "speakers that are missing on the lists of the unreached, and those that were heard and stand "
            "there; not those that cannot prove it and are unknown",
        ),
        1.0,
        Slack.TIMING,
    ),
    Definition(
        "quiet_broken",
        Word("静音时段播出", "quiet hours broken"),
        "",
        _LOWER,
        Word("静音时段内开始的测试或日常播出", "tests and routine announcements that began in quiet hours"),
    ),
)

CLEARANCE = (
    Definition(
        "days_wrong",
        Word("日产日清误判", "days judged wrongly"),
        "%",
        _LOWER,
        Word(
            "每个点位每天：清空记录得出的“每桶当天都清空”与真实是否一致，不一致的比例；"
            "车来过而某桶取走不足一成的日子，谁也看不出，不计",
            "each collection point on each whole day: how often the records of emptyings do not tell truly "
            "whether every bin of it was emptied that day; not a day on which a truck came to all of them "
            "and took less than a tenth of one, which nobody could tell",
        ),
        2.0,
        Slack.TIMING,
    ),
    Definition(
        "falsely_cleared",
        Word("误示已清", "falsely shown cleared"),
        "",
        _LOWER,
        Word(
            "日终显示当日已清而当天没有车来",
            "bins shown as cleared as the day ended, to which no truck came that day",
        ),
    ),
    Definition(
        "falsely_waiting",
        Word("误示待清", "falsely shown waiting"),
        "",
        _LOWER,
        Word(
            "日终仍显示待清，而一小时以前已有车清空",
            "bins shown as waiting as the day ended, since before a truck that came more than an hour "
            "earlier",
        ),
        1.0,
        Slack.TIMING,
    ),
)

PHOTOS = (
    Definition(
        "photos_examined",
        Word("照片可核", "photos examined"),
        "%",
        _HIGHER,
        Word(
            "交来的整改照片中，得到中心判定的比例",
            "of the closing photos handed in: how many the hub judged at all",
        ),
    ),
    Definition(
        "false_photos_accepted",
        Word("假照片销号", "false photos accepted"),
        "",
        _LOWER,
        Word("假的整改照片被接受", "closing photos that show something else, and were accepted"),
    ),
    Definition(
        "true_photos_refused",
        Word("真照片被拒", "true photos refused"),
        "",
        _LOWER,
        Word("真的整改照片被拒", "closing photos that show the place as it is, and were refused"),
    ),
)

SPEAKING = (*PLAYS, *CLEARANCE, *PHOTOS)
