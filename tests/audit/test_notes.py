"""Notes, checkpoints, cosignatures, proofs and successions: the examples of the specifications, and near misses."""

import pytest

from lifecycle_api.audit.tlog import note as notes
from lifecycle_api.audit.tlog.checkpoint import CheckpointMalformed, parse_checkpoint
from lifecycle_api.audit.tlog.keys import (
    COSIGNATURE,
    ED25519,
    KeyUnreadable,
    NoteKey,
    parse_vkey,
    signer,
    timestamp,
)
from lifecycle_api.audit.tlog.merkle import check_inclusion, leaf_hash
from lifecycle_api.audit.tlog.proof import ProofMalformed, parse_proof
from lifecycle_api.audit.tlog.succession import heirs
from tests.audit.vectors import vectors

KNOWN = vectors("notes")
LOG, NEXT, WITNESS = (parse_vkey(KNOWN[name]) for name in ("log_vkey", "next_vkey", "witness_vkey"))
TREE = vectors("rfc6962")
CHECKPOINT: str = KNOWN["checkpoint"]


def test_the_example_of_the_specification_verifies() -> None:
    """Its key reads as it is written, and its note is signed by it."""
    key = parse_vkey(KNOWN["specification"]["vkey"])
    note = notes.parse(KNOWN["specification"]["note"])
    assert key.vkey == KNOWN["specification"]["vkey"]
    assert note.text == "This is an example message.\n"
    assert set(notes.signed_by(note, [key])) == {key}


def test_log_and_witness_sign_the_same_bytes_always() -> None:
    """Ed25519 is deterministic, so the whole note is a test vector."""
    log = signer(LOG.name, ED25519, bytes([1]) * 32)
    witness = signer(WITNESS.name, COSIGNATURE, bytes([3]) * 32)
    text = notes.parse(CHECKPOINT).text
    assert (log.key, witness.key) == (LOG, WITNESS)
    assert f"{text}\n{log.sign(text)}{witness.cosign(text, KNOWN['cosigned_at'])}" == CHECKPOINT


def test_a_cosignature_carries_its_time() -> None:
    """And is over it."""
    note = notes.parse(CHECKPOINT)
    value = notes.signed_by(note, [LOG, WITNESS])[WITNESS]
    later = (KNOWN["cosigned_at"] + 1).to_bytes(8, "big") + value[8:]
    assert timestamp(value) == KNOWN["cosigned_at"]
    assert not WITNESS.verifies(note.text, later)
    assert not WITNESS.verifies(note.text, value[:-1])


def test_signatures_of_strangers_do_not_count() -> None:
    """Of the same name with another key, and of another name with the same key."""
    note = notes.parse(CHECKPOINT)
    assert notes.signed_by(note, [NEXT, NoteKey("other.example", ED25519, LOG.public)]) == {}


def test_a_signature_that_bears_a_trusted_name_and_is_not_its_is_refused() -> None:
    """The text was changed after it was signed."""
    with pytest.raises(notes.SignatureBroken):
        notes.signed_by(notes.parse(CHECKPOINT.replace("\n8\n", "\n9\n")), [LOG])


@pytest.mark.parametrize(
    "note",
    [
        "",
        "text\n",
        "text\n\n",
        CHECKPOINT[:-1],
        CHECKPOINT.replace("\N{EM DASH}", "-"),
        CHECKPOINT.replace("\n8\n", "\n8\r\n"),
        CHECKPOINT.replace("witness.example/w1", "witness.example/+w1"),
        CHECKPOINT.replace("witness.example/w1", "witness\N{NO-BREAK SPACE}example"),
        CHECKPOINT + "\N{EM DASH} a AAAA\n",
        CHECKPOINT.encode()[:-1] + b"\xff\n",
        CHECKPOINT + CHECKPOINT.splitlines(keepends=True)[-1] * 64,
    ],
)
def test_what_is_not_quite_a_note_is_refused(note: str | bytes) -> None:
    """Also one with too many signatures."""
    with pytest.raises(notes.NoteMalformed):
        notes.parse(note)


@pytest.mark.parametrize(
    "vkey",
    [
        "",
        "a",
        "a+00000000+AQ==",
        LOG.vkey.replace("+", "+0", 1),
        LOG.vkey.replace("log.example", "log2.example"),
        "a b" + LOG.vkey,
    ],
)
def test_what_is_not_quite_a_key_is_refused(vkey: str) -> None:
    """Name, id and material have to fit."""
    with pytest.raises(KeyUnreadable):
        parse_vkey(vkey)
    with pytest.raises(KeyUnreadable):
        signer("a+b", ED25519, bytes(32))


def test_a_checkpoint_is_origin_size_and_root() -> None:
    """Of the eight known leaves here."""
    checkpoint = parse_checkpoint(notes.parse(CHECKPOINT).text)
    assert checkpoint == (LOG.name, 8, bytes.fromhex(TREE["roots"][7]))
    assert parse_checkpoint(checkpoint.text + "extension\n") == checkpoint


@pytest.mark.parametrize(
    "text", ["a\n1\n", "a\n01\nAAAA\n", "a\n-1\nAAAA\n", "\n1\nAAAA\n", f"a\n1\n{'A' * 43}B\n", "a\n1\nAAAA\n\nb\n"]
)
def test_what_is_not_quite_a_checkpoint_is_refused(text: str) -> None:
    """Leading zeroes, empty lines, roots of another length or spelling."""
    with pytest.raises(CheckpointMalformed):
        parse_checkpoint(text)


def test_a_proof_travels_alone() -> None:
    """With the entry and the log's key it is all that is needed."""
    proof = parse_proof(KNOWN["proof"]["text"])
    note = notes.parse(proof.checkpoint)
    checkpoint = parse_checkpoint(note.text)
    leaf = leaf_hash(bytes.fromhex(TREE["entries"][5]))
    assert proof.text == KNOWN["proof"]["text"]
    assert LOG in notes.signed_by(note, [LOG])
    check_inclusion(proof.index, checkpoint.size, leaf, proof.path, checkpoint.root)


@pytest.mark.parametrize(
    ("was", "becomes"),
    [("@v1", "@v2"), ("index 5", "index 05"), ("index 5\n", ""), ("index 5", "index 5\nAAAA"), ("\n\n", "\n")],
)
def test_what_is_not_quite_a_proof_is_refused(was: str, becomes: str) -> None:
    """Another version, another spelling, a hash of another length."""
    with pytest.raises(ProofMalformed):
        parse_proof(KNOWN["proof"]["text"].replace(was, becomes, 1))


def test_a_proof_can_carry_something_extra() -> None:
    """It stays what it was."""
    text = KNOWN["proof"]["text"].replace("index", "extra aGk=\nindex", 1)
    assert (parse_proof(text).extra, parse_proof(text).text) == (b"hi", text)


def test_a_key_is_inherited_from_one_that_is_trusted() -> None:
    """From nobody else, and only if both signed."""
    succession = KNOWN["succession"]
    stranger = signer(LOG.name, ED25519, bytes([9]) * 32).key
    assert heirs([LOG], [succession]) == [LOG, NEXT]
    assert heirs([stranger], [succession]) == [stranger]
    assert heirs([LOG], ["".join(succession.splitlines(keepends=True)[:-1])]) == [LOG]
