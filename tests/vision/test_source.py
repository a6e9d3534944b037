"""Sources against real files and real (bad) HTTP cameras on loopback."""

import threading
from traceback import format_exception

import cv2
import numpy as np
import pytest

from tests.devices.agents.builders import a_wav
from tests.vision.clips import write_clip
from tests.vision.fakes import Clock, answering, reply
from tests.vision.scenes import a_scene
from vision import source
from vision.app import wall_ms
from vision.source import SourceLost, open_source, shown

STOP = threading.Event()
JPEG = bytes(cv2.imencode(".jpg", np.full((90, 160, 3), 120, np.uint8))[1])


def first_picture(url, **changes):
    options = {"poll_s": 0.01, "now_ms": wall_ms, **changes}
    camera = open_source(url, **options)
    try:
        return camera.next(STOP)
    finally:
        camera.close()


def refusal(answer):
    with answering(answer) as url, pytest.raises(SourceLost) as lost:
        first_picture(f"{url}/x.jpg")
    return str(lost.value)


@pytest.fixture(scope="module")
def clip(tmp_path_factory):
    path = tmp_path_factory.mktemp("clips") / "street.mp4"
    write_clip(path, a_scene(), seconds=4, fps=5)
    return path.as_uri()


def test_a_file_gives_its_pictures_in_bgr(clip):
    picture = first_picture(clip, is_paced=False)
    assert picture.frame.shape == (360, 640, 3)
    assert picture.frame.dtype == np.uint8
    sky = picture.frame[5, 320]
    assert sky[0] > sky[2]  # blue comes first


def test_a_file_is_thinned_to_one_picture_each_poll(clip):
    camera = open_source(clip, poll_s=1.0, now_ms=Clock(1_000_000), is_paced=False)
    times_ms = [camera.next(STOP).taken_at_ms for _ in range(4)]
    camera.close()
    assert times_ms == [1_000_000, 1_001_000, 1_002_000, 1_003_000]


def test_a_file_at_its_end_is_lost(clip):
    camera = open_source(clip, poll_s=1.0, now_ms=wall_ms, is_paced=False)
    for _ in range(4):
        camera.next(STOP)
    with pytest.raises(SourceLost, match="at its end"):
        camera.next(STOP)
    camera.close()


def test_a_paced_file_stops_waiting_when_told(clip):
    stop = threading.Event()
    camera = open_source(clip, poll_s=2.0, now_ms=wall_ms)
    camera.next(stop)
    stop.set()
    assert camera.next(stop) is None
    camera.close()


def test_a_missing_file_is_lost(tmp_path):
    with pytest.raises(SourceLost, match="no such file"):
        first_picture((tmp_path / "none.mp4").as_uri())


def test_a_file_that_is_no_video_is_lost(tmp_path):
    path = tmp_path / "x.mp4"
    path.write_bytes(b"not a video at all" * 100)
    with pytest.raises(SourceLost):
        first_picture(path.as_uri())


def test_a_playlist_that_names_another_host_is_not_followed(tmp_path):
    asked = []
    with answering(lambda handler: reply(handler, b""), paths_seen=asked) as url:
        path = tmp_path / "x.m3u8"
        path.write_text(f"#EXTM3U\n#EXT-X-TARGETDURATION:1\n#EXTINF:1,\n{url}/a.ts\n#EXT-X-ENDLIST\n")
        with pytest.raises(SourceLost):
            first_picture(path.as_uri())
    assert asked == []


@pytest.mark.parametrize("url", ["ftp://x/y.jpg", "gopher://x", "/etc/passwd", "concat:a|b"])
def test_another_scheme_is_a_wrong_setting(url):
    with pytest.raises(ValueError, match="expected rtsp://"):
        open_source(url, poll_s=1, now_ms=wall_ms)


def test_a_snapshot_is_one_get():
    with answering(lambda handler: reply(handler, JPEG)) as url:
        assert first_picture(f"{url}/x.jpg").frame.shape == (90, 160, 3)


def test_snapshots_are_taken_poll_after_poll():
    asked = []
    with answering(lambda handler: (asked.append(1), reply(handler, JPEG))) as url:
        camera = open_source(f"{url}/x.jpg", poll_s=0.02, now_ms=wall_ms)
        times_ms = [camera.next(STOP).taken_at_ms for _ in range(4)]
        camera.close()
    assert len(asked) == 4
    assert times_ms == sorted(times_ms)


def test_an_html_page_is_no_picture():
    html = b"<!doctype html><title>login</title>"
    assert "no JPEG or PNG" in refusal(lambda handler: reply(handler, html))


def test_a_cut_off_jpeg_header_is_no_picture():
    assert "cut off" in refusal(lambda handler: reply(handler, JPEG[:12]))


def test_a_picture_of_huge_claimed_size_is_refused_before_decoding():
    at = JPEG.index(b"\xff\xc0") + 5
    bomb = JPEG[:at] + b"\xff\xdc\xff\xdc" + JPEG[at + 4 :]
    assert "65500 x 65500" in refusal(lambda handler: reply(handler, bomb))


def test_a_body_over_the_cap_is_cut_short():
    big = JPEG + b"\0" * (source.MAX_SNAPSHOT_BYTES + 1)

    def endless(handler):
        try:
            reply(handler, big)
        except OSError:
            return

    assert "more than" in refusal(endless)


def test_a_redirect_is_not_followed():
    asked = []

    def elsewhere(handler):
        asked.append(handler.path)
        reply(handler, b"", status=302, headers=[("Location", "/inside.jpg")])

    assert "answered 302" in refusal(elsewhere)
    assert asked == ["/x.jpg"]


def test_an_error_answer_is_a_loss():
    assert "answered 503" in refusal(lambda handler: reply(handler, b"", status=503))


def test_a_camera_that_drips_bytes_is_given_up(monkeypatch):
    monkeypatch.setattr(source, "SNAPSHOT_TIMEOUT_S", 0.1)

    def drip(handler):
        handler.send_response(200)
        handler.end_headers()
        while not handler.is_stopping.wait(0.02):
            try:
                handler.wfile.write(b"\xff")
            except OSError:
                return

    assert "not complete within" in refusal(drip)


def test_a_camera_that_takes_the_connection_and_is_silent_is_given_up(monkeypatch):
    monkeypatch.setattr(source, "SNAPSHOT_TIMEOUT_S", 0.1)
    assert "timed out" in refusal(lambda handler: handler.is_stopping.wait(0.5))


def test_a_closed_port_is_a_loss():
    with pytest.raises(SourceLost, match="refused"):
        first_picture("http://127.0.0.1:9/x.jpg")


@pytest.mark.parametrize(
    "url",
    [
        "http://admin:secret@127.0.0.1:9/x.jpg",
        "http://127.0.0.1:9/x.jpg?pwd=secret",
        "rtsp://admin:secret@127.0.0.1:9/live",
        "rtsp://127.0.0.1:9/user=admin_password=secret_channel=1",
    ],
)
def test_a_password_is_in_no_error_and_no_traceback(url):
    with pytest.raises(SourceLost) as lost:
        first_picture(url)
    assert "secret" not in "".join(format_exception(lost.value))


@pytest.mark.parametrize(
    ("url", "expected"),
    [
        ("rtsp://u:p@host:554/a", "rtsp://host:554/a"),
        ("rtsp://u:p@ss/w@host/a", "rtsp://host/a"),
        ("http://host/x.jpg?usr=u&pwd=p", "http://host/x.jpg…"),
        ("rtsp://host/user=u_password=p_channel=1", "rtsp://host/user…"),
    ],
)
def test_an_address_is_shown_without_what_may_be_secret(url, expected):
    assert shown(url) == expected


def test_a_snapshot_is_asked_for_with_its_query():
    asked = []

    def answer(handler):
        asked.append(handler.path)
        reply(handler, JPEG)

    with answering(answer) as url:
        first_picture(f"{url}/x.jpg?pwd=secret")
    assert asked == ["/x.jpg?pwd=secret"]


def test_a_file_without_video_is_lost(tmp_path):
    path = tmp_path / "sound.wav"
    path.write_bytes(a_wav(0.1))
    with pytest.raises(SourceLost, match="no video in it"):
        first_picture(path.as_uri())


def test_a_camera_that_asks_for_basic_login_gets_it():
    def guarded(handler):
        if handler.headers.get("Authorization") == "Basic dTpwIHc=":
            reply(handler, JPEG)
        else:
            reply(handler, b"", status=401, headers=[("WWW-Authenticate", 'Basic realm="cam"')])

    with answering(guarded) as url:
        assert first_picture(url.replace("//", "//u:p%20w@") + "/x.jpg").frame.shape == (90, 160, 3)


def test_a_camera_that_asks_for_digest_login_gets_it_and_is_asked_once_for_the_next_picture():
    asked = []

    def guarded(handler):
        login = handler.headers.get("Authorization", "")
        asked.append(login[:6])
        if login.startswith("Digest ") and 'username="u"' in login:
            reply(handler, JPEG)
        else:
            challenge = 'Digest realm="cam", nonce="abc", qop="auth"'
            reply(handler, b"", status=401, headers=[("WWW-Authenticate", challenge)])

    with answering(guarded) as url:
        camera = open_source(url.replace("//", "//u:p@") + "/x.jpg", poll_s=0.01, now_ms=wall_ms)
        camera.next(STOP)
        camera.next(STOP)
        camera.close()
    assert asked == ["", "Digest", "Digest"]


def test_a_login_we_do_not_know_is_a_loss():
    challenge = 'Digest realm="cam", nonce="abc", algorithm="WHIRLPOOL"'

    def guarded(handler):
        reply(handler, b"", status=401, headers=[("WWW-Authenticate", challenge)])

    with answering(guarded) as url, pytest.raises(SourceLost, match="login"):
        first_picture(url.replace("//", "//u:p@") + "/x.jpg")


def test_a_silent_rtsp_server_is_given_up(monkeypatch):
    monkeypatch.setattr(source, "OPEN_TIMEOUT_S", 0.1)
    with answering(lambda handler: handler.is_stopping.wait(0.3)) as url, pytest.raises(SourceLost):
        first_picture(url.replace("http", "rtsp") + "/live")
