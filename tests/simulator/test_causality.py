"""Nothing happens before its cause, and no file knows the future."""

import pytest

from lifecycle_api.simulator.shapes import SHAPES
from tests.simulator.reading import Group, State, moment

IN_ORDER = [
    ("deals", ("structured", "submittedToFinance", "contract", "sold", "delivered", "unwound")),
    ("deals", ("sold", "funded")),
    ("deals", ("delivered", "serviceIntro")),
    ("repair-orders", ("open", "inspection", "completed", "invoiced", "closed", "pickedUp")),
    ("inventory", ("acquired", "arrived", "reconStart", "frontLineReady")),
    ("opportunities", ("opened", "sold")),
    ("opportunities", ("opened", "lost")),
    ("activities", ("offered", "returned", "accepted", "completed")),
    ("activities", ("activity", "end")),
    ("appointments", ("created", "confirmed", "arrived")),
    ("appointments", ("created", "noShow", "recovered")),
    ("appointments", ("created", "cancelled")),
]
# These dates are plans and promises: they may lie ahead.
AHEAD = {"apptDate", "origApptDate", "promisedDate", "origPromisedDate", "revisitDate", "expiryDate", "dueDate"}
AHEAD |= {"fromDate", "toDate", "endDate"}
REFERENCES = {
    "opportunities": {"customerId": "customers", "dealNumber": "deals"},
    "activities": {"customerId": "customers", "opportunityId": "opportunities", "appointmentId": "appointments"},
    "appointments": {"customerId": "customers", "opportunityId": "opportunities", "roNumber": "repair-orders"},
    "deals": {"buyerId": "customers", "stockNumber": "inventory", "crmOpportunityId": "opportunities"},
    "repair-orders": {"customerId": "customers", "vehicleId": "vehicles", "appointmentId": "appointments"},
    "vehicles": {"customerId": "customers", "purchaseDealNumber": "deals"},
    "inventory": {"acquiredFromCustomerId": "customers", "soldDealNumber": "deals"},
}


@pytest.mark.parametrize(("kind", "stages"), IN_ORDER)
def test_stages_follow_each_other(group: Group, kind: str, stages: tuple[str, ...]) -> None:
    """Where a stage was reached, it was reached after those before it."""
    seen = 0
    for record in group.records(kind):
        moments = [found for stage in stages if (found := moment(record, stage))]
        assert moments == sorted(moments), record
        seen += len(moments) > 1
    assert seen > 0


@pytest.mark.parametrize("kind", SHAPES)
def test_no_state_knows_the_future(group: Group, kind: str) -> None:
    """Every date in a state is at most its day of change, but for plans and promises."""
    for state in group.states[kind]:
        for fields in [state, *(line for name in SHAPES[kind].lists for line in state.get(name, []))]:
            for name, text in fields.items():
                if (name.endswith("Date") or name in {"ownedSince", "ownedUntil"}) and name not in AHEAD:
                    assert text <= state["changedDate"], (name, state)


@pytest.mark.parametrize("kind", SHAPES)
def test_no_clock_change_makes_a_time_ambiguous(group: Group, kind: str) -> None:
    """Nothing happens between one and five, when local time jumps."""
    for state in group.states[kind]:
        for fields in [state, *(line for name in SHAPES[kind].lists for line in state.get(name, []))]:
            times = [text for name, text in fields.items() if name.endswith("Time")]
            assert not any("01:00:00" <= text < "05:00:00" for text in times), state


@pytest.mark.parametrize("kind", SHAPES)
def test_a_record_never_forgets(group: Group, kind: str) -> None:
    """What was known stays known, in every later state."""
    known: dict[tuple[str, str], State] = {}
    for state in group.states[kind]:
        key = (state["_system"], state[SHAPES[kind].key])
        earlier = known.get(key, {})
        assert set(earlier) <= set(state), key
        known[key] = state


@pytest.mark.parametrize("kind", REFERENCES)
def test_references_lead_to_records_that_exist(group: Group, kind: str) -> None:
    """Within the same system, or in the CRM."""
    for record in group.records(kind):
        for name, target in REFERENCES[kind].items():
            if name in record:
                places = [(system, record[name]) for system in (record["_system"], "crm", "drive", "ledger")]
                assert any(place in group.last[target] for place in places), (name, record)


def test_a_car_is_ready_before_it_is_sold(group: Group) -> None:
    """Nobody buys what is still in reconditioning."""
    for unit in group.records("inventory"):
        if "soldDate" in unit:
            assert unit["frontLineReadyDate"] <= unit["soldDate"]


def test_work_is_recovered_after_it_was_declined(group: Group) -> None:
    """Never on the same repair order."""
    for entry in group.key["declinedWork"]:
        if entry["recovered"]:
            assert entry["recovered"]["at"] > entry["decidedAt"]
            assert entry["recovered"]["roNumber"] != entry["roNumber"]


def test_an_appointment_takes_one_turn(group: Group) -> None:
    """It is kept, missed or cancelled, never two of them."""
    for appointment in group.records("appointments"):
        turns = [name for name in ("arrivedDate", "noShowDate", "cancelledDate") if name in appointment]
        assert len(turns) <= 1, appointment


def test_the_first_human_answer_follows_the_lead(group: Group) -> None:
    """And there is one for most leads."""
    opened = {one["opportunityId"]: moment(one, "opened") for one in group.records("opportunities")}
    answers = [one for one in group.records("activities") if one.get("firstResponseFlag") == "Y"]
    assert len(answers) > 50
    for answer in answers:
        asked, answered = opened[answer["opportunityId"]], moment(answer, "activity")
        assert asked is not None
        assert answered is not None
        assert asked <= answered
