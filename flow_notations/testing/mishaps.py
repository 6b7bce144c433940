"""Lines ``given send refused …`` and their kin: what goes wrong at the provider, on the way, or with our own process."""

from __future__ import annotations

from typing import TYPE_CHECKING, assert_never

from channel_adapter.emulator import FailLater, LoseAnswer, Refuse, Unreachable

from .crashes import Fuse

if TYPE_CHECKING:
    from .rehearsal import Rehearsal
    from .transcript import Mishap


def let_happen(rehearsal: Rehearsal, line: Mishap) -> None:
    """From here on this goes wrong."""
    cloud, fuses = rehearsal.cloud, rehearsal.stage.fuses.laid
    match line.kind:
        case "refused":
            cloud.schedule(Refuse(code=line.code or 0), times=line.times)
        case "fails_later":
            cloud.schedule(FailLater(code=line.code or 0), times=line.times)
        case "answer_lost":
            cloud.schedule(LoseAnswer(), times=line.times)
        case "not_sent":
            cloud.schedule(Unreachable(), times=line.times)
        case "doubled":
            rehearsal.doubled = True
        case "reordered":
            rehearsal.reordered = True
        case "statuses_lost":
            rehearsal.statuses_lost = True
        case "crash_before_send":
            fuses.append(Fuse("before_send", line.times))
        case "crash_after_send":
            fuses.append(Fuse("after_send", line.times))
        case "crash_after_saves":
            fuses.append(Fuse("after_saves", line.times))
        case _:
            assert_never(line.kind)
