"""Policies: read as the specification writes them, and whatever is unclear in one is refused with its line."""

import pytest

from lifecycle_api.audit.tlog.keys import COSIGNATURE, ED25519, KeyUnreadable, NoteKey, signer
from lifecycle_api.audit.tlog.policy import PolicyMalformed, parse_policy

LOG = signer("log.example", ED25519, bytes([1]) * 32).key
KEYS = {name: signer(f"{name}.example", COSIGNATURE, bytes([number]) * 32).key for number, name in enumerate("abcd", 2)}
WITNESSES = "".join(f"witness {name} {key.vkey} https://{name}.example/w\n" for name, key in KEYS.items())
NESTED = f"""# whom we trust
\tlog {LOG.vkey}

{WITNESSES}
group first 2 a b c
group second any d
group both all first second
quorum both
"""


@pytest.mark.parametrize(
    ("seen", "enough"), [("", False), ("abc", False), ("ad", False), ("abd", True), ("bcd", True), ("abcd", True)]
)
def test_groups_of_groups_are_counted(seen: str, enough: bool) -> None:
    """Two of three here, and one there."""
    cosigned: list[NoteKey] = [KEYS[name] for name in seen]
    assert parse_policy(NESTED).accepts(cosigned) is enough


def test_a_policy_reads_as_it_is_written() -> None:
    """With addresses and the pinned checkpoint."""
    policy = parse_policy(NESTED + "checkpoint\nlog.example\n1\nAAAA\n\nrest\n")
    assert parse_policy(policy.text) == policy
    assert policy.witnesses["a"].url == "https://a.example/w"
    assert policy.pinned == "log.example\n1\nAAAA\n\nrest\n"
    assert parse_policy("quorum none\n").accepts(())


@pytest.mark.parametrize(
    "text",
    [
        "",
        f"log {LOG.vkey}\n",
        "quorum nobody\n",
        "quorum none\nquorum none\n",
        f"log {KEYS['a'].vkey}\nquorum none\n",
        f"witness a {LOG.vkey}\nquorum a\n",
        f"log {LOG.vkey}\nlog {LOG.vkey}\nquorum none\n",
        f"{WITNESSES}witness e {KEYS['a'].vkey}\nquorum a\n",
        f"{WITNESSES}witness a {KEYS['b'].vkey}\nquorum a\n",
        f"witness none {KEYS['a'].vkey}\nquorum none\n",
        f"{WITNESSES}group g 3 a b\nquorum g\n",
        f"{WITNESSES}group g 0 a b\nquorum g\n",
        f"{WITNESSES}group g any\nquorum g\n",
        f"{WITNESSES}group g any a\ngroup h any a\nquorum g\n",
        f"{WITNESSES}group g any a later\nquorum g\n",
        "trust me\nquorum none\n",
    ],
)
def test_what_is_unclear_is_refused(text: str) -> None:
    """Nobody guesses whom to trust."""
    with pytest.raises(PolicyMalformed):
        parse_policy(text)


def test_the_line_is_named() -> None:
    """And a key that is none is told as such."""
    with pytest.raises(PolicyMalformed) as refused:
        parse_policy(f"log {LOG.vkey}\n\nquorum x y\n")
    assert refused.value.data == {"line": 3}
    with pytest.raises(KeyUnreadable):
        parse_policy("log nonsense\nquorum none\n")
