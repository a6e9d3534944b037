"""Being told to end, by SIGTERM or SIGINT."""

import os
import select
import signal


class Told:
    """Whether the signal has come.

    An Event will not do: a handler that sets it waits for ever on the lock that the interrupted code,
    the main thread in wait(), may hold at that moment (seen in a hub, 2026-11-22).
    """

    def __init__(self) -> None:
        self._reader, self._writer = os.pipe()

    def listen(self, stop_s: int) -> None:
        """Take both signals from now on; after one, the kernel ends this process in `stop_s` seconds.

        For a stop that hangs, on a broker that went first for example. `signal.alarm(0)` calls it off.
        """

        def handle(_number: int, _frame: object) -> None:
            self.tell()
            signal.alarm(stop_s)

        for number in (signal.SIGTERM, signal.SIGINT):
            signal.signal(number, handle)

    def tell(self) -> None:
        """Make it so; safe in a signal handler."""
        os.write(self._writer, b"!")

    def is_set(self) -> bool:
        """Tell whether it came."""
        return self.wait(0.0)

    def wait(self, timeout_s: float | None = None) -> bool:
        """Wait for it; False when the time is over first."""
        # Nobody reads the byte: once there, it stays.
        return bool(select.select([self._reader], [], [], timeout_s)[0])
