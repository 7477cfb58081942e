"""A VIN is never refused: each gets a status."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from lifecycle_api.domain.vin import Vin, VinStatus, check_digit, classify, normalise


@pytest.mark.parametrize(
    ("raw", "year", "status"),
    [
        ("1M8GDM9AXKP042788", None, VinStatus.VALID),
        ("1M8GDM9A1KP042788", None, VinStatus.CHECK_DIGIT_FAILED),
        ("WVWZZZ1JZXW000001", None, VinStatus.NON_NA),
        ("5YJSA1E26JF000001", None, VinStatus.CHECK_DIGIT_FAILED),
        ("7FARW2H50JE000001", None, VinStatus.CHECK_DIGIT_FAILED),
        ("7A8ZZZ1J9XW000001", None, VinStatus.NON_NA),
        ("1M8GDM9AXKP04278", None, VinStatus.UNKNOWN),
        ("1M8GDM9AXKP0427881", None, VinStatus.UNKNOWN),
        ("1M8GDM9AXKPO42788", None, VinStatus.UNKNOWN),
        ("30837S108523", 1963, VinStatus.SHORT_PRE1981),
        ("30837S108523", 1980, VinStatus.SHORT_PRE1981),
        ("30837S108523", 1981, VinStatus.UNKNOWN),
        ("30837S108523", None, VinStatus.UNKNOWN),
        ("KP042788", None, VinStatus.PARTIAL_LAST8),
        ("KP042788", 1970, VinStatus.SHORT_PRE1981),
        ("*********KP042788", 2019, VinStatus.PARTIAL_LAST8),
    ],
)
def test_every_vin_is_accepted_with_a_status(raw: str, year: int | None, status: VinStatus) -> None:
    """Neither a wrong length nor a failing check digit refuses a VIN; both show in its status."""
    assert classify(raw, year=year) == Vin(normalise(raw), status)


@pytest.mark.parametrize(
    "raw", ["", "  ", "n/a", "N.A.", "TBD", "0", "00000000000000000", "11111111111111111", "XXXXXXXX"]
)
def test_what_stands_for_no_vin_is_none(raw: str) -> None:
    """Seventeen ones pass the check digit and are still nobody's VIN."""
    assert classify(raw) is None


def test_spelling_does_not_make_another_vin() -> None:
    """Case, spaces, hyphens and full-width letters are the typist's."""
    assert normalise(" 1m8-gdm9a xkp042788 ") == "1M8GDM9AXKP042788"
    assert normalise("\uff11M8GDM9AXKP042788") == "1M8GDM9AXKP042788"


def test_the_last_eight_are_known_when_there_are_eight() -> None:
    """Service lanes search by them."""
    assert Vin("1M8GDM9AXKP042788", VinStatus.VALID).last8 == "KP042788"
    assert Vin("KP042788", VinStatus.PARTIAL_LAST8).last8 == "KP042788"
    assert Vin("P042788", VinStatus.UNKNOWN).last8 is None


@pytest.mark.parametrize("vin", ["", "1M8GDM9AXKP04278", "IM8GDM9AXKP042788"])
def test_only_a_full_vin_has_a_check_digit(vin: str) -> None:
    """Asking for another one is a mistake of the caller."""
    with pytest.raises(ValueError, match="17 characters"):
        check_digit(vin)


@given(st.text(alphabet="0123456789ABCDEFGHJKLMNPRSTUVWXYZ", min_size=17, max_size=17))
def test_the_right_check_digit_makes_any_full_vin_valid(vin: str) -> None:
    """Wherever the vehicle was made."""
    mended = vin[:8] + check_digit(vin) + vin[9:]
    found = classify(mended)
    assert found is None or found == Vin(mended, VinStatus.VALID)


@given(st.text(max_size=40), st.none() | st.integers())
def test_no_text_raises(raw: str, year: int | None) -> None:
    """Whatever people type, the answer is a VIN of clean letters or None."""
    found = classify(raw, year=year)
    assert found is None or (found.value == normalise(raw) and found.value.isascii() and found.value.isalnum())
