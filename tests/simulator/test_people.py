"""Nobody real is in the files."""

import re

from tests.simulator.reading import Group

PHONE = re.compile(r"^\D*\d{3}\D*555\D?01\d{2}$")
EMAIL = re.compile(r"[\w.+-]+@([\w.-]+)")
RESERVED = ("example.com", "example.org", "example.net")


def test_phones_are_reserved_for_fiction(group: Group) -> None:
    """Every phone lies within 555-0100 to 555-0199."""
    for customer in group.records("customers"):
        for name in ("homePhone", "cellPhone", "workPhone"):
            assert PHONE.match(customer.get(name, "3125550100")), customer


def test_no_other_run_of_ten_digits_looks_like_a_phone(group: Group) -> None:
    """Neither in leads."""
    for path in group.folder.rglob("*-leads/*"):
        for number in re.findall(r"\(?\b\d{3}\)?[ -]?\d{3}-\d{4}\b", path.read_text("latin-1")):
            assert "555-01" in number


def test_addresses_are_reserved_for_examples(group: Group) -> None:
    """Every e-mail address and every link of every file is under a reserved domain."""
    for path in group.folder.rglob("*"):
        if path.is_file():
            text = path.read_text("latin-1")
            for domain in EMAIL.findall(text) + re.findall(r"https?://([\w.-]+)", text):
                assert domain.endswith(RESERVED), (path, domain)


def test_a_household_shares_a_phone(group: Group) -> None:
    """Two people, one number: identity must not merge them."""
    by_phone: dict[str, set[str]] = {}
    for customer in group.records("customers"):
        if customer.get("homePhone"):
            by_phone.setdefault(customer["homePhone"], set()).add(customer.get("firstName", ""))
    assert any(len(names) > 1 for names in by_phone.values())


def test_a_name_is_corrected(group: Group) -> None:
    """Some CRM records change a misspelt surname."""
    surnames: dict[tuple[str, str], set[str]] = {}
    for state in group.states["customers"]:
        surnames.setdefault((state["_system"], state["customerId"]), set()).add(state.get("lastName", ""))
    corrected = [names for names in surnames.values() if len(names) > 1]
    assert corrected
    assert sum(customer["correctedName"] for customer in group.key["customers"]) >= len(corrected)


def test_some_people_have_records_that_nobody_linked(group: Group) -> None:
    """One person, two systems, no reference between them: found by name and contact only."""
    unlinked = [
        customer
        for customer in group.key["customers"]
        if len(customer["records"]) > 1 and not customer["linkedByTheDms"]
    ]
    assert unlinked
    for customer in unlinked:
        for record in customer["records"]:
            assert "crmCustomerId" not in group.last["customers"][record["system"], record["id"]]


def test_customers_are_reassigned_when_somebody_leaves(group: Group) -> None:
    """After the last day of an employee nothing is done by them, and their customers go to colleagues."""
    left = {one["employeeNumber"]: one["terminationDate"] for one in group.records("staff") if "terminationDate" in one}
    activities = group.records("activities")
    assert left
    assert any(one.get("reason") == "DEPARTED" and one["fromEmployeeId"] in left for one in activities)
    for one in activities:
        assert one["activityDate"] <= left.get(one.get("employeeId", ""), "9999")
        assert one["activityDate"] <= left.get(one.get("toEmployeeId", ""), "9999")


def test_some_customers_opt_out(group: Group) -> None:
    """The flag comes with its date."""
    out = [one for one in group.records("customers") if one.get("optOutFlag") == "Y"]
    assert out
    assert all(one.get("optOutDate") for one in out)
