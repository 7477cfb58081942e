"""The hash tree: known values, proofs of every size against a tree computed by its definition, and no proof else."""

from hashlib import sha256

import pytest

from lifecycle_api.audit.tlog.merkle import (
    EMPTY_ROOT,
    ProofRefused,
    check_consistency,
    check_inclusion,
    consistency_proof,
    inclusion_proof,
    leaf_hash,
    node_hash,
    range_hash,
)
from tests.audit.vectors import vectors

KNOWN = vectors("rfc6962")
ENTRIES = [bytes.fromhex(entry) for entry in KNOWN["entries"]]
LEAVES = [leaf_hash(bytes([number])) for number in range(20)]


def defined(leaves: list[bytes]) -> bytes:
    """The root as RFC 6962 defines it."""
    if not leaves:
        return sha256(b"").digest()
    if len(leaves) == 1:
        return leaves[0]
    split = 1
    while 2 * split < len(leaves):
        split *= 2
    return sha256(b"\x01" + defined(leaves[:split]) + defined(leaves[split:])).digest()


def perfect(height: int, number: int) -> bytes:
    """A whole subtree over the twenty leaves."""
    return defined(LEAVES[number << height : (number + 1) << height])


def hashes(texts: list[str]) -> list[bytes]:
    """Hex as bytes."""
    return [bytes.fromhex(text) for text in texts]


def test_hashes_are_those_of_the_standard() -> None:
    """Empty tree, leaf, node, and the roots over one to eight known entries."""
    roots = [defined([leaf_hash(entry) for entry in ENTRIES[:size]]).hex() for size in range(1, 9)]
    assert EMPTY_ROOT.hex() == KNOWN["empty_root"]
    assert leaf_hash(b"L123456").hex() == KNOWN["leaf_L123456"]
    assert node_hash(b"N123", b"N456").hex() == KNOWN["node_N123_N456"]
    assert roots == KNOWN["roots"]


@pytest.mark.parametrize("known", KNOWN["inclusion"])
def test_known_inclusion_proofs_hold(known: dict[str, list[str]]) -> None:
    """And none of them for another index."""
    index, size = int(str(known["index"])), int(str(known["size"]))
    root, proof = bytes.fromhex(KNOWN["roots"][size - 1]), hashes(known["proof"])
    check_inclusion(index, size, leaf_hash(ENTRIES[index]), proof, root)
    with pytest.raises(ProofRefused):
        check_inclusion(index + 1, size, leaf_hash(ENTRIES[index]), proof, root)


@pytest.mark.parametrize("known", KNOWN["consistency"])
def test_known_consistency_proofs_hold(known: dict[str, list[str]]) -> None:
    """And none of them the other way round."""
    old, new, proof = int(str(known["old"])), int(str(known["new"])), hashes(known["proof"])
    before, after = bytes.fromhex(KNOWN["roots"][old - 1]), bytes.fromhex(KNOWN["roots"][new - 1])
    check_consistency(old, new, before, after, proof)
    if old < new:
        with pytest.raises(ProofRefused):
            check_consistency(new, old, after, before, proof)


def test_every_proof_of_every_size_holds() -> None:
    """Made and checked for all pairs up to twenty leaves, against the definition."""
    for size in range(1, len(LEAVES) + 1):
        root = defined(LEAVES[:size])
        assert range_hash(0, size, perfect) == root
        for index in range(size):
            check_inclusion(index, size, LEAVES[index], inclusion_proof(index, size, perfect), root)
        for old in range(size + 1):
            check_consistency(old, size, defined(LEAVES[:old]), root, consistency_proof(old, size, perfect))


@pytest.mark.parametrize("size", [1, 2, 3, 7, 8, 11, 20])
def test_a_changed_proof_leads_nowhere(size: int) -> None:
    """A flipped bit, a step less, a step more, a swap: refused for each index and each older tree."""
    root = defined(LEAVES[:size])
    for at in range(size):
        for proof in spoiled(inclusion_proof(at, size, perfect)):
            with pytest.raises(ProofRefused):
                check_inclusion(at, size, LEAVES[at], proof, root)
        for proof in spoiled(consistency_proof(at, size, perfect)):
            with pytest.raises(ProofRefused):
                check_consistency(at, size, defined(LEAVES[:at]), root, proof)


def spoiled(proof: list[bytes]) -> list[list[bytes]]:
    """Proofs that differ from a good one."""
    flipped = [[*proof[:at], bytes([step[0] ^ 1, *step[1:]]), *proof[at + 1 :]] for at, step in enumerate(proof)]
    longer = [[*proof, EMPTY_ROOT], [EMPTY_ROOT, *proof]]
    shorter = [proof[:-1], proof[1:]] if proof else []
    return [*flipped, *longer, *shorter, *([proof[::-1]] if proof != proof[::-1] else [])]


def test_another_tree_is_no_continuation() -> None:
    """The proof of a fork is refused, whatever size it has."""
    fork = [*LEAVES[:5], LEAVES[0], *LEAVES[6:]]
    for size in range(6, len(fork) + 1):
        with pytest.raises(ProofRefused):
            check_consistency(6, size, defined(LEAVES[:6]), defined(fork[:size]), consistency_proof(6, size, perfect))


def test_an_index_beyond_the_tree_is_refused() -> None:
    """Also a negative one."""
    for index in (-1, 8):
        with pytest.raises(ProofRefused):
            check_inclusion(index, 8, LEAVES[0], [], EMPTY_ROOT)
