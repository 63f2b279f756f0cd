"""Named places where tests break a worker on purpose.

Active only with CHAOS=1, which the settings of production refuse. `FAILPOINT=after_250:kill9` kills
the process when it reaches that place; several are separated by commas.

places   after_claim after_rcpt before_fence after_fence mid_data after_dot after_250 before_sent
actions  kill9, stop (SIGSTOP), raise (RuntimeError), sleep=SECONDS
@N       only the Nth time in this process: after_250:kill9@3
FAILPOINT_FILE  a path: who reaches a failpoint first makes it and breaks; no other does
GUARDS_OFF      guards that are left out, separated by commas, so that a test can show what each is
                for: fence (mails in doubt are queued again), lease (the fence asks for none),
                withdrawal (nor for a withdrawn mail), epoch (a restored backup is not noticed),
                poller (workers wait for nudges), nudge (given by the page itself), clock (the
                worker's instead of the database's), mark (any return path names its mail)
"""

import os
import signal
import threading
import time
from collections import Counter
from pathlib import Path

PLACES = (
    "after_claim", "after_rcpt", "before_fence", "after_fence",
    "mid_data", "after_dot", "after_250", "before_sent",
)  # fmt: skip
GUARDS = ("fence", "lease", "withdrawal", "epoch", "poller", "nudge", "clock", "mark")


def parsed(environment: dict[str, str]) -> dict[str, tuple[str, int]]:
    """Place -> (action, which time; 0 means each time). Empty without CHAOS=1."""
    if environment.get("CHAOS") != "1":
        return {}
    points = {}
    for point in filter(None, environment.get("FAILPOINT", "").split(",")):
        place, _, action = point.strip().removeprefix("mail.").partition(":")
        action, _, which = action.partition("@")
        if place not in PLACES:
            raise ValueError(f"There is no failpoint named {place!r}.")
        points[place] = (action or "kill9", int(which or 0))
    return points


def left_out(environment: dict[str, str]) -> set[str]:
    """The guards that are left out. None without CHAOS=1."""
    if environment.get("CHAOS") != "1":
        return set()
    guards = set(filter(None, environment.get("GUARDS_OFF", "").split(",")))
    if unknown := guards - set(GUARDS):
        raise ValueError(f"There is no guard named {', '.join(sorted(unknown))}.")
    return guards


ACTIVE = parsed(dict(os.environ))
OFF = left_out(dict(os.environ))
REACHED: Counter[str] = Counter()


def reach(place: str) -> None:
    """Break here if a test asked for it."""
    if ACTIVE and place in ACTIVE:
        _break(place)


def is_off(guard: str) -> bool:
    """Whether a test asked to leave this guard out; never without CHAOS=1."""
    return bool(OFF) and guard in OFF


def _break(place: str) -> None:
    action, which = ACTIVE[place]
    REACHED[place] += 1
    if which not in {0, REACHED[place]} or not _is_first():
        return
    name, _, argument = action.partition("=")
    if name == "kill9":
        os.kill(os.getpid(), signal.SIGKILL)
    elif name == "stop":
        # To this thread: a signal to the process stops it only when some thread takes notice.
        signal.pthread_kill(threading.get_ident(), signal.SIGSTOP)
    elif name == "sleep":
        time.sleep(float(argument))
    else:
        raise RuntimeError(f"failpoint {place}")


def _is_first() -> bool:
    path = os.environ.get("FAILPOINT_FILE")
    if not path:
        return True
    try:
        Path(path).touch(exist_ok=False)
    except FileExistsError:
        return False
    return True
