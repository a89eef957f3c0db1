"""A fault that leaves no proof is not counted, and a proof says what really happened."""

import time
from collections import Counter
from collections.abc import Mapping
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from uuid import UUID, uuid4

import pytest
from tests.chaos import crashing, faults, probing, seen
from tests.chaos.__main__ import by_point, lacking
from tests.chaos.crashing import CRASHES, POINTS, Crash
from tests.chaos.journal import Journal
from tests.chaos.launching import overtakes
from tests.chaos.times import BOUNDS, Times
from tests.conftest import World

from odr_shared.broker import Envelope
from odr_shared.db import Session

NOTHING: Mapping[str, int] = {}
FIRST, SECOND = uuid4(), uuid4()


class Worker:
    """Stands for a process that notes what it is told to; nothing, if it ignores the fault."""

    name, service, kind, memory = "a worker", "intake", "worker", 1.0

    def __init__(self, notes: Counter[str], before: Counter[str] | None = None) -> None:
        self._before = before or Counter()
        self._notes, self.lives = notes, list[Mapping[str, str]]()
        self.codes = Counter[int]()

    async def again(self, environment: Mapping[str, str] | None = None) -> int:
        self.lives.append(environment or {})
        return 0

    async def up(self, http: object) -> None:
        pass

    def goes_wrong(self, **how: str) -> None:
        self.lives.append(how)

    def noted(self) -> Counter[str]:
        return self._before

    async def notes(self, within: float, beyond: Mapping[str, int] = NOTHING) -> Counter[str]:
        return self._notes - Counter(beyond)

    async def ended(self, before: Counter[int], within: float) -> bool:
        return True


def installation(worker: Worker, crashes: Counter[Crash] | None = None) -> Any:
    def first(of: list[Any]) -> Any:
        return of[0]

    chance = SimpleNamespace(choice=first, getrandbits=lambda _: 1, random=lambda: 0.5)
    return SimpleNamespace(
        http=None,
        journal=Journal(uuid4()),
        times=Times(),
        of=lambda kind: [worker],
        chance=chance,
        crashes=crashes or Counter(),
    )


ODD = {
    "overtook": faults.reorder,
    "failed": faults.handler_bug,
    "dawdled": faults.slow_consumer,
    "nothing": faults.clock_jump,
}


@pytest.mark.parametrize(("note", "fault"), ODD.items(), ids=ODD)
async def test_what_leaves_no_note_did_not_happen(
    note: str, fault: faults.Fault, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(faults, "faketime", lambda: Path("there.so"))
    monkeypatch.setattr(probing, "COMPARED", 0.0)
    ignores = Worker(Counter())
    with pytest.raises(faults.NotHit):
        await fault(installation(ignores))
    assert ignores.lives[0], "it was tried"
    assert not ignores.lives[-1], "and is over"
    if note != "nothing":
        heeds = Worker(Counter([note]))
        await fault(installation(heeds))
        assert heeds.lives[0]
        with pytest.raises(faults.NotHit):  # what another fault made it note proves nothing
            await fault(installation(Worker(Counter([note]), before=Counter([note]))))


async def test_a_clock_that_did_not_move_or_moved_elsewhere_has_not_jumped(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setattr(faults, "faketime", lambda: Path("there.so"))
    monkeypatch.setattr(time, "time", lambda: 1_000_000.0)
    for believed in (1_000_000.0, 1_000_000.0 - 3600):
        with pytest.raises(faults.NotHit):
            await faults.clock_jump(installation(Worker(Counter([str(believed)]))))
    await faults.clock_jump(installation(Worker(Counter([str(1_000_000.0 + 3601)]))))


async def test_without_the_library_no_clock_jumps(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(faults, "LIBRARIES", ())
    worker = Worker(Counter([str(1e12)]))
    with pytest.raises(faults.NotHit):
        await faults.clock_jump(installation(worker))
    assert worker.lives == []


async def test_a_crash_is_counted_where_the_process_says_so_alone() -> None:
    worker = Worker(Counter())
    with pytest.raises(faults.NotHit):
        await faults.crash_worker(installation(worker))
    assert Crash.read(worker.lives[0]["crash"]) in CRASHES["intake", "worker"]


def test_each_point_can_be_come_to_with_three_kinds_of_operation_and_fewer_are_seen() -> None:
    every = Counter(crash for crashes in CRASHES.values() for crash in crashes)
    assert lacking(every) == []
    fewest = min(POINTS, key=lambda point: len(by_point(every)[point]))
    assert len(by_point(every)[fewest]) == crashing.KINDS_AT_LEAST
    one = next(crash for crash in every if crash.point == fewest)
    assert lacking(every - Counter([one])) == [fewest]
    assert lacking(Counter()) == [*POINTS]


def _said(subject: UUID, sequence: int) -> Envelope:
    return Envelope(uuid4(), "", 1, "case", subject, sequence, "", None, "", uuid4(), "", "")  # type: ignore[arg-type]


@pytest.mark.parametrize(
    ("order", "overtaken"),
    [
        ([(FIRST, 1), (FIRST, 2), (SECOND, 1)], False),
        ([(FIRST, 2), (SECOND, 1), (FIRST, 3)], False),
        ([(FIRST, 1), (FIRST, 2), (FIRST, 1)], False),
        ([(FIRST, 2), (SECOND, 1), (FIRST, 1)], True),
    ],
    ids=["in order", "of another case", "a copy", "overtaken"],
)
def test_only_a_later_fact_of_the_same_case_overtakes(
    order: list[tuple[UUID, int]], overtaken: bool
) -> None:
    assert overtakes([_said(*each) for each in order]) is overtaken


async def test_what_a_transaction_records_is_what_it_dies_with(world: World) -> None:
    found = list[frozenset[str]]()
    write = Session.write

    async def watching(session: Session) -> None:
        found.append(crashing.recorded(session))
        await write(session)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(Session, "write", watching)
        case = await world.case()
        await world.post(f"{case.path}/answer", case.respondent, {"answer": "contest"})
    for kind in ("case_filed", "notice_served", "case_answered"):
        assert any(kind in each for each in found), kind


def test_what_was_noted_is_read_and_of_another_life_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(seen.WHERE, str(tmp_path / "this"))
    seen.note("failed")
    seen.note("failed")
    assert seen.noted(tmp_path / "this") == Counter({"failed": 2})
    assert seen.noted(tmp_path / "that") == Counter()


def test_a_time_is_kept_by_its_worst_and_what_was_not_measured_is_not() -> None:
    times = Times()
    name, bound = next(iter(BOUNDS.items()))
    assert not times.results()[name]["kept"]
    assert "not measured" in times.lines()[0]
    times.add(name, bound.at_most)
    assert times.results()[name]["kept"]
    times.add(name, bound.at_most * 1.01)
    times.add(name, 0.0)
    assert not times.results()[name]["kept"]
    assert "OVER" in times.lines()[0]
