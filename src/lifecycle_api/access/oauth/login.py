"""Who is at the keyboard: the one question that the authorization server leaves to others."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, Protocol
from uuid import UUID

from lifecycle_api.access.oauth.client import Client
from lifecycle_api.access.oauth.facts import SignedIn
from lifecycle_api.access.personas import Persona
from lifecycle_api.access.scopes import Kind


@dataclass(frozen=True)
class Field:
    """Something to fill in, or with `options` (value and words) to choose, or with `value` to send back unseen."""

    name: str
    label: str = ""
    kind: str = "text"
    options: Sequence[tuple[str, str]] = ()
    value: str | None = None


@dataclass(frozen=True)
class Form:
    """A page that asks the person for something. `trouble` says what was wrong with what they sent before."""

    title: str
    text: str
    fields: Sequence[Field]
    submit: str = "Continue"
    trouble: str | None = None


class Login(Protocol):
    """Finds out who somebody is, in as many forms as it takes."""

    async def answer(self, client: Client, given: Mapping[str, str]) -> Form | SignedIn:
        """The next form, or who it is; `given` is what was filled in so far, and nothing at first."""
        ...


CHOSEN: Final = "persona"


class PersonaLogin:
    """Lets anybody be anybody: for the demo, on the loopback, where the dev issuer keeps it."""

    def __init__(self, personas: Callable[[], Sequence[Persona]], now: Callable[[], datetime]) -> None:
        self._personas = personas
        self._now = now

    async def answer(self, client: Client, given: Mapping[str, str]) -> Form | SignedIn:
        """See Login. Offers the personas of the client's kind and dealer group."""
        offered = {each.key: each for each in self._personas() if _fits(each, client)}
        chosen = offered.get(given.get(CHOSEN, ""))
        if chosen is not None:
            return signed_in(chosen.claims, self._now())
        options = [(key, each.name) for key, each in offered.items()]
        trouble = "There is nobody of that name here." if CHOSEN in given else None
        field = Field(CHOSEN, "You are", options=options)
        return Form(
            "Who are you?",
            f"{client.name} wants to know. This is the demo: anybody will do.",
            [field],
            "Log in",
            trouble,
        )


def signed_in(claims: Mapping[str, Any], at: datetime) -> SignedIn:
    """Whoever these claims describe, logged in now."""
    rooftops = claims.get("rooftops", ())
    return SignedIn(
        subject=claims["sub"],
        kind=Kind(claims["kind"]),
        tenant=UUID(claims["tenant"]),
        name=claims["name"],
        at=at,
        rooftops="*" if rooftops == "*" else tuple(UUID(each) for each in rooftops),
        roles=tuple(claims.get("roles", ())),
        customer=_optional(claims, "customer"),
        party=_optional(claims, "party"),
        engagement=_optional(claims, "engagement"),
        scopes=tuple(claims["scope"].split()),
    )


def _fits(persona: Persona, client: Client) -> bool:
    return (persona.claims["kind"], persona.claims["tenant"]) == (client.kind.value, str(client.tenant))


def _optional(claims: Mapping[str, Any], name: str) -> UUID | None:
    return UUID(claims[name]) if claims.get(name) else None
