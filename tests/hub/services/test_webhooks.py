import threading

import pytest

from devices.listeners import NotTaken
from hub.domain.webhooks import Source
from hub.services.webhooks import _MOST_AT_ONCE, Webhooks
from tests.hub.services.conftest import Hub


def test_senders_that_wait_for_the_disk_leave_room_for_others(hub: Hub) -> None:
    go_on, waiting = threading.Event(), threading.Semaphore(0)

    def keep(_topic: str, _body: bytes) -> None:
        waiting.release()
        go_on.wait(5)

    webhooks = Webhooks(hub.ledger, hub.clock, keep, lambda: None)
    post = (Source.LORIOT, "up", "", b"{}")
    threads = [threading.Thread(target=webhooks.take, args=post) for _ in range(_MOST_AT_ONCE)]
    for thread in threads:
        thread.start()
        waiting.acquire(timeout=5)
    with pytest.raises(NotTaken, match="wait for the disk"):
        webhooks.take(*post)
    go_on.set()
    for thread in threads:
        thread.join()
    webhooks.take(*post)


def test_the_hash_of_a_secret_is_all_that_is_kept(hub: Hub) -> None:
    webhooks = Webhooks(hub.ledger, hub.clock, lambda *_: None, lambda: None)
    secret = webhooks.issue(Source.JSON, "wang")
    (known,) = webhooks.all()
    assert secret not in repr(known)
    assert webhooks.may_post(Source.JSON, secret)
    assert not webhooks.may_post(Source.JSON, known.secret_sha256)
    assert not webhooks.may_post(Source.LORIOT, "")
