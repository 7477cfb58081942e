"""Whom an auditor trusts (C2SP tlog-policy): the keys of logs, the keys of witnesses, and how many of them it takes.

Ours can end with a line `checkpoint` and, under it, the last checkpoint its owner has verified.
"""

from collections.abc import Collection, Mapping
from typing import Final, NamedTuple

from lifecycle_api.audit.tlog.keys import COSIGNATURE, ED25519, NoteKey, parse_vkey
from lifecycle_api.audit.tlog.text import decimal
from lifecycle_api.errors import LifecycleError

NOBODY: Final = "none"
_PINNED: Final = "checkpoint"


class PolicyMalformed(LifecycleError):
    """A line of the policy cannot be understood."""

    code = "POLICY_MALFORMED"


class Witness(NamedTuple):
    """A witness as a policy names it; `url` is where it takes checkpoints, where that is said."""

    key: NoteKey
    url: str | None


class Policy(NamedTuple):
    """`groups` are pairs of a threshold and members. `pinned` is a signed note, or None."""

    logs: tuple[NoteKey, ...] = ()
    witnesses: Mapping[str, Witness] = {}
    groups: Mapping[str, tuple[int, tuple[str, ...]]] = {}
    quorum: str = NOBODY
    pinned: str | None = None

    def accepts(self, cosigned_by: Collection[NoteKey]) -> bool:
        """Whether these witnesses are enough."""
        return self._has_seen(self.quorum, cosigned_by)

    def _has_seen(self, name: str, keys: Collection[NoteKey]) -> bool:
        if name == NOBODY:
            return True
        if name in self.witnesses:
            return self.witnesses[name].key in keys
        threshold, members = self.groups[name]
        return sum(self._has_seen(member, keys) for member in members) >= threshold

    @property
    def text(self) -> str:
        """The policy as a file."""
        lines = [f"log {key.vkey}" for key in self.logs]
        lines += [f"witness {name} {each.key.vkey} {each.url or ''}".rstrip() for name, each in self.witnesses.items()]
        lines += [f"group {name} {least} {' '.join(members)}" for name, (least, members) in self.groups.items()]
        lines.append(f"quorum {self.quorum}")
        return "\n".join([*lines, ""]) + (f"{_PINNED}\n{self.pinned}" if self.pinned else "")


def parse_policy(text: str) -> Policy:
    """Read a policy. Raises PolicyMalformed with the number of the line, KeyUnreadable."""
    parser = _Parser()
    head, found, pinned = f"\n{text}".partition(f"\n{_PINNED}\n")
    for number, line in enumerate(head.split("\n")):
        words = line.split()
        if not words or words[0].startswith("#"):
            continue
        try:
            parser.read(words)
        except (ValueError, IndexError):
            raise PolicyMalformed(f"Line {number} of the policy cannot be understood: {line!r}.", line=number) from None
    if parser.quorum is None:
        raise PolicyMalformed("The policy has no line `quorum`; write `quorum none` to need no witness.")
    return Policy(tuple(parser.logs), parser.witnesses, parser.groups, parser.quorum, pinned if found else None)


class _Parser:
    def __init__(self) -> None:
        self.logs: list[NoteKey] = []
        self.witnesses: dict[str, Witness] = {}
        self.groups: dict[str, tuple[int, tuple[str, ...]]] = {}
        self.quorum: str | None = None
        self._members: set[str] = set()

    def read(self, words: list[str]) -> None:
        match words:
            case ["log", vkey] | ["log", vkey, _]:
                self.logs.append(self._new_key(vkey, ED25519, [*self.logs]))
            case ["witness", name, vkey, *url] if len(url) <= 1:
                others = [each.key for each in self.witnesses.values()]
                key = self._new_key(vkey, COSIGNATURE, others)
                self.witnesses[self._new_name(name)] = Witness(key, url[0] if url else None)
            case ["group", name, least, *members] if members:
                self.groups[self._new_name(name)] = (_threshold(least, len(members)), self._taken(members))
            case ["quorum", name] if self.quorum is None and (name == NOBODY or self._is_known(name)):
                self.quorum = name
            case _:
                raise ValueError(words[0])

    def _new_key(self, vkey: str, kind: int, others: list[NoteKey]) -> NoteKey:
        key = parse_vkey(vkey)
        if key.kind != kind or key.public in [other.public for other in others]:
            raise ValueError(vkey)
        return key

    def _new_name(self, name: str) -> str:
        if name == NOBODY or self._is_known(name):
            raise ValueError(name)
        return name

    def _taken(self, members: list[str]) -> tuple[str, ...]:
        for member in members:
            if not self._is_known(member) or member in self._members:
                raise ValueError(member)
            self._members.add(member)
        return tuple(members)

    def _is_known(self, name: str) -> bool:
        return name in self.witnesses or name in self.groups


def _threshold(word: str, members: int) -> int:
    least = {"all": members, "any": 1}.get(word) or decimal(word)
    if not 1 <= least <= members:
        raise ValueError(word)
    return least
