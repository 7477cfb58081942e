"""The exception tree."""

from lifecycle_api.errors import LifecycleError, Unavailable


class CarGone(LifecycleError):
    """The car was sold yesterday. Offer another one.

    More for developers.
    """

    code = "CAR_GONE"


def test_the_docstring_is_the_message() -> None:
    """Its first paragraph, without what developers are told."""
    assert str(CarGone()) == "The car was sold yesterday. Offer another one."


def test_a_message_of_its_own_wins() -> None:
    """Where the place knows more, it says more."""
    assert CarGone("Sold on Monday.").message == "Sold on Monday."


def test_clients_see_code_message_and_data() -> None:
    """The facts behind a refusal are data, not prose."""
    assert CarGone("Sold.", vin="X").as_dict() == {"code": "CAR_GONE", "message": "Sold.", "vin": "X"}


def test_every_refusal_is_one_of_ours() -> None:
    """One ``except`` catches them all."""
    assert issubclass(Unavailable, LifecycleError)
