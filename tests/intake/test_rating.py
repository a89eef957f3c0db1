"""Who may say how fair a case was, and when: the decision by itself."""

from dataclasses import replace
from datetime import timedelta
from typing import Any, Final

import pytest
from tests.intake.cases import (
    ADMITTED,
    CLAIMANT,
    FILED,
    NOW,
    OPEN,
    PACK,
    WITHDRAWN,
    caseworker,
    claimant,
    for_respondent,
    platform,
    respondent,
    stranger,
)
from tests.intake.test_evolving import state

from odr_intake.domain import feedback
from odr_intake.domain.cases import CaseStatus, evolve
from odr_intake.domain.facts import FeedbackGiven
from odr_intake.domain.refusals import NotAParty
from odr_intake.domain.unrated import NotAsked, NotFinal, RatedAlready
from odr_shared.contracts.codes import Served
from odr_shared.contracts.intake import OutcomeFinal

SAID: Final = FeedbackGiven(occurred_at=NOW, by=CLAIMANT, rating=2, texts=["Slow."])
RATED: Final = evolve(WITHDRAWN, [SAID])
FINAL: Final = evolve(state("defaulted"), [OutcomeFinal(occurred_at=NOW + timedelta(days=60))])
TO_SERVE: Final = replace(WITHDRAWN, progress=replace(WITHDRAWN.progress, to_serve=Served.DEFAULT))
WHO: dict[str, tuple[Any, Any, type[Exception] | None]] = {
    "the claimant": (WITHDRAWN, claimant, None),
    "the respondent": (WITHDRAWN, respondent, None),
    "its platform for it": (WITHDRAWN, for_respondent, None),
    "the platform for itself": (WITHDRAWN, platform, NotAParty),
    "a caseworker": (WITHDRAWN, caseworker, NotAParty),
    "a stranger": (WITHDRAWN, stranger, NotAParty),
    "while it runs": (FILED, claimant, NotFinal),
    "while a stage is open": (OPEN, claimant, NotFinal),
    "while something is owed": (
        replace(ADMITTED, status=CaseStatus.PERFORMING),
        *(claimant, NotFinal),
    ),
    "while a default can be attacked": (state("defaulted"), respondent, NotFinal),
    "while its end is to be served": (TO_SERVE, respondent, NotFinal),
    "after the default is final": (
        replace(FINAL, progress=replace(FINAL.progress, to_serve=None)),
        *(respondent, None),
    ),
    "twice": (RATED, claimant, RatedAlready),
    "after the other": (RATED, respondent, None),
}


@pytest.mark.parametrize(("case", "actor", "refusal"), WHO.values(), ids=WHO)
def test_each_party_is_asked_once_when_nothing_more_can_come(case, actor, refusal) -> None:
    if refusal is not None:
        with pytest.raises(refusal):
            feedback.rate(case, actor, 3, None, NOW)
        return
    said = FeedbackGiven(occurred_at=NOW, by=actor.party, rating=3, texts=[""])
    assert feedback.rate(case, actor, 3, None, NOW) == [said]


def test_its_words_are_kept_with_it() -> None:
    assert feedback.rate(WITHDRAWN, claimant, 2, "Slow.", NOW) == [SAID]


def test_a_pack_that_does_not_ask_is_told_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    silent = PACK.model_copy(update={"feedback": False})
    monkeypatch.setattr("odr_intake.domain.state.pack", lambda name, version: silent)
    with pytest.raises(NotAsked):
        feedback.rate(WITHDRAWN, claimant, 3, None, NOW)
