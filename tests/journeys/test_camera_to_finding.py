"""From a camera's pixels to one finding with pictures: RTSP and snapshots, through a real broker."""

from contextlib import contextmanager
from hashlib import sha256

import pytest

from devices.contract.bodies import Birth, LitterFinding, Phase, Sight, Snapshot, Status, Upto
from devices.contract.topics import Kind, device_address
from devices.contract.wire import Message, decode
from devices.mqtt import Link, LinkOptions
from tests.journeys.looks import LEARNT_LOOKS, QUICK, a_street
from tests.journeys.rtsp import rtsp
from tests.servers import mosquitto
from tests.vision.clips import write_clip
from tests.vision.fakes import answering, reply
from tests.vision.scenes import a_pile, a_scene
from tests.wait import until
from vision.app import VisionApp, VisionOptions
from vision.settings import CameraConfig

pytestmark = [pytest.mark.journey, pytest.mark.slow]


class Sink:
    """The hub as the worker sees it: takes pictures by PUT and messages by MQTT, and confirms them."""

    def __init__(self, port):
        self.pictures = {}
        self.messages = []
        options = LinkOptions("127.0.0.1", port, "sink", "sink", "x")
        self.link = Link(options, filters=["vh1/daxi/d/+/#"], on_packet=self._hear)

    def take_picture(self, handler):
        body = handler.rfile.read(int(handler.headers["Content-Length"]))
        self.pictures[handler.path.rpartition("/")[2]] = body
        reply(handler, b"", status=201)

    def findings(self):
        return [m.body for m in tuple(self.messages) if isinstance(m.body, LitterFinding)]

    def bodies(self, device, wanted):
        return [
            m.body for m in tuple(self.messages) if m.address.target == device and isinstance(m.body, wanted)
        ]

    def _hear(self, packet):
        message = decode(packet.topic, packet.payload)
        self.link.ack(packet)
        if message.address.kind is Kind.UPTO:
            return
        self.messages.append(message)
        if isinstance(message.body, LitterFinding):
            address = device_address("daxi", message.address.target, Kind.UPTO)
            self.link.send(Message(address, Upto(boot=message.body.boot, seq=message.body.seq)))


@contextmanager
def watching(tmp_path, url):
    """Run a broker, a sink and a vision worker with one camera; gives the sink."""
    with mosquitto(tmp_path) as port:
        sink = Sink(port)
        sink.link.start()
        assert sink.link.wait_up(5)
        with answering(sink.take_picture) as hub_url:
            options = VisionOptions(
                site="daxi",
                worker="eye-1",
                link=LinkOptions("127.0.0.1", port, "eye-1", "eye-1", "secret"),
                hub_url=hub_url,
                state_dir=tmp_path / "state",
                settings=QUICK,
                cameras=(CameraConfig(id="cam-1", url=url, name="村口"),),
            )
            app = VisionApp(options)
            app.start()
            try:
                yield sink
            finally:
                app.stop()
                until(lambda: [s.online for s in sink.bodies("eye-1", Status)][-1:] == [False])
                sink.link.stop()


def assert_one_pile_with_pictures(sink):
    start, *_ = sink.findings()
    assert (start.phase, start.sight) == (Phase.START, Sight.PRESENT)
    assert {finding.id for finding in sink.findings()} == {start.id}
    assert {medium.role for medium in start.media} == {"before", "at"}
    for medium in start.media:
        assert sha256(sink.pictures[medium.sha256]).hexdigest() == medium.sha256


def test_a_pile_in_an_rtsp_stream_is_one_finding(tmp_path):
    clip = tmp_path / "pile.mp4"
    # ffmpeg studies the stream for three seconds before it gives pictures: the street must be empty then.
    write_clip(clip, a_scene(a_pile(at_s=7)), seconds=20, fps=10)
    with rtsp(clip) as url, watching(tmp_path, url) as sink:
        until(sink.findings, 20, "a finding")
    assert_one_pile_with_pictures(sink)


def test_a_pile_in_snapshots_is_found_and_its_clearance_too(tmp_path):
    with a_street() as street, watching(tmp_path, street.url) as sink:
        until(lambda: len(sink.bodies("cam-1", Snapshot)) >= LEARNT_LOOKS, 20, "the street to be known")
        street.next_act()
        until(sink.findings, 20, "a finding")
        street.next_act()
        until(lambda: Phase.END in {finding.phase for finding in sink.findings()}, 20, "the end")
    assert_one_pile_with_pictures(sink)
    end = sink.findings()[-1]
    assert (end.phase, end.sight, [medium.role for medium in end.media]) == (
        Phase.END,
        Sight.ABSENT,
        ["after"],
    )
    births = [*sink.bodies("eye-1", Birth), *sink.bodies("cam-1", Birth)]
    assert [(birth.device_class, birth.via) for birth in births] == [("gateway", None), ("camera", "eye-1")]
