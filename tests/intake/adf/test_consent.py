"""Consent in free text is kept as a claim, word for word."""

import pytest

from lifecycle_api.intake.adf.consent import claims_in


@pytest.mark.parametrize(
    ("text", "claims"),
    [
        ("Email Opt-In: Yes", [("email", True)]),
        ("e-mail opt in = y, Phone OptIn: 1", [("email", True), ("phone", True)]),
        ("Mail Opt-In: No", [("mail", False)]),
        ("SMS Opt-Out: true", [("sms", False)]),
        ("Opt-Out: no", [("any", True)]),
        ("///Opt-In///\nEmail Opt-In: Ye", []),
        ("I opt in: never", []),
        ("Email Opt-In: ", []),
        ("co-opt-in: yes", []),
        ("no claim at all", []),
    ],
)
def test_a_claim_names_its_channel_and_answer(text: str, claims: list[tuple[str, bool]]) -> None:
    """An answer cut off or left out is no claim."""
    assert [(claim.channel, claim.granted) for claim in claims_in(text, "/x")] == claims


def test_a_claim_keeps_its_words() -> None:
    """They are the only evidence there is."""
    (claim,) = claims_in("Sure. Text Opt-In: YES!", "/adf/prospect/customer/comments")
    assert (claim.text, claim.path) == ("Text Opt-In: YES", "/adf/prospect/customer/comments")
