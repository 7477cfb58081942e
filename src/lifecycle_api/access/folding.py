"""Folds events, as they stand clear in the log, into the facts that decisions rest on.

Standard library only: the offline verifier ships it. An event is a mapping with `type`, `position` and `data`, and
anything else besides; values are those of JSON. What a type has no part in is passed over.
"""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

from lifecycle_api.access.facts import (
    ANYTHING,
    ITSELF,
    Access,
    Agreement,
    Engagement,
    Facts,
    No,
    Party,
    Person,
    Scope,
    Succession,
    Term,
    Version,
    Yes,
)
from lifecycle_api.access.policy import LONGEST_LOOKBACK_DAYS

Data = Mapping[str, Any]
_PREFIXES = ("party:", "rooftop:", "customer:", "agreement:", "consent:")


def fold(events: Iterable[Mapping[str, Any]], facts: Facts | None = None) -> Facts:
    """The facts after these events, in the order of their positions; on top of `facts`, which are changed."""
    made = Facts() if facts is None else facts
    for event in events:
        made.position = event["position"]
        handler = _HANDLERS.get(event["type"])
        if handler is not None:
            handler(made, event["data"])
    return made


def _plain(id_: Any) -> str:
    text = str(id_)
    return next((text.removeprefix(each) for each in _PREFIXES if text.startswith(each)), text)


def _ids(data: Data, name: str) -> frozenset[str]:
    return frozenset(map(_plain, data.get(name) or ()))


def _texts(data: Data, name: str) -> frozenset[str]:
    return frozenset(data.get(name) or ())


def _moment(data: Data, name: str) -> datetime | None:
    value = data.get(name)
    if value is None or isinstance(value, datetime):
        return value
    read = datetime.fromisoformat(value)
    return read if read.tzinfo is not None else read.replace(tzinfo=UTC)


def _day(data: Data, name: str) -> date | None:
    value = data.get(name)
    return date.fromisoformat(value) if isinstance(value, str) else value


def _certain_moment(data: Data, name: str) -> datetime:
    value = _moment(data, name)
    assert value is not None  # noqa: S101  # the declaration requires it
    return value


def _certain_day(data: Data, name: str) -> date:
    value = _day(data, name)
    assert value is not None  # noqa: S101  # the declaration requires it
    return value


def _registered(facts: Facts, data: Data) -> None:
    suspended = data["party"] in facts.parties and facts.parties[data["party"]].suspended
    facts.parties[data["party"]] = Party(
        data["kind"], data.get("country") or "US", bool(data.get("gatekeeper")), suspended
    )


def _suspended(facts: Facts, data: Data) -> None:
    if data["party"] in facts.parties:
        facts.parties[data["party"]].suspended = True


def _reinstated(facts: Facts, data: Data) -> None:
    if data["party"] in facts.parties:
        facts.parties[data["party"]].suspended = False


def _access_granted(facts: Facts, data: Data) -> None:
    facts.clients[data["party"], data["client_id"]] = Access(
        _texts(data, "scopes"), _texts(data, "purposes"), _ids(data, "rooftops"), _day(data, "until")
    )


def _access_revoked(facts: Facts, data: Data) -> None:
    facts.clients.pop((data["party"], data["client_id"]), None)


def _succeeded(facts: Facts, data: Data) -> None:
    facts.successions[data["rooftop"]] = Succession(facts.position, _certain_day(data, "notice_ends_on"))


def _terms(data: Data) -> tuple[Term, ...]:
    return tuple(
        Term(
            clause["effect"],
            _texts(clause, "actions"),
            _texts(clause, "purposes"),
            _texts(clause, "categories"),
            _texts(clause, "territory"),
            clause.get("onward") or "no",
            _ids(clause, "recipients"),
            clause.get("retention_days"),
        )
        for clause in data["clauses"]
    )


def _drafted(facts: Facts, data: Data) -> None:
    known = facts.agreements.get(data["agreement"])
    if known is not None and known.signed:
        return
    if known is None:
        facts.by_party.setdefault(data["party"], []).append(data["agreement"])
    first = Version(facts.position, None, _terms(data))
    facts.agreements[data["agreement"]] = Agreement(
        data["agreement"], data["party"], data["kind"], _ids(data, "rooftops"), [first]
    )


def _signed(facts: Facts, data: Data) -> None:
    agreement = facts.agreements.get(data["agreement"])
    if agreement is not None:
        agreement.signed = True
        agreement.versions[0].starts_at = _moment(data, "effective_at")
        agreement.expires_at = _moment(data, "expires_at")


def _amended(facts: Facts, data: Data) -> None:
    agreement = facts.agreements.get(data["agreement"])
    if agreement is not None:
        agreement.versions.append(Version(facts.position, _moment(data, "effective_at"), _terms(data)))


def _agreement_becomes(attribute: str, *, value: bool) -> Callable[[Facts, Data], None]:
    def handle(facts: Facts, data: Data) -> None:
        if data["agreement"] in facts.agreements:
            setattr(facts.agreements[data["agreement"]], attribute, value)

    return handle


def _noticed(facts: Facts, data: Data) -> None:
    if data["agreement"] in facts.agreements:
        facts.agreements[data["agreement"]].ends_at = _moment(data, "ends_at")


def _scope(data: Data, purposes: frozenset[str], recipients: frozenset[str]) -> Scope:
    return Scope(purposes, recipients, _ids(data, "rooftops"), _texts(data, "channels") or frozenset({"any"}))


def _granted(facts: Facts, data: Data) -> None:
    for replaced in (data["consent"], data.get("supersedes") or ""):
        _forget(facts, replaced)
    # Whoever may receive the data has it from the controller, who may use it for the purpose, too.
    scope = _scope(data, _texts(data, "purposes"), _ids(data, "recipients") | {ITSELF})
    days = data.get("lookback_days")
    yes = Yes(
        data["consent"],
        data["customer"],
        scope,
        _texts(data, "categories"),
        data["expression"],
        data.get("authority") or "self",
        facts.position,
        _certain_moment(data, "valid_from"),
        _moment(data, "expires_at"),
        None if days is None or days > LONGEST_LOOKBACK_DAYS else timedelta(days=days),
        data.get("max_uses"),
        _ids(data, "joint_with"),
        data.get("contact"),
    )
    facts.yes.setdefault(yes.customer, {})[yes.id] = yes
    facts.consents[yes.id] = yes.customer


def _forget(facts: Facts, consent: str) -> None:
    facts.yes.get(facts.consents.pop(consent, ""), {}).pop(consent, None)


def _invalidated(facts: Facts, data: Data) -> None:
    _forget(facts, data["consent"])


def _reaffirmed(facts: Facts, data: Data) -> None:
    yes = facts.yes.get(facts.consents.get(data["consent"], ""), {}).get(data["consent"])
    if yes is not None:
        # Perhaps for longer; never for longer by saying nothing.
        yes.position, yes.expires_at = facts.position, _moment(data, "expires_at") or yes.expires_at


def _refused(facts: Facts, data: Data) -> None:
    scope = _scope(data, _texts(data, "purposes") or frozenset({ANYTHING}), _ids(data, "recipients"))
    _say_no(facts, No(data["customer"], "refused", scope, facts.position))


def _withdrawn(facts: Facts, data: Data) -> None:
    purposes, recipients = _texts(data, "purposes"), _ids(data, "recipients")
    if data.get("consent") is None:
        scope = _scope(data, purposes or frozenset({ANYTHING}), recipients)
        _say_no(facts, No(data["customer"], "withdrawn", scope, facts.position))
        return
    yes = facts.yes.get(facts.consents.get(data["consent"], ""), {}).get(data["consent"])
    if yes is not None:
        taken = yes.scope.purposes & purposes if purposes else yes.scope.purposes
        scope = _scope(data, taken, recipients or yes.scope.recipients)
        _say_no(facts, No(yes.customer, "withdrawn", scope, facts.position, yes.id))


def _say_no(facts: Facts, no: No) -> None:
    if not no.scope.recipients:
        # Said to nobody in particular, it is meant for everyone.
        no = replace(no, scope=replace(no.scope, recipients=frozenset({ANYTHING})))
    facts.no.setdefault(no.customer, []).append(no)


def _person(facts: Facts, customer: str) -> Person:
    return facts.people.setdefault(customer, Person())


def _restricted(facts: Facts, data: Data) -> None:
    _person(facts, data["customer"]).restrictions.add(data["matter"])


def _unrestricted(facts: Facts, data: Data) -> None:
    _person(facts, data["customer"]).restrictions.discard(data["matter"])


def _objected(facts: Facts, data: Data) -> None:
    _person(facts, data["customer"]).objections |= _texts(data, "purposes") or {ANYTHING}


def _objection_withdrawn(facts: Facts, data: Data) -> None:
    person, purposes = _person(facts, data["customer"]), _texts(data, "purposes")
    person.objections = person.objections - purposes if purposes else set()


def _minor(facts: Facts, data: Data) -> None:
    _person(facts, data["customer"]).majority_on = _day(data, "majority_on")


def _contact_added(facts: Facts, data: Data) -> None:
    users = facts.holders.setdefault(data["value_hmac"], set())
    if data["customer"] not in users and data["value_hmac"] in facts.opted_out_contacts:
        _person(facts, data["customer"]).opted_out = True
    users.add(data["customer"])


def _opted_out(facts: Facts, data: Data) -> None:
    if data.get("customer") is not None:
        _person(facts, data["customer"]).opted_out = True
    if data.get("contact") is not None:
        facts.opted_out_contacts.add(data["contact"])
        for customer in facts.holders.get(data["contact"], ()):
            _person(facts, customer).opted_out = True


def _opted_in(facts: Facts, data: Data) -> None:
    _person(facts, data["customer"]).opted_out = False


def _revoked(facts: Facts, data: Data) -> None:
    everything = bool(data.get("everything"))
    facts.stops.add((data["contact"], "any" if everything else data["channel"]))
    if everything and data.get("customer") is not None:
        _person(facts, data["customer"]).stopped = True


def _restored(facts: Facts, data: Data) -> None:
    # A channel by its name opens that one alone, and no stop of everything.
    everything = data["channel"] == "any"
    facts.stops = {
        (contact, channel)
        for contact, channel in facts.stops
        if contact != data["contact"] or (channel != data["channel"] and not everything)
    }
    if everything and data.get("customer") is not None:
        _person(facts, data["customer"]).stopped = False


def _linked(facts: Facts, data: Data) -> None:
    one, other = data["customer"], data["other"]
    if one != other:
        facts.links[one, other] = facts.links[other, one] = facts.position
        facts.neighbours.setdefault(one, set()).add(other)
        facts.neighbours.setdefault(other, set()).add(one)


def _unlinked(facts: Facts, data: Data) -> None:
    one, other = data["customer"], data["other"]
    for here, there in ((one, other), (other, one)):
        facts.links.pop((here, there), None)
        facts.neighbours.get(here, set()).discard(there)


def _fenced(facts: Facts, data: Data) -> None:
    if data.get("lasting", True):  # the end of retention of a class erases nobody
        _person(facts, data["customer"]).erased_at |= _ids(data, "controllers") or {ANYTHING}


def _engaged(facts: Facts, data: Data) -> None:
    facts.engagements[data["engagement"]] = Engagement(
        data["party"],
        data.get("purpose") or "audit",
        _ids(data, "rooftops"),
        _ids(data, "customers"),
        _texts(data, "categories"),
        _day(data, "from_on"),
        _day(data, "to_on"),
        _certain_day(data, "ends_on"),
    )


def _engagement_ended(facts: Facts, data: Data) -> None:
    if data["engagement"] in facts.engagements:
        facts.engagements[data["engagement"]].ended = True


def _disclosed(facts: Facts, data: Data) -> None:
    decided = data.get("decisions") or ()
    for consent in {each["consent"] for each in decided if each.get("consent") and each["effect"] == "permit"}:
        yes = facts.yes.get(facts.consents.get(consent, ""), {}).get(consent)
        if yes is not None:
            yes.uses += 1


_HANDLERS: Mapping[str, Callable[[Facts, Data], None]] = {
    "party.registered": _registered,
    "party.suspended": _suspended,
    "party.reinstated": _reinstated,
    "partner_access.granted": _access_granted,
    "partner_access.revoked": _access_revoked,
    "controller.succeeded": _succeeded,
    "agreement.drafted": _drafted,
    "agreement.signed": _signed,
    "agreement.amended": _amended,
    "agreement.suspended": _agreement_becomes("suspended", value=True),
    "agreement.resumed": _agreement_becomes("suspended", value=False),
    "agreement.termination_noticed": _noticed,
    "agreement.ended": _agreement_becomes("ended", value=True),
    "consent.granted": _granted,
    "consent.invalidated": _invalidated,
    "consent.reaffirmed": _reaffirmed,
    "consent.refused": _refused,
    "consent.withdrawn": _withdrawn,
    "processing.restricted": _restricted,
    "processing.unrestricted": _unrestricted,
    "processing.objected": _objected,
    "processing.objection_withdrawn": _objection_withdrawn,
    "minority.declared": _minor,
    "contact_point.added": _contact_added,
    "sharing.opted_out": _opted_out,
    "sharing.opted_in": _opted_in,
    "channel.revoked": _revoked,
    "channel.restored": _restored,
    "customer.identities_linked": _linked,
    "customer.identities_unlinked": _unlinked,
    "subject.fenced": _fenced,
    "engagement.opened": _engaged,
    "engagement.ended": _engagement_ended,
    "data.disclosed": _disclosed,
}
DECIDING = frozenset(_HANDLERS)
"""The types of the events that can change a decision."""
