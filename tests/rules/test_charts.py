"""Charts of simulated cases, drawn by hand: a column a day, or as many days as fit."""

from datetime import UTC, datetime

import pytest

from odr_rules.charts import chart
from odr_rules.packs import pack
from odr_rules.playing import paths
from odr_rules.scenarios import Scenario

BERLIN = Scenario(filed=datetime(2026, 1, 5, 10, tzinfo=UTC), zone="Europe/Berlin")
LATE = Scenario(filed=datetime(2026, 1, 31, 23, 30, tzinfo=UTC), zone="America/Vancouver")
"""Where it is still the afternoon of the same day."""

SPOKEN = """\
              01-06        01-19
answer        █◆░░░░░░
negotiation    █◆░░░░░░░░░
performance     █◆░░░░░░░░░░░░░
confirmation     █◆░░░░░░
              1 column = 1 day"""
NARROW = """\
              01-06
answer        ◆░░░
negotiation   █◆░░░░
performance    ◆░░░░░░░
confirmation   █◆░░░
              1 column = 2 days"""
SILENT = """\
             01-06        01-19  01-26  02-02  02-09
answer       ███████▌
set_aside             ████████████████████████████▌
performance           ██████████████▌
             1 column = 1 day"""
VANCOUVER = """\
             01-31     03-02  03-23
screening    ◆░░░░░
answer       █████▌
set_aside          █████████▌
performance        ███████████▌
             1 column = 3 days"""
DRAWN = {
    "everybody acts": ("uncitral-odr", BERLIN, "nobody", 60, SPOKEN),
    "as narrow as can be": ("uncitral-odr", BERLIN, "nobody", 1, NARROW),
    "nobody answers": ("uncitral-odr", BERLIN, "answer", 60, SILENT),
    "in another zone": ("bc-crt", LATE, "answer", 20, VANCOUVER),
}


@pytest.mark.parametrize(
    ("name", "made", "silent_from", "width", "drawn"), DRAWN.values(), ids=DRAWN
)
def test_each_period_stands_over_its_days(name, made, silent_from, width, drawn) -> None:
    found = {path.silent_from: path for path in paths(pack(name, 1), made)}
    assert "\n".join(chart(found[silent_from], width)) == drawn
