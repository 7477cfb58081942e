"""What bundles show and prove: decisions, permits, withdrawals, scopes, engagements, keys, and what comes next."""

import json
import zipfile
from dataclasses import dataclass, replace
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any
from uuid import UUID, uuid4

import asyncpg
import msgspec
import pytest

from lifecycle_api.access.folding import fold
from lifecycle_api.audit.bundle import manifest as files
from lifecycle_api.audit.bundle.lines import parse_header
from lifecycle_api.audit.bundle.scope import Scope
from lifecycle_api.audit.export.exporter import Exporter
from lifecycle_api.audit.export.order import (
    BeyondEngagement,
    EngagementOver,
    EngagementUnknown,
    Order,
    for_group,
    under_engagement,
)
from lifecycle_api.audit.tlog.keys import COSIGNATURE, signer
from lifecycle_api.audit.tlog.policy import Witness
from lifecycle_api.domain.categories import Category
from lifecycle_api.domain.events.agreements import AgreementSigned
from lifecycle_api.domain.events.disclosures import Decided
from lifecycle_api.domain.events.rights import ErasureCertified
from lifecycle_api.errors import InvalidArgument
from tests.audit.conftest import Audited
from tests.audit.story import SHA, Story
from tests.audit.tampering import Loose, loose
from tests.support.log import NOON, ROOFTOP, concern, new, registered

pytestmark = pytest.mark.anyio

NOW = datetime(2026, 4, 1, tzinfo=UTC)


@dataclass(frozen=True)
class Scene:
    """A story, and what exports it."""

    here: Audited
    story: Story
    folder: Path

    async def exported(self, order: Order | None = None) -> Loose:
        """A bundle over everything told by now, taken apart."""
        path = self.folder / f"{uuid4()}.zip"
        log = self.here.log
        exporter = Exporter(log.pool, log.keys, log.store, self.here.audit, lambda: NOW)
        with path.open("wb") as file:
            policy = await exporter.export(self.here.log.tenant, order or for_group(Scope()), file)
        signers = await self.here.audit.signing.signers(self.here.log.tenant, policy.logs[0].name)
        return loose(path, policy, signers)

    async def engaged(self, asked: Scope | None = None) -> Order:
        """What the auditor may have."""
        page = await self.here.log.store.read_opened(self.here.log.tenant)
        facts = fold({"type": one.type, "position": one.position, "data": one.data} for one in page.events)
        return under_engagement(self.story.engagement, facts, NOW, asked or Scope())


@pytest.fixture
async def scene(here: Audited, tmp_path: Path) -> Scene:
    """The story has begun."""
    story = Story(here.log)
    await story.begin()
    return Scene(here, story, tmp_path)


async def test_lawful_disclosures_verify(scene: Scene) -> None:
    """Also those before a withdrawal, and before an erasure took the names away."""
    await scene.story.disclosed(scene.story.ann)
    await scene.story.tell(scene.story.withdrawn(scene.story.ann))
    await scene.story.disclosed(scene.story.bob)
    before = await scene.exported()
    fenced = await scene.here.log.keys.fence(scene.here.log.tenant, f"customer:{scene.story.ann}")
    await scene.here.log.keys.destroy(scene.here.log.tenant, fenced)
    after = await scene.exported()
    assert before.failures() == after.failures(before.policy) == {}
    facts = {check.name: check.fact for check in after.verified().checks}
    assert facts["decisions"].startswith("4 decisions of 2 disclosures")


async def test_a_disclosure_after_the_withdrawal_is_found(scene: Scene) -> None:
    """With the index of both, although the record says that it was permitted."""
    withdrawn = await scene.story.tell(scene.story.withdrawn(scene.story.ann))
    position = await scene.story.disclosed(scene.story.ann)
    report = (await scene.exported()).verified()
    (check,) = [check for check in report.checks if check.name == "withdrawals"]
    assert {finding.index for finding in check.findings} == {position - 1}
    assert f"index {withdrawn - 1}" in check.findings[0].message


def decided(scene: Scene, **changed: Any) -> Decided:
    """A decision about Ann's name that is right unless it is changed."""
    ann = scene.story.ann
    values = {"customer": ann, "categories": (Category.IDENTITY,), "effect": "permit", "rooftop": ROOFTOP}
    return Decided(**{**values, "consent": scene.story.consents[ann], **changed})


WRONG: dict[str, tuple[dict[str, Any], str, str]] = {
    "denied although it was permitted": ({"effect": "deny", "reason": "OBJECTED"}, "decisions", "effect"),
    "permitted what no agreement shares": ({"categories": (Category.CONTENT,)}, "decisions", "effect"),
    "permitted what no agreement shares beside what one does": (
        {"categories": (Category.IDENTITY, Category.CONTENT)},
        "decisions",
        "effect",
    ),
    "permitted at a rooftop without agreement": ({"rooftop": UUID(int=5)}, "decisions", "effect"),
    "resting on another consent": ({"consent": UUID(int=6)}, "decisions", "consent"),
    "in coarser values where they were exact": ({"effect": "generalise"}, "decisions", "effect"),
    "denied for another reason": (
        {"categories": (Category.CONTENT,), "effect": "deny", "reason": "MINOR"},
        "decisions",
        "reason",
    ),
}


@pytest.mark.parametrize("wrong", WRONG)
async def test_a_decision_that_does_not_come_out_again_is_found(scene: Scene, wrong: str) -> None:
    """Whatever the record says: index and field are named."""
    changed, check, part = WRONG[wrong]
    position = await scene.story.disclosed(scene.story.ann, decisions=(decided(scene, **changed),))
    assert (position - 1, part) in (await scene.exported()).failures()[check]


@pytest.mark.parametrize(("effect", "right"), [("generalise", True), ("permit", False), ("deny", False)])
async def test_what_concerns_no_person_left_in_coarser_values(scene: Scene, effect: str, right: bool) -> None:
    """The record has to say so: the exact values would have been permitted to nobody."""
    history = decided(scene, categories=(Category.VEHICLE,), effect=effect, consent=None)
    coarser = {"fields": ("VehicleOwner.fromMonth",), "generalised": ("VehicleOwner.fromMonth",)}
    position = await scene.story.disclosed(
        scene.story.ann,
        purpose="vehicle_history",
        categories=(Category.VEHICLE,),
        decisions=(history,),
        **coarser,
    )
    failures = (await scene.exported()).failures()
    assert failures.get("decisions", []) == ([] if right else [(position - 1, "effect")])


@pytest.mark.parametrize(("kind", "right"), [("intra_group", True), ("share", False)])
async def test_what_a_sibling_was_shown_is_decided_again(scene: Scene, kind: str, right: bool) -> None:
    """It rests on what the rooftops agreed among themselves, and on nothing else that was signed."""
    among: dict[str, Any] = {"agreement": UUID(int=7), "party": UUID(int=5)}
    given = msgspec.structs.replace(scene.story.drafted(), kind=kind, **among)
    effective = NOON - timedelta(days=30)
    await scene.story.tell(
        given, AgreementSigned(**among, document_sha256=SHA, signed_by=("a",), effective_at=effective)
    )
    consent = msgspec.structs.replace(scene.story.granted(scene.story.ann), rooftops=(str(among["party"]),))
    await scene.story.tell(consent)
    position = await scene.story.disclosed(scene.story.ann, recipient_kind="rooftop", client_id="portal", **among)
    failures = (await scene.exported()).failures()
    assert failures.get("decisions", []) == ([] if right else [(position - 1, "effect")] * 2)


@pytest.mark.parametrize(
    ("changed", "part"),
    [
        ({"decisions": ()}, "decisions"),
        ({"categories": (Category.IDENTITY, Category.CONTACT, Category.FINANCIAL)}, "categories"),
    ],
)
async def test_a_disclosure_without_a_permit_is_found(scene: Scene, changed: dict[str, Any], part: str) -> None:
    """Of a person nobody decided about, and of a category nobody permitted."""
    position = await scene.story.disclosed(scene.story.ann, **changed)
    assert (await scene.exported()).failures()["permits"][0] == (position - 1, part)


async def test_a_decision_about_nothing_permits_nothing(scene: Scene) -> None:
    """A record that says permit, of no category at all, is as good as none."""
    position = await scene.story.disclosed(scene.story.ann, decisions=(decided(scene, categories=()),))
    assert (await scene.exported()).failures()["permits"][0] == (position - 1, "decisions")


async def test_an_auditors_bundle_shows_the_subject_and_proves_the_rest(scene: Scene) -> None:
    """Ann's events are there, and of Bob's nothing but digests; still nothing of Ann's can be missing."""
    await scene.story.disclosed(scene.story.ann)
    await scene.story.engage()
    bundle = await scene.exported(await scene.engaged())
    headers = bundle.parts[files.HEADERS].decode()
    assert bundle.failures() == {}
    assert str(scene.story.ann) in headers
    assert str(scene.story.bob) not in headers
    assert len(bundle.entries()) == await scene.here.log.store.head(scene.here.log.tenant)
    opened = [json.loads(line) for line in bundle.lines(files.OPENED)]
    values = [field["value"]["full"] for line in opened for field in line["fields"].values()]
    assert values == ["Ann Miller"]


async def test_an_engagement_at_one_rooftop_shows_nothing_of_the_others(scene: Scene) -> None:
    """What Ann said of her data is shown, wherever she said it; her visits elsewhere are not."""
    elsewhere = new(concern(uuid4(), scene.story.ann, "Squeaks there"), rooftop=UUID(int=9))
    position = await scene.story.tell(elsewhere)
    await scene.story.engage(rooftops=(str(ROOFTOP),))
    order = await scene.engaged()
    bundle = await scene.exported(order)
    whole = await scene.exported(replace(order, scope=order.scope._replace(within=())))
    assert parse_header(bundle.lines(files.HEADERS)[position - 1]).clear is None
    assert bundle.failures() == {}
    assert [found for _, found in whole.failures()["engagement"]] == ["within"]


async def test_an_event_of_the_subject_that_is_left_out_is_found(scene: Scene) -> None:
    """Its mark betrays it, although the exporter signs the bundle anew."""
    await scene.story.engage()
    bundle = await scene.exported(await scene.engaged())
    lines = bundle.lines(files.HEADERS)
    index = next(at for at, line in enumerate(lines) if b"concern.recorded" in line)
    lines[index] = parse_header(lines[index])._replace(clear=None).line
    bodies = [line for line in bundle.lines(files.BODIES) if not line.startswith(b"%d " % (index + 1))]
    forged = bundle.changed(**{files.HEADERS: b"".join(lines), files.BODIES: b"".join(bodies)}).signed()
    assert forged.failures() == {"completeness": [(index, "header")]}


async def test_a_subject_that_no_event_names_is_not_called_complete(scene: Scene) -> None:
    """Where there is nothing, nothing can be shown to be all."""
    nobody = f"customer:{uuid4()}"
    assert (await scene.exported(for_group(Scope((nobody,))))).failures() == {"completeness": [(None, nobody)]}


async def test_another_mark_for_the_subject_is_found(scene: Scene) -> None:
    """The manifest may not say that Ann goes by Bob's mark."""
    await scene.story.engage()
    bundle = await scene.exported(await scene.engaged())
    manifest = bundle.parts[files.MANIFEST].decode()
    mark = json.loads(manifest.split("\n")[2])["marks"][f"customer:{scene.story.ann}"]
    forged = bundle.changed(**{files.MANIFEST: manifest.replace(mark, "0" * 32).encode()})
    assert "completeness" in forged.signed().failures()


async def test_a_period_shows_only_what_was_recorded_in_it(scene: Scene) -> None:
    """And wishes and agreements from the first day on, so that decisions can be run again."""
    tomorrow = datetime.now(UTC).date() + timedelta(days=1)
    bundle = await scene.exported(for_group(Scope((), tomorrow, None)))
    shown = [parse_header(line) for line in bundle.lines(files.HEADERS)]
    kinds = {json.loads(header.clear)["type"] for header in shown if header.clear}
    assert bundle.failures() == {}
    assert {"consent.granted", "agreement.signed"} <= kinds
    assert "customer.registered" not in kinds


@pytest.mark.parametrize(
    ("changed", "part"),
    [
        ({"customers": (str(UUID(int=1)),)}, "subjects"),
        ({"categories": ()}, "categories"),
        ({"from_on": date(2026, 3, 1)}, "from_on"),
        ({"to_on": date(2026, 3, 1)}, "to_on"),
        ({"ends_on": date(2026, 3, 31)}, "ends_on"),
        ({"purpose": "dsar"}, "purpose"),
    ],
)
async def test_a_bundle_beyond_its_engagement_is_found(scene: Scene, changed: dict[str, Any], part: str) -> None:
    """Whoever exported it did not ask what was agreed."""
    await scene.story.engage(**changed)
    scope = Scope((f"customer:{scene.story.ann}",))
    order = Order(scope, frozenset({"identity"}), "audit", scene.story.engagement, scene.story.auditor)
    failures = (await scene.exported(order)).failures()["engagement"]
    assert [found for _, found in failures] == [part]


async def test_an_engagement_that_ended_is_found(scene: Scene) -> None:
    """By the verifier; and at home nothing is exported under it."""
    await scene.story.engage()
    order = await scene.engaged()
    await scene.story.disengage()
    head = await scene.here.log.store.head(scene.here.log.tenant)
    assert (await scene.exported(order)).failures()["engagement"] == [(head - 1, "engagement")]
    with pytest.raises(EngagementOver):
        await scene.engaged()


async def test_an_engagement_that_nobody_opened_is_found(scene: Scene) -> None:
    """By the verifier and at home."""
    with pytest.raises(EngagementUnknown):
        await scene.engaged()
    order = replace(for_group(Scope()), engagement=uuid4())
    assert (await scene.exported(order)).failures() == {"engagement": [(None, "engagement")]}


async def test_a_period_that_ends_before_it_begins_is_refused(scene: Scene) -> None:
    """It would show nothing, and look like a log in which nothing happened."""
    backwards = Scope((), NOW.date(), NOW.date() - timedelta(days=1))
    with pytest.raises(InvalidArgument, match="ends before it begins"):
        for_group(backwards)
    with pytest.raises(InvalidArgument):
        await scene.engaged(backwards)


@pytest.mark.parametrize(
    ("asked", "part"),
    [
        (Scope((f"customer:{UUID(int=3)}",)), "subjects"),
        (Scope(from_on=date(2026, 1, 1)), "from_on"),
        (Scope(to_on=date(2026, 12, 31)), "to_on"),
    ],
)
async def test_an_auditor_gets_no_more_than_the_engagement(scene: Scene, asked: Scope, part: str) -> None:
    """The field that reaches beyond is named; less can always be had."""
    await scene.story.engage(from_on=date(2026, 2, 1), to_on=date(2026, 11, 30))
    narrower = await scene.engaged(Scope(from_on=date(2026, 3, 1)))
    assert narrower.scope == Scope((f"customer:{scene.story.ann}",), date(2026, 3, 1), date(2026, 11, 30))
    with pytest.raises(BeyondEngagement) as refused:
        await scene.engaged(asked)
    assert refused.value.data["field"] == part


async def test_the_next_bundle_goes_on_from_the_last(scene: Scene) -> None:
    """With a proof of it, and under a key that the first one introduced."""
    first = await scene.exported()
    tenant, origin = scene.here.log.tenant, first.policy.logs[0].name
    await scene.here.audit.signing.rotate(tenant, origin, retire=datetime.now(UTC) - timedelta(days=1))
    await scene.story.tell(registered(uuid4()))
    second = await scene.exported(for_group(Scope(), previous=first.policy.pinned))
    report = second.verified(first.policy)
    assert report.passed
    assert {"previous", "last seen", "last tree"} <= {check.name for check in report.checks}
    assert first.failures(second.policy)["checkpoint"] == [(None, "signature")]
    broken = second.changed(**{files.CONSISTENCY: b"AAAA\n"}).signed().failures(first.policy)
    assert broken == {"previous": [(None, "consistency")]}


async def test_an_unwitnessed_bundle_is_not_enough_for_who_asks_for_witnesses(scene: Scene) -> None:
    """The policy's quorum counts, not the log's."""
    bundle = await scene.exported()
    key = signer("w.example", COSIGNATURE, bytes(32)).key
    asking = bundle.policy._replace(witnesses={"w": Witness(key, None)}, quorum="w")
    assert bundle.failures(asking) == {"checkpoint": [(None, "cosignature")]}


async def test_an_erasure_comes_with_its_certificate(scene: Scene) -> None:
    """The one its event commits to; another one, or none, is found."""
    erasure, certificate = uuid4(), "erased\n\n\N{EM DASH} log AAAAAAA=\n"
    event = ErasureCertified(
        erasure=erasure,
        customer=scene.story.ann,
        certificate_sha256=sha256(certificate.encode()).hexdigest(),
        report_sha256="0" * 64,
        key="log",
    )
    position = await scene.story.tell(event)
    keep = "INSERT INTO lifecycle.erasure VALUES ($1, $2, $3, '', 'done', NULL, '', $4, $5, $5)"
    tenant, pool = scene.here.log.tenant, scene.here.log.pool
    await pool.execute(keep, tenant, erasure, scene.story.ann, certificate.encode(), NOON)
    bundle = await scene.exported()
    other = bundle.changed(**{files.CERTIFICATES: certificate.replace("erased", "kept").encode()}).signed()
    missing = {name: data for name, data in bundle.parts.items() if name != files.CERTIFICATES}
    assert bundle.failures() == {}
    assert other.failures()["certificates"] == [(position - 1, "certificate"), (None, "certificate")]
    assert replace(bundle, parts=missing).signed().failures() == {"certificates": [(position - 1, "certificate")]}


async def test_a_changed_row_of_the_log_is_found(scene: Scene, shared_dsn: str) -> None:
    """Somebody with all rights rewrote what was said, and exports honestly."""
    position = await scene.story.tell(new(concern(uuid4(), scene.story.ann, "Brakes squeak")))
    await scene.here.audit.checkpoint(scene.here.log.tenant)
    admin = await asyncpg.connect(shared_dsn)
    await admin.execute(
        "UPDATE lifecycle.event SET occurred_at = $3, clear = replace(convert_from(clear, 'UTF8'), '\"A\"', '\"B\"')"
        "::text::bytea WHERE tenant_id = $1 AND position = $2",
        scene.here.log.tenant,
        position,
        NOON,
    )
    await admin.close()
    assert (await scene.exported()).failures()["tree"][0] == (position - 1, "entry")


async def test_a_bundle_is_a_zip_of_plain_files(scene: Scene) -> None:
    """In the order in which they are written, each of them once, and nothing is left beside it."""
    await scene.exported()
    (path,) = scene.folder.iterdir()
    with zipfile.ZipFile(path) as file:
        assert file.testzip() is None
        assert file.namelist() == ["policy", "checkpoint", "tiles/0", "entries", "headers", "bodies", "manifest"]
