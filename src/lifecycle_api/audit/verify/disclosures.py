"""Re-runs every decision to disclose on the facts of the log, and finds what left without one or after a withdrawal."""

from collections.abc import Iterator, Mapping
from datetime import datetime
from typing import Any, Final

from lifecycle_api.access.decide import decide
from lifecycle_api.access.decision import Outcome, Request, Ruling
from lifecycle_api.access.facts import Facts
from lifecycle_api.access.folding import DECIDING, fold
from lifecycle_api.access.policy import PERSONAL, Reason
from lifecycle_api.audit.bundle.manifest import Manifest
from lifecycle_api.audit.verify.report import Report

DISCLOSED: Final = "data.disclosed"


class DisclosuresCheck:
    """Follows what decisions rest on, event by event, and decides again at every disclosure."""

    def __init__(self, manifest: Manifest, report: Report) -> None:
        self._scope = manifest.scope
        self._decisions = report.check("decisions")
        self._permits = report.check("permits")
        self._withdrawals = report.check("withdrawals")
        self._facts = Facts()
        self._disclosures = self._rerun = 0

    def see(self, index: int, header: Mapping[str, Any]) -> None:
        """Take one event in."""
        kind, data = header["type"], header.get("data", {})
        try:
            if kind == DISCLOSED:
                self._disclosures += 1
                self._check(index, data)
            if kind in DECIDING:
                fold([{"type": kind, "position": index + 1, "data": data}], self._facts)
        except (KeyError, TypeError, ValueError, AttributeError, AssertionError, RecursionError) as error:
            self._decisions.fail(f"A {kind} cannot be understood ({type(error).__name__}).", index=index, part="data")

    def end(self) -> None:
        """Say what was seen."""
        self._decisions.fact = (
            f"{self._rerun} decisions of {self._disclosures} disclosures, run again, came out the same"
        )
        self._permits.fact = "nothing was disclosed that no decision permits"
        self._withdrawals.fact = "nothing was disclosed after consent to it was withdrawn"

    def _check(self, index: int, data: Mapping[str, Any]) -> None:
        if not data["decided_on"] <= index:
            self._decisions.fail("It rests on a position that came later.", index=index, part="decided_on")
        decided = [each for each in data["decisions"] if self._scope.covers(each["customer"])]
        for one in decided:
            for ruling in decide(request_of(data, one), self._facts).fields:
                self._compare(index, one, ruling)
        self._check_permits(index, data, decided)

    def _compare(self, index: int, one: Mapping[str, Any], ruling: Ruling) -> None:
        self._rerun += 1
        effect = ruling.outcome
        about = f"{ruling.category} of customer {one['customer']}"
        if one["effect"] != effect:
            why = "nothing denies it" if ruling.reason is None else str(ruling.reason)
            self._decisions.fail(f"Recorded is {one['effect']} for {about}; {why}.", index=index, part="effect")
        elif effect is Outcome.DENY and one.get("reason") != ruling.reason:
            self._decisions.fail(f"{about} is denied for {ruling.reason}.", index=index, part="reason")
        elif one.get("consent") is not None and one["consent"] != ruling.consent:
            self._decisions.fail(f"{about} does not rest on that consent.", index=index, part="consent")
        if one["effect"] == "permit" and ruling.reason is Reason.CONSENT_WITHDRAWN:
            at = max(self._withdrawn(one["customer"]), default=0)
            self._withdrawals.fail(f"{about} left after the withdrawal at index {at - 1}.", index=index, part="consent")

    def _check_permits(self, index: int, data: Mapping[str, Any], decided: list[Mapping[str, Any]]) -> None:
        people = {each for each in map(_plain, data["customers"]) if self._scope.covers(each)}
        for customer in sorted(people - {each["customer"] for each in decided if each["categories"]}):
            self._permits.fail(f"No decision is about customer {customer}.", index=index, part="decisions")
        if self._scope.names_people:
            return
        permitted = {category for each in decided if each["effect"] == "permit" for category in each["categories"]}
        for category in sorted(PERSONAL.intersection(data["categories"]) - permitted):
            self._permits.fail(f"No decision permits {category}.", index=index, part="categories")

    def _withdrawn(self, customer: str) -> Iterator[int]:
        members, _ = self._facts.identities(customer)
        return (no.position for each in members for no in self._facts.no.get(each, ()) if no.kind == "withdrawn")


def request_of(data: Mapping[str, Any], one: Mapping[str, Any]) -> Request:
    """The question that a decision in a disclosure's record answered."""
    at = one.get("occurred_at")
    return Request(
        capacity=data["recipient_kind"],
        party=data.get("party"),
        now=datetime.fromisoformat(data["decided_at"]),
        purposes=(data["purpose"],),
        categories=tuple(one["categories"]),
        rooftops=(one["rooftop"],) if one.get("rooftop") else (),
        subjects=(one["customer"],),
        at=None if at is None else datetime.fromisoformat(at),
        client=data["client_id"],
        engagement=data.get("engagement"),
        scopes=frozenset(data.get("scopes") or ()),
    )


def _plain(customer: str) -> str:
    return customer.removeprefix("customer:")
