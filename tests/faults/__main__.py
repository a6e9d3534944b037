"""`python -m tests.faults [--quick] [--only F1,F9] [--resume] [--out FILE]`: execute the matrix."""

import argparse
import logging
import sys
import tempfile
from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from time import monotonic

from deploy.session import interruptible
from tests.faults.catalogue import Lab, Outcome, Row
from tests.faults.matrix import ROWS
from tests.faults.report import Done, keep, read, text
from tests.faults.strace import CannotExecute

log = logging.getLogger(__name__)
# What was executed so far, for --resume.
_KEPT = Path(".village/faults.json")


def main(argv: Sequence[str]) -> int:
    """Execute rows one after the other; 1 when one failed."""
    asked = _asked(argv)
    wanted = set(asked.only.split(",")) if asked.only else {row.id for row in ROWS}
    unknown = wanted - {row.id for row in ROWS}
    if unknown:
        sys.exit(f"no such rows: {', '.join(sorted(unknown))}")
    done = read(_KEPT) if asked.resume else {}
    # Whoever ends us ends what we started as well.
    with interruptible(), tempfile.TemporaryDirectory(prefix="village-faults-") as folder:
        for row in ROWS:
            if row.id in wanted - done.keys() and row.run is not None:
                _say(f"{row.id} {row.fault} ...")
                done[row.id] = _done(
                    row, Lab(Path(folder), asked.seed, asked.quick, lambda told: _say(f"   {told}"))
                )
                keep(_KEPT, done)
                _tell(row, done[row.id])
    how = " ".join(("python -m tests.faults", *(["--quick"] if asked.quick else [])))
    if asked.out is not None:
        asked.out.write_text(text(ROWS, done, datetime.now(UTC), how, asked.note), "utf-8")  # noqa: TID251 - a report's date
    failed = [name for name, result in done.items() if result.word == "FAIL"]
    _say(
        f"{len(done) - len(failed)} of {len(done)} rows passed"
        + (f"; failed: {', '.join(failed)}" if failed else "")
    )
    return 1 if failed else 0


def _asked(argv: Sequence[str]) -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.faults", description=__doc__)
    parser.add_argument("--only", default="", help="rows, such as F1,F9")
    parser.add_argument("--quick", action="store_true", help="smaller counts")
    parser.add_argument("--seed", type=int, default=1, help="other moments and choices")
    parser.add_argument("--resume", action="store_true", help="execute only what an earlier run has not")
    parser.add_argument("--note", default="", help="a sentence for the report: what else the machine did")
    parser.add_argument("--out", type=Path, help="where the report goes")
    return parser.parse_args(argv)


def _done(row: Row, lab: Lab) -> Done:
    assert row.run is not None
    began_s = monotonic()
    try:
        return Done(row.run(lab), took_s=monotonic() - began_s)
    except CannotExecute as error:
        return Done(None, str(error), monotonic() - began_s)
    except Exception as error:  # the top of one row: it failed, the others go on
        log.exception("row %s", row.id)
        words = " ".join(str(error).split())[:200]
        return Done(
            Outcome("it did not come to a figure", (f"{type(error).__name__}: {words}",)),
            took_s=monotonic() - began_s,
        )


def _tell(row: Row, done: Done) -> None:
    _say(
        f"{row.id} {done.word} in {done.took_s:.0f} s: {done.outcome.figure if done.outcome else done.reason}"
    )
    for fault in done.outcome.faults if done.outcome else ():
        _say(f"   - {fault}")


def _say(told: str) -> None:
    sys.stdout.write(f"{told}\n")
    sys.stdout.flush()


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
