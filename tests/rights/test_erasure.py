"""Erasing a person leaves the log as it was and nothing of the person anywhere."""

import asyncio
import hashlib

import asyncpg
import pytest

from lifecycle_api.audit.signing import SigningKeys
from lifecycle_api.domain.events.repair_orders import ConcernRecorded
from lifecycle_api.domain.events.rights import ErasureCertified, HoldPlaced, RetentionRuleSet
from lifecycle_api.domain.events.sources import SourceRecordQuarantined
from lifecycle_api.domain.retention import RetentionClass
from lifecycle_api.intake.documents import DocumentGone
from lifecycle_api.projector import loader
from lifecycle_api.projector.rebuild import Rebuilder
from lifecycle_api.rights.erasure import certificate
from lifecycle_api.rights.erasure.identifiers import Identifiers
from lifecycle_api.rights.erasure.progress import STEPS, Progress
from lifecycle_api.store.refusals import KeyStoreUnreachable, SealKeyFenced
from tests.support.facts import VIN, a, noted
from tests.support.projecting import MASTER
from tests.support.rights import PLANTED, Desk, documents

pytestmark = pytest.mark.anyio

LOG = "SELECT position, clear, sealed, leaf FROM lifecycle.event WHERE tenant_id = $1 AND position <= $2 ORDER BY 1"
SEARCH = 'SELECT place, "column" FROM lifecycle.search_rows($1, $2)'


async def traces(desk: Desk) -> list[tuple[str, str]]:
    """Where something that was planted still stands."""
    spellings = Identifiers(PLANTED).spellings()
    return [tuple(row) for row in await desk.here.pool.fetch(SEARCH, desk.tenant, spellings)]


async def differences(desk: Desk) -> list[object]:
    """Rows of the read models that a rebuild would not make."""
    admin = await asyncpg.connect(desk.here.dsn)
    try:
        return [*await Rebuilder(admin, desk.here.pool, desk.here.store, loader.load()).verify()]
    finally:
        await admin.close()


async def test_nothing_is_left_and_the_log_is_as_it_was(desk: Desk) -> None:
    """No spelling of what was planted is found; bytes and leaves are the same; a rebuild changes nothing."""
    head = await desk.here.store.head(desk.tenant)
    before = await desk.here.pool.fetch(LOG, desk.tenant, head)
    assert len(await traces(desk)) > 5

    progress = await desk.rights.erasure.run(desk.order())

    assert progress.step == "certified"
    assert await traces(desk) == []
    assert await desk.here.pool.fetch(LOG, desk.tenant, head) == before
    await desk.here.projector.catch_up(desk.tenant)
    assert await differences(desk) == []


async def test_the_certificate_is_signed_and_names_nobody(desk: Desk) -> None:
    """Whoever has the log's key can check it, and learns a pseudonym."""
    progress = await desk.rights.erasure.run(desk.order())
    keys, _ = await SigningKeys(desk.here.pool, MASTER).published(desk.tenant, f"test/{desk.tenant}")
    signed = progress.certificate or b""

    told = certificate.verify(signed, keys)

    assert told["customer"] == str(a("ann"))
    assert told["report"]["whole"] is True
    assert told["report"]["spellings_searched"] > 10
    assert not [value for value in PLANTED if value.encode() in signed]
    with pytest.raises(certificate.CertificateRefused):
        certificate.verify(signed, [])


def quarantined(sha256: str) -> SourceRecordQuarantined:
    """A document that was set aside."""
    return SourceRecordQuarantined(
        quarantine=a("entry"), system="adf", kind="lead", raw_sha256=sha256, findings=("BROKEN at /: no",)
    )


class Killed(Exception):
    """The process is gone."""


@pytest.mark.parametrize("step", STEPS[1:])
async def test_whatever_step_it_dies_in_the_next_run_finishes(
    desk: Desk, step: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A step that was done but not written down is done again, and the log tells each fact once."""
    save = desk.rights.erasures.save

    async def dying(progress: Progress, before: str) -> Progress:
        if progress.step == step:
            raise Killed
        return await save(progress, before)

    with monkeypatch.context() as patched:
        patched.setattr(desk.rights.erasures, "save", dying)
        with pytest.raises(Killed):
            await desk.rights.erasure.run(desk.order())
    (progress,) = await desk.rights.erasure.resume(desk.tenant)

    assert progress.step == "certified"
    assert await traces(desk) == []
    types = [event.type for event in (await desk.here.store.read(desk.tenant)).events if "erasure:" in str(event.tags)]
    assert types == ["subject.fenced", "subject.key_destroyed", "subject.data_erased", "erasure.certified"]
    assert await desk.rights.erasure.resume(desk.tenant) == []


async def test_two_processes_that_erase_the_same_person_agree_on_one_certificate(desk: Desk) -> None:
    """Whoever is faster signs; the log tells of that one."""
    runs = await asyncio.gather(desk.rights.erasure.run(desk.order()), desk.rights.erasure.run(desk.order()))

    (event,) = [
        each.event
        for each in (await desk.here.store.read(desk.tenant)).events
        if isinstance(each.event, ErasureCertified)
    ]
    kept = await desk.rights.erasures.find(desk.tenant, desk.order().erasure)
    assert kept is not None
    assert hashlib.sha256(kept.certificate or b"").hexdigest() == event.certificate_sha256
    assert [each.step for each in runs] == ["certified", "certified"]


@pytest.mark.parametrize("call", ["bar", "open", "destroy"])
async def test_a_key_store_that_does_not_answer_is_no_erasure(
    desk: Desk, call: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Nothing is said to be destroyed, and it goes on when the store answers again."""
    fetch = desk.here.keys._fetch

    async def silent(name: str, *arguments: object) -> object:
        if name == call:
            raise KeyStoreUnreachable
        return await fetch(name, *arguments)

    with monkeypatch.context() as patched:
        patched.setattr(desk.here.keys, "_fetch", silent)
        desk.here.keys._opening.drop(lambda *_: True)
        with pytest.raises(KeyStoreUnreachable):
            await desk.rights.erasure.run(desk.order())
    assert "subject.key_destroyed" not in [each.type for each in (await desk.here.store.read(desk.tenant)).events]

    assert (await desk.rights.erasure.run(desk.order())).step == "certified"


async def test_nothing_more_can_be_recorded_about_an_erased_person(desk: Desk) -> None:
    """Also not by a process that has the old key in its cache; others are not disturbed."""
    await desk.rights.erasure.run(desk.order())

    with pytest.raises(SealKeyFenced):
        await desk.happened(noted("late", text="She called again."))
    assert await desk.happened(noted("other", "bob", "Also blue."))


async def test_one_controller_can_be_erased_and_the_other_kept(desk: Desk) -> None:
    """What the southern rooftop holds about her stays readable; what the northern one held is gone."""
    await desk.happened(noted("south", text="Kept in the south"), at="south")

    progress = await desk.rights.erasure.run(desk.order(controllers=(f"rooftop:{a('north')}",)))

    await desk.here.projector.catch_up(desk.tenant)
    rows = await desk.here.rows(desk.tenant, "customer_profile_v5.note")
    assert sorted(str(row["text"]) for row in rows) == ["Kept in the south", "Likes red.", "None"]
    assert progress.step == "certified"
    assert await differences(desk) == []
    assert await desk.happened(noted("more", text="And more"), at="south")
    with pytest.raises(SealKeyFenced):
        await desk.happened(noted("again", text="Not here"), at="north")


async def test_a_class_with_a_duty_to_keep_it_stays(desk: Desk) -> None:
    """The price in the deal jacket is still there; her name is not."""
    await desk.rights.erasure.run(desk.order(classes=("standard", "service_record", "compliance")))

    await desk.here.projector.catch_up(desk.tenant)
    (deal,) = await desk.here.rows(desk.tenant, "sales_pipeline_v4.deal")
    assert deal["price_minor"] == 2_345_600
    assert await traces(desk) == []


async def test_a_mention_in_the_record_of_another_is_told_and_left(desk: Desk) -> None:
    """Bob's note names her: his data is not hers to erase, and the certificate counts it."""
    await desk.happened(noted("hers", "bob", f"Married to {PLANTED[0]}"))

    progress = await desk.rights.erasure.run(desk.order())

    places = [(place, column) for place, column, _ in progress.found.mentions]
    assert places == [("customer_profile_v5.note", "text"), ("customer_timeline_v6.item", "text")]


async def test_the_raw_documents_are_gone(desk: Desk) -> None:
    """The one that somebody set aside because of her, too."""
    sha256 = "ab" * 32
    await desk.happened(quarantined(sha256))
    await desk.rights.erasure.run(desk.order())

    with pytest.raises(DocumentGone):
        await documents(desk).find(desk.tenant, sha256)


PART = "INSERT INTO lifecycle.audit_bundle_part (tenant_id, bundle, number, data) VALUES ($1, $2, 0, 'zipped')"


async def test_bundles_that_were_prepared_before_are_gone(desk: Desk) -> None:
    """They hold opened values, compressed, where no search finds them."""
    await desk.here.pool.execute(PART, desk.tenant, a("bundle"))

    await desk.rights.erasure.run(desk.order())

    assert await desk.here.pool.fetchval("SELECT count(*) FROM lifecycle.audit_bundle_part") == 0


async def test_the_end_of_retention_erases_a_class_and_lets_new_records_begin(desk: Desk) -> None:
    """The words about the repair go after their time; the name stays, and the next repair is recorded."""
    rule = RetentionRuleSet(retention_class=RetentionClass.SERVICE_RECORD, keep_days=0, duty=False, ground="House rule")
    await desk.happened(rule)
    (order,) = await desk.rights.desk.overdue(desk.tenant)

    await desk.rights.desk.run(order)

    left = {place for place, _ in await traces(desk)}
    assert "service_drive_v4.concern" not in left
    assert "customer_profile_v5.customer" in left
    again = ConcernRecorded(
        repair_order=a("order"), customer=a("ann"), vehicle=VIN, line="B", complaint="Squeals again"
    )
    assert await desk.happened(again)
    assert await desk.rights.restoring.missing() == []


async def test_what_is_held_as_evidence_outlasts_its_retention(desk: Desk) -> None:
    """Nothing is due for who is under a hold."""
    rule = RetentionRuleSet(retention_class=RetentionClass.STANDARD, keep_days=0, duty=False, ground="House rule")
    await desk.happened(rule, HoldPlaced(hold=a("hold"), customer=a("ann"), matter="Miller v. Northgate"))

    assert [order.customer for order in await desk.rights.desk.overdue(desk.tenant)] == [a("bob")]
