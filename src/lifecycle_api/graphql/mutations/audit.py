"""Asking for audit bundles; they are prepared in the background and fetched over HTTP, in pieces if need be."""

import strawberry

from lifecycle_api.audit.bundle.scope import Scope
from lifecycle_api.graphql.mutations.execution import Caller, mutation
from lifecycle_api.graphql.mutations.inputs import keys
from lifecycle_api.graphql.mutations.organisation import SettingUpInput
from lifecycle_api.graphql.mutations.payloads import Payload
from lifecycle_api.graphql.scalars import Date, DateTime
from lifecycle_api.planner.price import Price


@strawberry.input(description="What a bundle is to show. An auditor gets at most what the token's engagement covers.")
class RequestAuditBundleInput(SettingUpInput):
    """A scope."""

    customers: list[strawberry.ID] = strawberry.field(
        default_factory=list,
        description="Global ids of the customers whose events are shown; none means all in the engagement.",
    )
    from_on: Date | None = strawberry.field(
        default=None,
        description="Show what was recorded from this day (UTC) on; by default from the engagement's first.",
    )
    to_on: Date | None = strawberry.field(
        default=None, description="Show what was recorded up to this day (UTC); by default the engagement's last."
    )


@strawberry.type(description="A bundle that is being prepared, or is ready to be fetched, for a day.")
class AuditBundle:
    """A bundle."""

    id: strawberry.ID = strawberry.field(description="Its id.")
    state: str = strawberry.field(description="`queued`, `preparing`, `ready` or `failed`.")
    path: str = strawberry.field(
        description="Where to ask for its state as JSON; `/bundle.zip` and `/policy` below it are the files."
    )
    expires_at: DateTime = strawberry.field(description="Until when it can be fetched.")


@strawberry.type(description="What `requestAuditBundle` did.")
class RequestAuditBundlePayload(Payload):
    """The bundle."""

    bundle: AuditBundle | None = strawberry.field(default=None, description="The bundle that was asked for.")


async def _request(by: Caller, given: RequestAuditBundleInput) -> RequestAuditBundlePayload:
    customers = keys(given.customers, "customer", "customers")
    scope = Scope(tuple(f"customer:{each}" for each in customers), given.from_on, given.to_on)
    bundle = given.asked().new_id(by.principal, "audit_bundle")
    prepared = await by.writing.bundles.request(by.principal, scope, bundle)
    return RequestAuditBundlePayload(
        bundle=AuditBundle(
            id=strawberry.ID(f"audit_bundle:{prepared.id}"),
            state=prepared.state,
            path=f"/audit/{by.principal.tenant}/bundles/{prepared.id}",
            expires_at=DateTime(prepared.expires_at),
        )
    )


@strawberry.type(description="What auditors ask for.")
class AuditMutation:
    """Root fields."""

    request_audit_bundle: RequestAuditBundlePayload | None = mutation(
        RequestAuditBundleInput,
        RequestAuditBundlePayload,
        _request,
        scope="audit:export",
        price=Price(1000),
        emits=("data.disclosed",),
        description="Have an audit bundle prepared: everything in scope, and the proof that it is all there is.",
    )
