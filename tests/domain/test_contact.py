"""Two spellings of one phone number or address have one match key; what is neither has none."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lifecycle_api.domain.contact import Email, Phone, normalise_email, normalise_phone


@pytest.mark.parametrize(
    ("raw", "region", "e164", "valid"),
    [
        ("(404) 555-0199", "US", "+14045550199", True),
        ("1-404-555-0199", "us", "+14045550199", True),
        ("+1 404 555 0199", "GB", "+14045550199", True),
        ("(404) 555-0199", "GB", "+444045550199", False),
        ("020 7946 0018", "GB", "+442079460018", True),
        ("555-0199", "US", None, False),
        ("0171 555 0199", "US", None, False),
        ("call me", "US", None, False),
        ("", "US", None, False),
        ("404 555 0199", "??", None, False),
    ],
)
def test_a_phone_number_is_read_as_dialled_in_its_region(raw: str, region: str, e164: str | None, valid: bool) -> None:
    """The same digits are another number elsewhere, so the region is part of the evidence."""
    phone = normalise_phone(raw, region=region)
    assert phone == Phone(raw, region, e164=e164, extension=None, valid=valid)
    assert phone.match_key == e164


def test_an_extension_is_kept_beside_the_number() -> None:
    """A stop for the number stops its extensions too, so the key leaves them out."""
    phone = normalise_phone("404-555-0199 ext. 45", region="US")
    assert (phone.e164, phone.extension, phone.match_key) == ("+14045550199", "45", "+14045550199")


@pytest.mark.parametrize(
    ("raw", "address"),
    [
        ("Ann.Lee@Example.COM", "Ann.Lee@example.com"),
        (" ann@example.com. ", "ann@example.com"),
        ("Ann Lee <ann@example.com>", "ann@example.com"),
        ("mailto:ann@example.com", "ann@example.com"),
        ("ann@bücher.example", "ann@xn--bcher-kva.example"),
        ("o'hara+cars@example.org", "o'hara+cars@example.org"),
        ("ann@example", None),
        ("ann@@example.com", None),
        ("ann lee@example.com", None),
        ("ann@exa mple.com", None),
        ("@example.com", None),
        ("none", None),
        ("", None),
        ("a" * 65 + "@example.com", None),
        ("ann@" + "a." * 130 + "com", None),
        ("ann@-example.com", None),
    ],
)
def test_an_address_has_its_domain_folded(raw: str, address: str | None) -> None:
    """The local part keeps its case, since only its host may say that case is nothing."""
    email = normalise_email(raw)
    assert email == Email(raw, address)
    assert email.valid is (address is not None)


def test_letter_case_does_not_make_another_mailbox() -> None:
    """A stop sent from ANN@ binds ann@."""
    assert normalise_email("ANN@EXAMPLE.com").match_key == normalise_email("ann@example.COM").match_key
    assert Email("nothing").match_key is None


@given(st.text(max_size=300))
def test_no_text_raises(raw: str) -> None:
    """Whatever people type, there is a typed answer that keeps what they typed."""
    assert normalise_phone(raw, region="US").raw == raw
    email = normalise_email(raw)
    assert email.raw == raw
    assert email.address is None or normalise_email(email.address).address == email.address
