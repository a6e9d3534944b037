"""What people read about closing matters, in Chinese and English."""

from collections.abc import Mapping
from dataclasses import dataclass

from hub.domain.closing import WhyNot
from hub.domain.photos.picture import Unusable
from hub.domain.photos.proof import Comparison, PhotoFault
from hub.words import Word

REASONS_AGAINST: Mapping[WhyNot, Word] = {
    WhyNot.ALREADY_CLOSED: Word("该案卷已销号", "This matter is closed already"),
    WhyNot.NOT_CLOSED: Word("该案卷正在整改，无需复开", "This matter is open already"),
    WhyNot.STILL_SEEN: Word(
        "传感器仍在报告该问题；确认传感器有误后方可强制销号",
        "The sensor still reports it; close it despite the sensor only if that is known to be wrong",
    ),
    WhyNot.SAME_PERSON: Word(
        "不能核查自己报送的照片，请由他人核查", "Nobody confirms a photo they sent; ask somebody else"
    ),
    WhyNot.WAS_FALSE_ALARM: Word(
        "该案卷已判误报，请先撤销误报", "It was judged a false alarm: take that back"
    ),
    WhyNot.ANOTHER_OPEN: Word(
        "同一问题已另立案卷，请在新案卷中处理", "A newer matter about the same is open: go on with that one"
    ),
}


@dataclass(frozen=True, slots=True)
class Advice:
    """What is wrong with a photo, and what to do about it."""

    wrong: Word
    todo: Word


_AGAIN = Word("请到现场重新拍照", "Take another photo on the spot")
PHOTO_FAULTS: Mapping[PhotoFault, Advice] = {
    PhotoFault.NO_TIME: Advice(
        Word("照片没有拍摄时间", "Nobody can tell when it was taken"),
        Word("请用手机相机直接拍照上传，不要用转发的图片", "Send it straight from the camera, not forwarded"),
    ),
    PhotoFault.TIMES_DIFFER: Advice(
        Word("照片里的时间与手机时间不一致", "The picture's own time is not what the phone says"),
        Word("请校准手机时间后重新拍照", "Set the phone's clock and take another"),
    ),
    PhotoFault.IN_THE_FUTURE: Advice(
        Word("拍摄时间在未来", "It would have been taken in the future"),
        Word("请把手机时间设为自动后重新拍照", "Let the phone set its clock and take another"),
    ),
    PhotoFault.BEFORE_MATTER: Advice(
        Word("照片拍摄于立案之前", "It was taken before the matter was opened"), _AGAIN
    ),
    PhotoFault.SEEN_SINCE: Advice(
        Word("拍照之后设备仍发现该问题", "The camera or sensor has seen it since then"),
        Word("请清理干净后重新拍照", "Put it right, then take another photo"),
    ),
    PhotoFault.TOO_OLD: Advice(Word("照片拍摄已超过 24 小时", "It was taken more than 24 hours ago"), _AGAIN),
    PhotoFault.NO_POSITION: Advice(
        Word("不知道照片在哪里拍的", "Nobody can tell where it was taken"),
        Word(
            "请打开手机定位并允许网页使用位置", "Switch the phone's location on and allow this page to use it"
        ),
    ),
    PhotoFault.VAGUE_POSITION: Advice(
        Word("手机定位误差太大", "The phone does not know its place well enough"),
        Word("请到空旷处等待定位，再重新上传", "Wait for a better fix in the open and send it again"),
    ),
    PhotoFault.POSITIONS_DIFFER: Advice(
        Word("照片里的位置与手机位置不一致", "The picture's own place is not where the phone says it is"),
        _AGAIN,
    ),
    PhotoFault.TOO_FAR: Advice(
        Word("拍照地点离点位太远", "It was taken too far from the place"),
        Word("请到点位 100 米以内拍照", "Take it within 100 m of the place"),
    ),
    PhotoFault.REUSED: Advice(
        Word("照片与其他案卷用过的照片相同", "The same picture was used for another matter"), _AGAIN
    ),
    PhotoFault.SAME_AS_BEFORE: Advice(
        Word("照片就是整改前的照片", "It is the picture of before"),
        Word("请清理干净后到现场重新拍照", "Put it right, then take another photo on the spot"),
    ),
    PhotoFault.TINY: Advice(
        Word("照片太小，看不清", "It is too small to show anything"),
        Word("请上传原图，不要用缩略图", "Send the photo itself, not its thumbnail"),
    ),
    PhotoFault.DARK: Advice(
        Word("照片太暗，看不清", "It is too dark to show anything"),
        Word("请打开闪光灯或在白天拍照", "Use the flash, or come back by daylight"),
    ),
    PhotoFault.FLAT: Advice(
        Word("不像现场照片（可能是截图或空白图）", "It does not look like a photo of a place"), _AGAIN
    ),
}
UNUSABLE: Mapping[Unusable, Word] = {
    Unusable.NOT_JPEG: Word("只接受手机拍摄的 JPEG 照片", "Only photos in JPEG are taken"),
    Unusable.TOO_MANY_PIXELS: Word(
        "照片像素过大，请降低分辨率", "It has too many pixels; take a smaller one"
    ),
    Unusable.BROKEN: Word("照片已损坏，无法打开", "The photo is damaged and cannot be opened"),
    Unusable.TOO_COSTLY: Word("照片无法处理，请换一张", "Nothing can be made of it; take another"),
}
COMPARISONS: Mapping[Comparison, Word] = {
    Comparison.NOTHING_BEFORE: Word("没有整改前照片可比对", "there is no picture of before"),
    Comparison.SAME_PICTURE: Word("与整改前是同一张照片", "the same picture as before"),
    Comparison.CANNOT_TELL: Word(
        "与整改前照片角度不同，无法自动比对", "another view than before: cannot tell"
    ),
}
# On the phone of whoever sends a closing photo.
PHONE: Mapping[str, Word] = {
    "title": Word("整改拍照", "Closing photo"),
    "place": Word("位置", "Place"),
    "due": Word("整改时限", "Due"),
    "owner": Word("责任人", "Owner"),
    "state": Word("状态", "State"),
    "before": Word("整改前", "Before"),
    "take": Word("拍 照", "Take the photo"),
    "again": Word("重新拍照", "Take another"),
    "send": Word("发 送", "Send"),
    "locating": Word("正在定位…", "Finding out where you are …"),
    "located": Word("已定位，误差约 {m} 米", "Position known to about {m} m"),
    "no_position": Word(
        "无法定位，请打开手机定位并允许本页使用位置",
        "No position: switch location on and allow this page to use it",
    ),
    "insecure": Word(
        "本页未加密，手机不提供定位；请在相机设置中打开“保存位置”后拍照",
        "This page is not encrypted, so the phone gives no position: let your camera save it in the photo",
    ),
    "sending": Word("正在发送…", "Sending …"),
    "accepted": Word("照片通过，等待核查", "The photo is accepted; it will be checked"),
    "closed": Word("照片通过，已销号，辛苦了", "The photo is accepted and the matter closed. Thank you"),
    "insufficient": Word("证据不足", "Not enough yet"),
    "fault": Word("{wrong}：{todo}", "{wrong}: {todo}"),
    "failed": Word("网络不通，照片未送达，请稍后重试", "No network: the photo did not arrive, try again"),
    "over": Word("拍照链接已失效", "This link is over"),
    "over_hint": Word("请向指挥中心索取新链接", "Ask the command centre for another"),
    "is_closed": Word("该案卷已销号，无需再拍照", "This matter is closed; no photo is needed"),
    "no_script": Word("请用手机自带浏览器打开", "Open this page in the phone's own browser"),
}
