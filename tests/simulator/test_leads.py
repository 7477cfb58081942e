"""Leads arrive in many dialects, and the key knows whose they are."""

from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pytest
from lxml import etree

from lifecycle_api.simulator.leads.senders import SENDERS
from tests.simulator.reading import Group

NOT_WELL_FORMED = {"full", "unquoted"}


def documents(group: Group) -> list[tuple[dict[str, Any], Path]]:
    """Every file of a mailbox with its entry of the key."""
    return [(entry, group.folder / entry["path"]) for entry in group.key["leads"]]


def adf_of(path: Path) -> bytes:
    """The ADF document of a file: the file itself, the text of the message, or its attachment."""
    raw = path.read_bytes()
    if path.suffix == ".xml":
        return raw
    message = message_from_bytes(raw, policy=policy.default)
    assert isinstance(message, EmailMessage)
    for part in message.walk():
        if part.get_content_type() == "application/x-adf+xml":
            attached: bytes = part.get_content()
            return attached
    text: str = message.get_content()
    start, end = text.find("<?xml"), text.find("</adf>")
    return text[start : end + len("</adf>")].encode("iso-8859-1" if "ISO-8859-1" in text else "utf-8")


@pytest.mark.parametrize("dialect", [sender.dialect for sender in SENDERS])
def test_every_dialect_is_spoken(group: Group, dialect: str) -> None:
    """The default group has a lead in each."""
    assert any(entry["dialect"] == dialect and entry["nature"] == "LEAD" for entry in group.key["leads"])


def test_all_files_of_the_mailboxes_are_in_the_key(group: Group) -> None:
    """Noise included."""
    listed = {entry["path"] for entry in group.key["leads"]}
    assert listed == {str(path.relative_to(group.folder)) for path in group.folder.rglob("*-leads/*")}
    assert {"LEAD", "RESEND", "AUTO_REPLY", "TRUNCATED"} == {entry["nature"] for entry in group.key["leads"]}


def test_well_formed_dialects_parse(group: Group) -> None:
    """And hold the prospects, ids and statuses that the key promises."""
    for entry, path in documents(group):
        if entry["nature"] in {"LEAD", "RESEND"} and entry["dialect"] not in NOT_WELL_FORMED:
            prospects = etree.fromstring(adf_of(path)).findall("prospect")
            assert len(prospects) == len(entry["prospects"])
            for prospect, promised in zip(prospects, entry["prospects"], strict=True):
                assert (prospect.findtext("id") or "") == promised["id"]
                assert prospect.get("status") == ("resend" if entry["nature"] == "RESEND" else "new")


@pytest.mark.parametrize("dialect", sorted(NOT_WELL_FORMED))
def test_broken_dialects_are_broken(group: Group, dialect: str) -> None:
    """No XML parser takes them as they are."""
    path = next(path for entry, path in documents(group) if entry["dialect"] == dialect and entry["nature"] == "LEAD")
    with pytest.raises(etree.XMLSyntaxError):
        etree.fromstring(path.read_bytes())


def test_a_resend_repeats_the_id_of_its_lead(group: Group) -> None:
    """So it can be told from a second lead."""
    ids = {
        (one["source"], one["id"])
        for entry in group.key["leads"]
        if entry["nature"] == "LEAD"
        for one in entry["prospects"]
    }
    resent = [one for entry in group.key["leads"] if entry["nature"] == "RESEND" for one in entry["prospects"]]
    assert resent
    assert all((one["source"], one["id"]) in ids for one in resent)


def test_the_crm_files_each_lead_with_its_customer(group: Group) -> None:
    """The CRM record of the lead's true customer lists it."""
    of_customer = {
        customer["id"]: {record["id"] for record in customer["records"] if record["system"] == "crm"}
        for customer in group.key["customers"]
    }
    filed: dict[tuple[str, str], set[str]] = {}
    for record in group.records("customers"):
        for lead in record.get("leads", []):
            filed.setdefault((lead["leadSource"], lead.get("leadId", "")), set()).add(record["customerId"])
    for entry in group.key["leads"]:
        for one in entry["prospects"]:
            assert filed[one["source"], one["id"]] & of_customer[one["customer"]]


def test_some_leads_ask_again_through_another_sender(group: Group) -> None:
    """The customer is the same, the sender another: two bills for one shopper."""
    assert any(entry["asksAgain"] for entry in group.key["leads"])
