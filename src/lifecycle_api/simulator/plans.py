"""What will happen in one purchase attempt or one service visit: drawn by chance, or written by hand for a showcase."""

from dataclasses import dataclass, field

from lifecycle_api.simulator.chance import Chance


@dataclass(frozen=True, slots=True)
class BuyingPlan:
    """The turns one purchase attempt takes."""

    door: str = "LEAD"
    sender: str = ""
    repeat: str = ""
    replies: bool = True
    books: bool = True
    meeting: str = "SHOWN"
    drives: bool = True
    trades: bool = True
    decision: str = "BUYS"
    wants: str = "USED"
    pays: str = "FINANCE"
    ready_first_time: bool = True
    introduced: bool = True
    first_service_days: int = 0
    unwinds: bool = False
    lost_because: str = "PRICE"
    comments: str = "Is it still available?"
    note: str = ""


@dataclass(frozen=True, slots=True)
class Finding:
    """Something the inspection showed, and what the customer said to the work recommended for it."""

    code: str
    result: str
    answer: str = "APPROVED"
    verbatim: str = ""


@dataclass(frozen=True, slots=True)
class VisitPlan:
    """The turns one service visit takes."""

    source: str = "PHONE"
    kind: str = "SCHEDULED_SERVICE"
    meeting: str = "SHOWN"
    codes: tuple[str, ...] = ("LOF",)
    complaint: str = ""
    findings: tuple[Finding, ...] = ()
    recovers: str = ""
    waits: bool = True
    late: bool = False
    asks: bool = False
    next_days: int = 0
    then: tuple["VisitPlan", ...] = field(default=())


_MEETINGS = (("SHOWN", 62), ("RESCHEDULED", 13), ("NO_SHOW", 9), ("RECOVERED", 9), ("CANCELLED", 7))
_COMMENTS = (
    "Is it still available?",
    "What is the best price you can do?",
    "Can I come by on Saturday?",
    "Please text, I work nights.",
    "Do you take trades? Mine has a few dents.",
    "Looking for something safe for my daughter.",
    "What would the payments be with 2,000 down?",
)
_NOTES = (
    "Two dogs, needs the space behind the seats.",
    "Payment matters more than price.",
    "Works nights, call after two.",
    "Comparing with a car across town.",
    "Wants the heated seats and nothing else.",
)


def draw_buying(chance: Chance, door: str, *, keen: bool = False) -> BuyingPlan:
    """A purchase attempt of somebody who came through that door; keen people buy more often."""
    in_person = door in {"WALK_IN", "SERVICE"}
    buys = chance.happens(0.7 if keen or in_person else 0.6)
    pays = chance.weighted((("FINANCE", 60), ("LEASE", 16), ("CASH", 24)))
    return BuyingPlan(
        door=door,
        repeat=chance.weighted((("", 82), ("RESEND", 9), ("DUPLICATE", 9))) if door == "LEAD" else "",
        replies=in_person or chance.happens(0.72),
        books=in_person or chance.happens(0.74),
        meeting="SHOWN" if in_person else chance.weighted(_MEETINGS),
        drives=chance.happens(0.8),
        trades=chance.happens(0.62),
        decision=chance.weighted((("BUYS", 7), ("RETURNS", 3))) if buys else "LEAVES",
        wants="LEASE" if pays == "LEASE" else chance.weighted((("NEW", 45), ("USED", 55))),
        pays=pays,
        ready_first_time=chance.happens(0.68),
        introduced=chance.happens(0.8),
        first_service_days=chance.whole(80, 170) if chance.happens(0.6) else 0,
        unwinds=chance.happens(0.1),
        lost_because=chance.pick(("PRICE", "BOUGHT_ELSEWHERE", "CREDIT", "TIMING")),
        comments=chance.pick(_COMMENTS),
        note=chance.pick(_NOTES) if chance.happens(0.35) else "",
    )


_WISHES = (("LOF",), ("LOF", "ROT"), ("LOF", "MPI"), ("SVC30",), ("LOF", "ROT"), ("DIAG",), ("BATT",), ("RECALL",))
_COMPLAINTS = {
    "DIAG": "Rattles from the front over bumps.",
    "BATT": "Slow to start on cold mornings.",
    "RECALL": "Got a letter about a recall.",
}
_OFTEN_FOUND = (("BRKF", 3), ("BRKR", 2), ("TIRE", 3), ("CABF", 4), ("WIPE", 3), ("BATT", 1), ("COOL", 2), ("ALGN", 2))
_MOST_FINDINGS = ((15_000, 1), (60_000, 2), (10_000_000, 3))
_ANSWERS = (("APPROVED", 44), ("DECLINED", 30), ("DEFERRED", 26))
_VERBATIM = (
    "After payday, please.",
    "My brother-in-law does that.",
    "I want a second opinion first.",
    "Not today, I have to get back to work.",
    "It is still fine, I think.",
    "",
)


def draw_visit(chance: Chance, source: str, miles: int) -> VisitPlan:
    """A service visit of a car with so many miles; older cars show more findings."""
    codes = chance.pick(_WISHES)
    most = next(count for below, count in _MOST_FINDINGS if miles < below)
    found = dict.fromkeys(chance.weighted(_OFTEN_FOUND) for _ in range(chance.whole(0, most)))
    return VisitPlan(
        source=source,
        kind="RECALL" if codes == ("RECALL",) else "REPAIR" if codes[0] in _COMPLAINTS else "SCHEDULED_SERVICE",
        meeting="SHOWN" if source == "WALK_IN" else chance.weighted(_MEETINGS),
        codes=codes,
        complaint=_COMPLAINTS.get(codes[0], ""),
        findings=tuple(_draw_finding(chance, code) for code in found if code not in codes),
        recovers=chance.weighted((("", 5), ("DEFERRED", 3), ("ALL", 2))),
        waits=chance.happens(0.55),
        late=chance.happens(0.2),
        asks=chance.happens(0.25),
        next_days=chance.whole(190, 360),
    )


def _draw_finding(chance: Chance, code: str) -> Finding:
    answer = chance.weighted(_ANSWERS)
    result = chance.weighted((("RED", 4), ("YELLOW", 6)))
    return Finding(code, result, answer, "" if answer == "APPROVED" else chance.pick(_VERBATIM))
