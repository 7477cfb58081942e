"""The scenarios in which consent, agreements and wishes meet; facts are folded from events, as they are in the log.

Numbers are those of the catalogue of scenarios. What they ask beyond a decision (notices, certificates, requests of
persons) is tested where it is done.
"""

from typing import Any

import pytest

from lifecycle_api.access.decide import decide
from lifecycle_api.access.decision import Decision, Effect, Request
from lifecycle_api.access.folding import fold
from lifecycle_api.access.policy import POLICY, Reason
from lifecycle_api.domain.categories import Category
from lifecycle_api.domain.events.agreements import AgreementEnded, AgreementTerminationNoticed
from lifecycle_api.domain.events.consents import ConsentInvalidated, ConsentReaffirmed
from lifecycle_api.domain.events.customers import ContactPointAdded
from lifecycle_api.domain.events.disclosures import DataDisclosed, Decided
from lifecycle_api.domain.events.engagements import EngagementEnded, EngagementOpened
from lifecycle_api.domain.events.parties import ControllerSucceeded, PartnerAccessRevoked, PartySuspended
from lifecycle_api.domain.events.privacy import (
    ChannelRestored,
    ChannelRevoked,
    CustomerIdentitiesLinked,
    CustomerIdentitiesUnlinked,
    MinorityDeclared,
    ProcessingObjected,
    ProcessingObjectionWithdrawn,
    ProcessingRestricted,
    ProcessingUnrestricted,
    SharingOptedIn,
    SharingOptedOut,
)
from lifecycle_api.domain.events.rights import SubjectFenced
from lifecycle_api.domain.registry import Event
from tests.support.decisions import (
    AGES_AGO,
    DIGEST,
    NOW,
    access,
    day,
    decided,
    drafted,
    facts,
    granted,
    later,
    logged,
    party,
    permit,
    refused,
    signed,
    withdrawn,
)
from tests.support.facts import a

PURPOSES = (
    "lead_followup",
    "marketing",
    "advertising",
    "operate",
    "recall",
    "attribution",
    "vehicle_history",
    "financing",
    "connected_services",
    "survey",
)
EVERYTHING = ("none", "vehicle", "identity", "contact", "content", "financial", "government_id", "telematics")
NORTH, SOUTH, ANN, BOB = (str(a(name)) for name in ("north", "south", "ann", "bob"))


def carfair(*clauses: Any, rooftops: tuple[str, ...] = ("north",)) -> list[Event]:
    """A marketplace with an agreement on everything, or on these clauses."""
    return [
        party("carfair"),
        access("carfair", *PURPOSES),
        drafted("deal", "carfair", *(clauses or [permit(*PURPOSES, categories=EVERYTHING)]), rooftops=rooftops),
        signed("deal", "carfair"),
    ]


def reason(*events: Event, purpose: str = "lead_followup", category: str = "contact", **more: Any) -> Reason | None:
    """Why Carfair does not get Ann's contact details."""
    return decided(facts(*events), "carfair", purpose, categories=(category,), **more).reason(category)


def oneself(known: Any, who: str, subjects: tuple[str, ...], *categories: str) -> Decision:
    """What a consumer is decided to see of a record about `subjects`."""
    request = Request(
        capacity="subject",
        party=who,
        now=NOW,
        purposes=("dsar",),
        categories=categories,
        rooftops=(NORTH,),
        subjects=subjects,
    )
    return decide(request, known)


def at_rooftop(known: Any, rooftop: str, purpose: str, **more: Any) -> Decision:
    """What is decided for the staff of a rooftop about what the north holds of Ann."""
    return decided(known, None, purpose, **{"capacity": "rooftop", "party": rooftop, "client": None, **more})


CONSENT = granted("yes", "ann", "lead_followup", "marketing", rooftops=("north",), to=("carfair",))


def test_1_all_in_order_but_government_ids_are_never_shared() -> None:
    """Whatever the agreement says."""
    found = decided(
        facts(*carfair(), CONSENT), "carfair", "lead_followup", categories=("contact", "vehicle", "government_id")
    )
    assert found.effect is Effect.REDACT
    assert [found.reason(each) for each in ("contact", "vehicle", "government_id")] == [
        None,
        None,
        Reason.NEVER_SHARED,
    ]
    assert found.basis == (str(a("deal")), str(a("yes")))
    assert {each.name: each.value for each in found.obligations} == {
        "ttl_days": 90,
        "delete_on_withdrawal": True,
        "no_onward": True,
    }
    assert found.policy_digest == POLICY.digest


def test_2_consent_withdrawn_after_data_was_disclosed() -> None:
    """The next question is denied."""
    assert reason(*carfair(), CONSENT) is None
    assert reason(*carfair(), CONSENT, withdrawn("ann", consent="yes")) is Reason.CONSENT_WITHDRAWN
    assert reason(*carfair(), CONSENT, withdrawn("ann", "marketing", consent="yes")) is None
    assert reason(*carfair(), CONSENT, withdrawn("ann")) is Reason.CONSENT_WITHDRAWN


def test_3_the_same_question_before_the_withdrawal() -> None:
    """Folding the log up to that position gives the decision that was recorded."""
    events = logged(*carfair(), CONSENT, withdrawn("ann"))
    before, after = fold(events[:5]), fold(events)
    assert decided(before, "carfair", "lead_followup").effect is Effect.PERMIT
    assert decided(before, "carfair", "lead_followup").position == 5
    assert decided(after, "carfair", "lead_followup").effect is Effect.DENY


def test_4_no_purpose_two_an_unknown_one_or_one_not_granted() -> None:
    """It is never guessed."""
    known = facts(*carfair(), CONSENT)
    assert decided(known, "carfair", None).reason("contact") is Reason.PURPOSE_MISSING
    two = ("lead_followup", "marketing")
    assert decided(known, "carfair", None, purposes=two).reason("contact") is Reason.PURPOSE_MISSING
    assert decided(known, "carfair", "fun").reason("contact") is Reason.PURPOSE_UNKNOWN
    assert decided(known, "carfair", "resale").reason("contact") is Reason.PURPOSE_NOT_GRANTED
    token = frozenset({"marketing"})
    assert decided(known, "carfair", "lead_followup", granted=token).reason("none") is Reason.PURPOSE_NOT_GRANTED


def test_5_an_agreement_expired_or_under_notice() -> None:
    """Under notice it holds, and says until when."""
    events = [*carfair(), CONSENT]
    late = signed("deal", "carfair", expires_at=NOW)
    assert reason(*events, late) is Reason.AGREEMENT_NOT_IN_FORCE
    noticed = AgreementTerminationNoticed(
        agreement=a("deal"), party=a("carfair"), noticed_by="dealer", ends_at=later(days=30)
    )
    found = decided(facts(*events, noticed), "carfair", "lead_followup")
    assert found.effect is Effect.PERMIT
    assert ("agreement_ends_at", later(days=30).isoformat()) in {(each.name, each.value) for each in found.obligations}
    assert reason(*events, noticed, now=later(days=30)) is Reason.AGREEMENT_NOT_IN_FORCE
    ended = AgreementEnded(agreement=a("deal"), party=a("carfair"), reason="mutual")
    assert reason(*events, ended) is Reason.AGREEMENT_NOT_IN_FORCE


def test_6_resale_to_a_competitor_or_to_anyone() -> None:
    """The competitor is excluded by name; to others only what the clause lists may be passed on."""
    rival = permit(*PURPOSES, id="x", effect="prohibit", actions=("resell",), recipients=("party:rival",))
    shown = permit(*PURPOSES, onward="listed", recipients=("party:friend",))
    events = [*carfair(shown, rival), CONSENT]
    assert reason(*events, onward_to="rival") is Reason.COMPETITOR_EXCLUDED
    assert reason(*events, onward_to="anyone") is Reason.RESALE_PROHIBITED
    assert reason(*events, onward_to="friend") is None
    assert reason(*carfair(), CONSENT, onward_to="friend") is Reason.RESALE_PROHIBITED


def test_7_the_history_of_a_vehicle_without_its_people() -> None:
    """What was done to it, not whose it was, what they said or paid."""
    known = facts(*carfair())
    asked = ("vehicle", "identity", "contact", "content", "financial")
    found = decided(known, "carfair", "vehicle_history", categories=asked)
    assert [found.reason(each) for each in asked] == [
        None,
        Reason.WITHHELD,
        Reason.WITHHELD,
        Reason.WITHHELD,
        Reason.NEVER_SHARED,
    ]


def test_8_of_joint_buyers_only_one_consents() -> None:
    """What is bound to both needs both."""
    events = [*carfair(), CONSENT]
    assert reason(*events, subjects=(ANN,)) is None
    assert reason(*events, subjects=(ANN, BOB)) is Reason.CONSENT_NONE
    both = granted("too", "bob", "lead_followup", rooftops=("north",), to=("carfair",))
    assert reason(*events, both, subjects=(ANN, BOB)) is None
    together = granted("yes", "ann", "lead_followup", to=("carfair",), joint_with=(BOB,))
    assert reason(*carfair(), together) is Reason.CONSENT_NONE
    assert reason(*carfair(), together, both) is None


def test_8_of_joint_buyers_one_consents_to_less() -> None:
    """What only one of them agreed to stays closed, and what takes an explicit yes takes one of each."""
    named: dict[str, Any] = {"to": ("carfair",), "categories": ("identity", "telematics")}
    together = granted("yes", "ann", "connected_services", joint_with=(BOB,), **{**named, "categories": EVERYTHING})

    def left(category: str, expression: str = "explicit") -> Reason | None:
        too = granted("too", "bob", "connected_services", expression=expression, **named)
        return reason(*carfair(), together, too, purpose="connected_services", category=category)

    assert left("contact") is Reason.CONSENT_NONE
    assert left("identity", "expressed") is None
    assert left("vehicle", "expressed") is None
    assert left("telematics", "expressed") is Reason.CONSENT_NONE
    assert left("telematics") is None


def test_9_a_lead_routed_to_one_rooftop_is_not_anothers() -> None:
    """Consent names the north; the south has a sibling's agreement and no consent."""
    consent = granted("yes", "ann", "lead_followup", rooftops=("north",))
    among = drafted("us", "south", permit("lead_followup"), rooftops=("north",), kind="intra_group")
    known = facts(consent, among, signed("us", "south"))
    assert at_rooftop(known, NORTH, "lead_followup").effect is Effect.PERMIT
    assert at_rooftop(known, SOUTH, "lead_followup").reason("contact") is Reason.CONSENT_NONE


def test_10_the_deal_that_a_lead_led_to_is_the_dealers() -> None:
    """Its sender learns that and when, if a clause says so, and nothing without an agreement."""
    assert reason(party("carfair"), access("carfair", *PURPOSES)) is Reason.NO_STANDING
    told = carfair(permit("attribution", categories=("none",)))
    assert reason(*told, purpose="attribution", category="none") is None
    assert reason(*told, purpose="attribution", category="identity") is Reason.AGREEMENT_CATEGORY
    assert reason(*told, CONSENT) is Reason.AGREEMENT_PURPOSE


def test_11_a_household_shares_a_number_and_nothing_else() -> None:
    """Whoever says stop binds the number for all who use it."""
    number = "hmac of +12065550123"
    stop = ChannelRevoked(contact=number, customer=a("bob"), channel="sms", method="sms")
    consent = granted("yes", "ann", "marketing", rooftops=("north",))
    known = facts(consent, stop)
    asked = {"action": "contact", "channel": "sms", "contact": number}
    assert at_rooftop(known, NORTH, "marketing", **asked).reason("contact") is Reason.CHANNEL_REVOKED
    assert oneself(facts(), BOB, (ANN, BOB), "contact").effect is Effect.PERMIT
    assert oneself(facts(), BOB, (ANN,), "contact").reason("contact") is Reason.NO_STANDING


def test_12_a_minor() -> None:
    """What rests on consent alone is closed; a guardian's consent lapses on the day."""
    minor = MinorityDeclared(customer=a("ann"), majority_on=day(later(days=10)), basis="document")
    guardian = granted(
        "yes", "ann", "lead_followup", "marketing", rooftops=("north",), to=("carfair",), authority="guardian"
    )
    events = [*carfair(), guardian, minor]
    assert reason(*events, purpose="marketing") is Reason.MINOR
    assert reason(*events) is None
    assert reason(*events, purpose="recall") is None
    assert reason(*events, purpose="operate") is None
    assert reason(*events, now=later(days=11)) is Reason.CONSENT_EXPIRED


def test_13_a_sibling_rooftop() -> None:
    """Has no standing until the group agrees among itself, and then only for what it agreed."""
    consent = granted("yes", "ann", "operate", "marketing")
    assert at_rooftop(facts(consent), SOUTH, "operate").reason("none") is Reason.NO_STANDING
    among = [drafted("us", "south", permit("operate"), rooftops=("north",), kind="intra_group"), signed("us", "south")]
    known = facts(consent, *among)
    assert at_rooftop(known, SOUTH, "operate").effect is Effect.PERMIT
    assert at_rooftop(known, SOUTH, "marketing").reason("none") is Reason.AGREEMENT_PURPOSE


def test_14_a_rooftop_is_sold() -> None:
    """What was agreed before goes on; what is new waits until the notice ends; the buyer's siblings get nothing."""
    sold = ControllerSucceeded(
        rooftop=a("north"), predecessor="Old", successor="New", notice_ends_on=day(later(days=5))
    )
    assert reason(*carfair(), CONSENT, sold) is None
    new = [*carfair()[:2], CONSENT, sold, *carfair()[2:]]
    assert reason(*new) is Reason.AGREEMENT_NOT_IN_FORCE
    assert reason(*new, now=later(days=6)) is None
    assert at_rooftop(facts(CONSENT, sold), SOUTH, "operate").reason("none") is Reason.NO_STANDING


def test_15_duplicates_of_whom_one_gave_and_one_refused() -> None:
    """The refusal holds until the person themselves says yes again; taken apart, each has their own wishes back."""
    link = CustomerIdentitiesLinked(customer=a("ann"), other=a("bob"), method="verified", reason="same phone")
    no = refused("no", "bob", "lead_followup")
    assert reason(*carfair(), no, CONSENT) is None
    assert reason(*carfair(), no, CONSENT, link) is Reason.CONSENT_REFUSED
    assert reason(*carfair(), CONSENT, link, subjects=(BOB,)) is Reason.CONSENT_NONE
    anew = granted("anew", "bob", "lead_followup", rooftops=("north",), to=("carfair",), expression="explicit")
    assert reason(*carfair(), no, CONSENT, link, anew) is None
    loosely = granted("anew", "bob", "lead_followup", rooftops=("north",), to=("carfair",), expression="expressed")
    assert reason(*carfair(), refused("no", "ann", "lead_followup"), link, loosely) is Reason.CONSENT_REFUSED
    apart = CustomerIdentitiesUnlinked(customer=a("bob"), other=a("ann"), reason="father and son")
    assert reason(*carfair(), no, CONSENT, link, apart) is None
    assert reason(*carfair(), no, CONSENT, link, apart, subjects=(BOB,)) is Reason.CONSENT_REFUSED


def test_16_consent_now_counts_and_reaches_back_as_far_as_it_says() -> None:
    """Consent at the time of the event does not help, nor does one that is yet to begin."""
    past = granted("yes", "ann", "lead_followup", to=("carfair",), expires_at=NOW)
    assert reason(*carfair(), past) is Reason.CONSENT_EXPIRED
    confirmed = ConsentReaffirmed(consent=a("yes"), customer=a("ann"), method="portal")
    assert reason(*carfair(), past, confirmed) is Reason.CONSENT_EXPIRED
    prolonged = ConsentReaffirmed(consent=a("yes"), customer=a("ann"), method="portal", expires_at=later(days=1))
    assert reason(*carfair(), past, prolonged) is None
    assert reason(*carfair(), past, prolonged, confirmed) is None
    ahead = granted("yes", "ann", "lead_followup", to=("carfair",), valid_from=later(days=1))
    assert reason(*carfair(), ahead) is Reason.CONSENT_NONE
    short = granted("yes", "ann", "lead_followup", to=("carfair",), lookback_days=30)
    assert reason(*carfair(), short, at=later(days=-31)) is Reason.CONSENT_LOOKBACK
    assert reason(*carfair(), short, at=later(days=-29)) is None
    forged = ConsentInvalidated(consent=a("yes"), customer=a("ann"), reason="forged")
    assert reason(*carfair(), CONSENT, forged) is Reason.CONSENT_NONE


def test_17_opting_out_of_sale_and_sharing() -> None:
    """By person or by number alone; the controller's own use goes on."""
    phone = ContactPointAdded(customer=a("ann"), contact_point=a("phone"), kind="phone", value="+12065550123")
    anonymous = SharingOptedOut(contact="hmac of +12065550123", method="gpc")
    for out in ([SharingOptedOut(customer=a("ann"), method="gpc")], [phone, anonymous], [anonymous, phone]):
        assert reason(*carfair(), CONSENT, *out, purpose="marketing") is Reason.OPT_OUT_SALE_SHARE
        assert reason(*carfair(), CONSENT, *out) is None
        assert at_rooftop(facts(CONSENT, *out), NORTH, "marketing").effect is Effect.PERMIT
        back = SharingOptedIn(customer=a("ann"), method="portal")
        assert reason(*carfair(), CONSENT, *out, back, purpose="marketing") is None


def test_18_a_partner_is_given_no_number_that_was_stopped() -> None:
    """It says of no channel that it will use it for; what the law wants waits for no stop."""
    stop = ChannelRevoked(contact="number", customer=a("bob"), channel="sms", method="sms")
    asked = {"purpose": "lead_followup", "contact": "number"}
    assert reason(*carfair(), CONSENT, stop, **asked) is Reason.CHANNEL_REVOKED
    assert reason(*carfair(), CONSENT, stop, **asked, category="identity") is None
    assert reason(*carfair(), CONSENT, stop, **{**asked, "contact": "another"}) is None
    back = ChannelRestored(contact="number", customer=a("bob"), channel="sms", method="portal")
    assert reason(*carfair(), CONSENT, stop, back, **asked) is None
    every = ChannelRevoked(contact="third", customer=a("ann"), channel="any", everything=True, method="sms")
    assert reason(*carfair(), CONSENT, every, **asked) is Reason.CHANNEL_REVOKED
    recall = permit("recall", categories=("none", "contact"))
    assert reason(*carfair(recall), stop, purpose="recall", contact="number") is None


def test_18_stop_binds_the_channel() -> None:
    """At once, and only that one, unless they said everything."""
    consent = granted("yes", "ann", "marketing", rooftops=("north",))
    sms = {"action": "contact", "channel": "sms", "contact": "number"}
    email = {"action": "contact", "channel": "email", "contact": "address"}
    stop = ChannelRevoked(contact="number", customer=a("ann"), channel="sms", method="sms")
    known = facts(consent, stop)
    assert at_rooftop(known, NORTH, "marketing", **sms).reason("contact") is Reason.CHANNEL_REVOKED
    assert at_rooftop(known, NORTH, "marketing", **email).effect is Effect.PERMIT
    every = ChannelRevoked(contact="number", customer=a("ann"), channel="sms", everything=True, method="sms")
    assert at_rooftop(facts(consent, every), NORTH, "marketing", **email).reason("none") is Reason.CHANNEL_REVOKED
    again = ChannelRestored(contact="number", customer=a("ann"), channel="sms", method="sms")
    assert at_rooftop(facts(consent, stop, again), NORTH, "marketing", **sms).effect is Effect.PERMIT


def test_18_a_stop_of_everything_is_opened_as_a_whole() -> None:
    """A channel by its name opens that one alone; until then nothing goes by any, nor is the number given out."""
    consent = granted("yes", "ann", "marketing", rooftops=("north",))
    sms = {"action": "contact", "channel": "sms", "contact": "number"}
    asked = {"purpose": "lead_followup", "contact": "number"}
    every = ChannelRevoked(contact="number", customer=a("ann"), channel="sms", everything=True, method="sms")
    one, whole = (
        ChannelRestored(contact="number", customer=a("ann"), channel=each, method="portal") for each in ("sms", "any")
    )
    assert at_rooftop(facts(consent, every, one), NORTH, "marketing", **sms).reason("none") is Reason.CHANNEL_REVOKED
    assert reason(*carfair(), CONSENT, every, one, **asked) is Reason.CHANNEL_REVOKED
    assert at_rooftop(facts(consent, every, whole), NORTH, "marketing", **sms).effect is Effect.PERMIT
    assert reason(*carfair(), CONSENT, every, whole, **asked) is None


def test_19_a_safety_recall_after_all_consent_was_withdrawn() -> None:
    """The law is the basis; what was received is kept for 90 days."""
    found = decided(
        facts(*carfair(), CONSENT, withdrawn("ann")), "carfair", "recall", categories=("contact", "vehicle")
    )
    assert found.effect is Effect.PERMIT
    assert ("ttl_days", 90) in {(each.name, each.value) for each in found.obligations}


def engaged(**more: Any) -> list[Event]:
    """An auditor with an engagement."""
    given: dict[str, Any] = {"categories": ("contact",), "ends_on": day(later(days=1)), "matter": "M", **more}
    return [party("ada", "auditor"), EngagementOpened(engagement=a("look"), party=a("ada"), **given)]


def audited(*events: Event, **more: Any) -> Decision:
    """What an auditor is decided to see of Ann's."""
    given = {"capacity": "auditor", "engagement": str(a("look")), "client": None, **more}
    return decided(facts(*events), "ada", "audit", **given)


def test_20_an_auditor_and_an_erased_customer() -> None:
    """What happened is there; whom it happened to is not."""
    fence = SubjectFenced(erasure=a("erasure"), customer=a("ann"), classes=("standard",), reason="asked")  # type: ignore[arg-type]
    assert audited(*engaged()).effect is Effect.PERMIT
    found = audited(*engaged(), fence)
    assert (found.reason("none"), found.reason("contact")) == (None, Reason.ERASED)
    assert audited(*engaged(categories=())).reason("contact") is Reason.AGREEMENT_CATEGORY
    assert audited(*engaged(customers=(BOB,))).reason("none") is Reason.NO_STANDING
    assert audited(*engaged(from_on=day(NOW)), at=later(days=-1)).reason("none") is Reason.NO_STANDING
    assert audited(*engaged(to_on=day(NOW)), at=later(days=1)).reason("none") is Reason.NO_STANDING
    ended = EngagementEnded(engagement=a("look"), party=a("ada"), reason="done")
    assert audited(*engaged(), ended).reason("none") is Reason.AGREEMENT_NOT_IN_FORCE
    assert audited(*engaged(), now=later(days=2)).reason("none") is Reason.AGREEMENT_NOT_IN_FORCE
    assert audited(*engaged(purpose="dsar")).reason("none") is Reason.AGREEMENT_PURPOSE
    assert audited(*engaged(), categories=("government_id",)).reason("government_id") is Reason.AGREEMENT_CATEGORY
    assert audited(*engaged(), categories=("dealer_confidential",)).effect is Effect.DENY


def test_21_erased_at_one_controller_only() -> None:
    """The other one still holds, and may still share."""
    fence = SubjectFenced(
        erasure=a("erasure"),
        customer=a("ann"),
        controllers=(f"rooftop:{NORTH}",),
        classes=("standard",),  # type: ignore[arg-type]  # as JSON has it
        reason="asked",
    )
    events = [*carfair(rooftops=()), granted("yes", "ann", "lead_followup", to=("carfair",)), fence]
    assert reason(*events) is Reason.ERASED
    assert reason(*events, rooftops=(SOUTH,)) is None
    assert reason(*events, rooftops=(NORTH, SOUTH)) is None


def test_22_an_erasure_that_is_held_restricts_at_once() -> None:
    """Until the hold is released, the data is only stored."""
    held = ProcessingRestricted(customer=a("ann"), matter="hold")
    assert reason(*carfair(), CONSENT, held) is Reason.RESTRICTED


def test_23_a_person_sees_their_own() -> None:
    """And what is bound to them jointly, without the consent of anyone, but nobody else's."""
    assert oneself(facts(), ANN, (ANN,), *EVERYTHING).effect is Effect.PERMIT
    assert oneself(facts(), ANN, (ANN, BOB), "financial").effect is Effect.PERMIT
    assert oneself(facts(), ANN, (BOB,), "none").reason("none") is Reason.NO_STANDING


def test_24_restricted_data_is_only_stored() -> None:
    """But for recalls, audits and the person's own rights, until the matter is settled."""
    held = ProcessingRestricted(customer=a("ann"), matter="M")
    assert at_rooftop(facts(CONSENT, held), NORTH, "marketing").reason("none") is Reason.RESTRICTED
    assert at_rooftop(facts(held), NORTH, "operate").reason("none") is Reason.RESTRICTED
    assert reason(*carfair(), held, purpose="recall") is None
    settled = ProcessingUnrestricted(customer=a("ann"), matter="M")
    assert at_rooftop(facts(held, settled), NORTH, "operate").effect is Effect.PERMIT


def test_25_a_processor_goes_beyond_its_instruction() -> None:
    """The controller itself could do it."""
    events = [
        party("dms", "processor"),
        access("dms", "operate"),
        drafted("works", "dms", permit("operate"), kind="processing"),
        signed("works", "dms"),
        CONSENT,
    ]
    assert decided(facts(*events), "dms", "operate").effect is Effect.PERMIT
    assert decided(facts(*events), "dms", "marketing").reason("contact") is Reason.PURPOSE_NOT_GRANTED
    assert at_rooftop(facts(*events), NORTH, "marketing").effect is Effect.PERMIT


def test_26_a_person_registers_again_after_erasure() -> None:
    """Nothing leads from the new pseudonym to the old one."""
    fence = SubjectFenced(erasure=a("erasure"), customer=a("ann"), classes=("standard",), reason="asked")  # type: ignore[arg-type]
    anew = granted("yes", "ann again", "lead_followup", to=("carfair",))
    assert reason(*carfair(), CONSENT, fence, anew) is Reason.ERASED
    assert reason(*carfair(), CONSENT, fence, anew, subjects=(str(a("ann again")),)) is None


def test_27_a_consent_dated_back_cures_nothing_that_was_done() -> None:
    """Valid since long ago, recorded today: a decision at an earlier position stays what it was."""
    events = logged(*carfair(), CONSENT)
    assert decided(fold(events[:4]), "carfair", "lead_followup").reason("contact") is Reason.CONSENT_NONE
    assert decided(fold(events), "carfair", "lead_followup").effect is Effect.PERMIT


def test_28_a_driver_directs_their_vehicles_data_to_somebody() -> None:
    """Without an agreement of the dealer, but not to a gatekeeper."""
    told = granted("yes", "ann", "connected_services", to=("carfair",), categories=("telematics",))
    known = [party("carfair", "partner"), access("carfair", *PURPOSES), told]
    assert reason(*known, purpose="connected_services", category="telematics") is None
    assert reason(*known, purpose="marketing", category="telematics") is Reason.NO_STANDING
    big = [party("carfair", "partner", gatekeeper=True), *known[1:]]
    assert reason(*big, purpose="connected_services", category="telematics") is Reason.COMPETITOR_EXCLUDED
    vague = granted("yes", "ann", "connected_services", to=("*",), categories=("telematics",))
    assert reason(*known[:2], vague, purpose="connected_services", category="telematics") is Reason.NO_STANDING


def test_29_each_page_of_an_export_is_decided_by_itself() -> None:
    """Whoever withdraws midway is not on the next page."""
    events = logged(*carfair(), CONSENT, granted("too", "bob", "lead_followup", to=("carfair",)), withdrawn("bob"))
    pages = [fold(events[:6]), fold(events)]
    seen = [[decided(page, "carfair", "lead_followup", subjects=(who,)).effect for who in (ANN, BOB)] for page in pages]
    assert seen == [[Effect.PERMIT, Effect.PERMIT], [Effect.PERMIT, Effect.DENY]]


def test_30_every_reason_has_a_gate_and_a_meaning() -> None:
    """Also that the ledger cannot be written, which is for whoever releases the data to say."""
    assert [each.gate for each in Reason] == sorted(each.gate for each in Reason)
    assert {each.gate for each in Reason} == set(range(10))
    assert Reason.AUDIT_UNAVAILABLE.gate == 9


def test_31_service_goes_on_after_marketing_was_withdrawn() -> None:
    """A contract needs no consent."""
    known = facts(CONSENT, withdrawn("ann", "marketing"))
    assert at_rooftop(known, NORTH, "operate").effect is Effect.PERMIT
    assert at_rooftop(known, NORTH, "marketing").reason("none") is Reason.CONSENT_WITHDRAWN


def test_a_party_that_is_suspended_or_whose_access_was_revoked() -> None:
    """Gets nothing, whatever its token says; so does a token that is bound to another key."""
    assert reason(*carfair(), CONSENT, PartySuspended(party=a("carfair"), reason="late")) is Reason.PARTY_SUSPENDED
    revoked = PartnerAccessRevoked(party=a("carfair"), client_id="carfair", reason="lost key")
    assert reason(*carfair(), CONSENT, revoked) is Reason.TOKEN_INVALID
    assert reason(*carfair(), CONSENT, fault="CNF_MISMATCH") is Reason.CNF_MISMATCH
    assert reason(*carfair(), CONSENT, needs=frozenset({"sales:read"})) is Reason.SCOPE_MISSING
    narrow = access("carfair", *PURPOSES, rooftops=(SOUTH,))
    assert reason(*carfair(), CONSENT, narrow) is Reason.NO_STANDING


def test_an_objection_closes_what_it_names_or_all_that_it_can() -> None:
    """What the customer ordered and what the law demands go on."""
    to_all = ProcessingObjected(customer=a("ann"))
    assert reason(*carfair(), CONSENT, to_all) is Reason.OBJECTED
    assert reason(*carfair(), to_all, purpose="operate") is None
    assert reason(*carfair(), to_all, purpose="recall") is None
    named = ProcessingObjected(customer=a("ann"), purposes=("operate",))
    assert reason(*carfair(), CONSENT, named) is None
    assert reason(*carfair(), named, purpose="operate") is Reason.OBJECTED
    back = ProcessingObjectionWithdrawn(customer=a("ann"))
    assert reason(*carfair(), CONSENT, to_all, back) is None


def test_a_prohibition_overrides_what_other_clauses_permit() -> None:
    """Also those of another agreement; and a territory bounds a permission."""
    no = permit(id="x", effect="prohibit", categories=("contact",))
    other = [drafted("other", "carfair", no), signed("other", "carfair")]
    assert reason(*carfair(), *other, CONSENT) is Reason.AGREEMENT_CATEGORY
    assert reason(*carfair(), *other, CONSENT, category="identity") is None
    abroad = permit(*PURPOSES, territory=("CA",))
    assert reason(*carfair(abroad), CONSENT) is Reason.AGREEMENT_TERRITORY


def test_a_claim_in_a_leads_text_permits_answering_the_lead() -> None:
    """And nothing else."""
    claim = granted("yes", "ann", "lead_followup", "marketing", to=("carfair",), expression="source_claim")
    assert reason(*carfair(), claim) is None
    assert reason(*carfair(), claim, purpose="marketing") is Reason.CONSENT_NONE


@pytest.mark.parametrize("effect", ["permit", "deny"])
def test_a_consent_for_one_use_is_used_up(effect: Any) -> None:
    """By a disclosure that rested on it."""
    once = granted("yes", "ann", "lead_followup", to=("carfair",), max_uses=1)
    used = DataDisclosed(
        disclosure=a("d"),
        client_id="carfair",
        recipient_kind="partner",
        purpose="lead_followup",
        categories=(),
        fields=(),
        customers=(a("ann"),),
        decisions=(Decided(customer=a("ann"), categories=(Category.CONTACT,), effect=effect, consent=a("yes")),),
        rows=1,
        document_sha256=DIGEST,
        response_sha256=DIGEST,
        decided_on=1,
        decided_at=AGES_AGO,
    )
    expected = Reason.CONSENT_EXPIRED if effect == "permit" else None
    assert reason(*carfair(), once, used) is expected
