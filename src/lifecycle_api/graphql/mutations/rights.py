"""The writes about rights to data, put together in groups from which the root of all writes inherits."""

import strawberry

from lifecycle_api.access.scopes import DESKS
from lifecycle_api.graphql.mutations import (
    agreement_course,
    agreements,
    claims,
    communications,
    consent_changes,
    consents,
    own_record,
    parties,
    privacy,
)
from lifecycle_api.graphql.mutations.execution import command


@strawberry.type(description="What is done about parties and auditors.")
class PartyMutations:
    """Root fields."""

    register_party: parties.PartyPayload | None = command(
        parties.RegisterPartyInput,
        parties.PartyPayload,
        scope="parties:write",
        emits=("party.registered",),
        description="Make an organisation known; that permits it nothing.",
    )
    suspend_party: parties.PartyPayload | None = command(
        parties.SuspendPartyInput,
        parties.PartyPayload,
        scope="parties:write",
        emits=("party.suspended",),
        description="Refuse a party everything until it is reinstated.",
    )
    reinstate_party: parties.PartyPayload | None = command(
        parties.ReinstatePartyInput,
        parties.PartyPayload,
        scope="parties:write",
        emits=("party.reinstated",),
        description="Serve a suspended party again.",
    )
    open_engagement: parties.EngagementPayload | None = command(
        parties.OpenEngagementInput,
        parties.EngagementPayload,
        scope="engagements:write",
        emits=("engagement.opened",),
        description="Engage an auditor on a matter.",
    )
    end_engagement: parties.EngagementPayload | None = command(
        parties.EndEngagementInput,
        parties.EngagementPayload,
        scope="engagements:write",
        emits=("engagement.ended",),
        description="End an engagement: its tokens open nothing any more.",
    )


@strawberry.type(description="What is done about agreements.")
class AgreementMutations:
    """Root fields."""

    draft_agreement: agreements.AgreementPayload | None = command(
        agreements.DraftAgreementInput,
        agreements.AgreementPayload,
        scope="agreements:write",
        emits=("agreement.drafted",),
        description="Write a data-sharing agreement down, clause by clause.",
    )
    sign_agreement: agreements.AgreementPayload | None = command(
        agreements.SignAgreementInput,
        agreements.AgreementPayload,
        scope="agreements:write",
        emits=("agreement.signed",),
        description="Put a drafted agreement in force, under the very text that was drafted.",
    )
    amend_agreement: agreements.AgreementPayload | None = command(
        agreements.AmendAgreementInput,
        agreements.AgreementPayload,
        scope="agreements:write",
        emits=("agreement.amended",),
        description="Replace the text of an agreement in force.",
    )
    suspend_agreement: agreements.AgreementPayload | None = command(
        agreement_course.SuspendAgreementInput,
        agreements.AgreementPayload,
        scope="agreements:write",
        emits=("agreement.suspended",),
        description="Share nothing under an agreement until it is resumed.",
    )
    resume_agreement: agreements.AgreementPayload | None = command(
        agreement_course.ResumeAgreementInput,
        agreements.AgreementPayload,
        scope="agreements:write",
        emits=("agreement.resumed",),
        description="Put a suspended agreement in force again.",
    )
    give_notice: agreements.AgreementPayload | None = command(
        agreement_course.GiveNoticeInput,
        agreements.AgreementPayload,
        scope="agreements:write",
        emits=("agreement.termination_noticed",),
        description="End an agreement after its notice period.",
    )
    end_agreement: agreements.AgreementPayload | None = command(
        agreement_course.EndAgreementInput,
        agreements.AgreementPayload,
        scope="agreements:write",
        emits=("agreement.ended",),
        description="Close an agreement; the partner deletes or returns what it holds.",
    )
    certify_deletion: agreements.AgreementPayload | None = command(
        agreement_course.CertifyDeletionInput,
        agreements.AgreementPayload,
        scope="agreements:write",
        emits=("agreement.deletion_certified",),
        description="Keep a partner's certificate of deletion.",
    )
    report_breach: agreements.AgreementPayload | None = command(
        agreement_course.ReportBreachInput,
        agreements.AgreementPayload,
        scope="agreements:write",
        emits=("agreement.breached",),
        description="Write down that a partner broke an agreement.",
    )


@strawberry.type(description="What is done about consent.")
class ConsentMutations:
    """Root fields."""

    serve_notice: consents.NoticePayload | None = command(
        consents.ServeNoticeInput,
        consents.NoticePayload,
        scope="consents:write",
        emits=("notice.served",),
        description="Record what a customer was shown.",
    )
    request_consent: consents.ConsentPayload | None = command(
        consents.RequestConsentInput,
        consents.ConsentPayload,
        scope="consents:write",
        emits=("consent.requested",),
        description="Ask a customer; until they answer, nothing is permitted.",
    )
    grant_consent: consents.ConsentPayload | None = command(
        consents.GrantConsentInput,
        consents.ConsentPayload,
        scope="consents:write",
        emits=("consent.granted",),
        description="Record a customer's yes.",
    )
    refuse_consent: consents.ConsentPayload | None = command(
        consents.RefuseConsentInput,
        consents.ConsentPayload,
        scope="consents:write",
        emits=("consent.refused",),
        description="Record a customer's no.",
    )
    reaffirm_consent: consents.ConsentPayload | None = command(
        consent_changes.ReaffirmConsentInput,
        consents.ConsentPayload,
        scope="consents:write",
        emits=("consent.reaffirmed",),
        description="Record that a customer confirmed a consent.",
    )
    withdraw_consent: consents.ConsentPayload | None = command(
        consent_changes.WithdrawConsentInput,
        consents.ConsentPayload,
        scope="consents:write",
        emits=("consent.withdrawn",),
        description="Take consent back: in force at the next read.",
    )
    invalidate_consent: consents.ConsentPayload | None = command(
        consent_changes.InvalidateConsentInput,
        consents.ConsentPayload,
        scope="consents:write",
        emits=("consent.invalidated",),
        by=DESKS,
        description="Record that a consent never was one.",
    )


@strawberry.type(
    description="What a person puts in the way of any use of their data, and what they do on their own record."
)
class PersonMutations:
    """Root fields."""

    revoke_channel: privacy.PersonPayload | None = command(
        privacy.RevokeChannelInput,
        privacy.PersonPayload,
        scope="privacy:write",
        emits=("channel.revoked",),
        description="Stop a number or an address; the stop binds whoever uses it.",
    )
    restore_channel: privacy.PersonPayload | None = command(
        privacy.RestoreChannelInput,
        privacy.PersonPayload,
        scope="privacy:write",
        emits=("channel.restored",),
        description="Open a stopped channel again, as the person said.",
    )
    opt_out_of_sharing: privacy.PersonPayload | None = command(
        privacy.OptOutOfSharingInput,
        privacy.PersonPayload,
        scope="privacy:write",
        emits=("sharing.opted_out",),
        description="End the sale and sharing of a customer's data.",
    )
    opt_in_to_sharing: privacy.PersonPayload | None = command(
        privacy.OptInToSharingInput,
        privacy.PersonPayload,
        scope="privacy:write",
        emits=("sharing.opted_in",),
        description="Take an opt-out back; that permits nothing by itself.",
    )
    restrict_processing: privacy.PersonPayload | None = command(
        privacy.RestrictProcessingInput,
        privacy.PersonPayload,
        scope="privacy:write",
        emits=("processing.restricted",),
        description="Let a customer's data only be stored, until a matter is settled.",
    )
    lift_restriction: privacy.PersonPayload | None = command(
        privacy.LiftRestrictionInput,
        privacy.PersonPayload,
        scope="privacy:write",
        emits=("processing.unrestricted",),
        by=DESKS,
        description="Say that the matter of a restriction is settled.",
    )
    object_to_processing: privacy.PersonPayload | None = command(
        privacy.ObjectToProcessingInput,
        privacy.PersonPayload,
        scope="privacy:write",
        emits=("processing.objected",),
        description="Record a customer's objection.",
    )
    withdraw_objection: privacy.PersonPayload | None = command(
        privacy.WithdrawObjectionInput,
        privacy.PersonPayload,
        scope="privacy:write",
        emits=("processing.objection_withdrawn",),
        description="Record that a customer takes an objection back; that permits nothing by itself.",
    )
    declare_minority: privacy.PersonPayload | None = command(
        privacy.DeclareMinorityInput,
        privacy.PersonPayload,
        scope="consents:write",
        emits=("minority.declared",),
        by=DESKS,
        description="Record that a customer is a minor.",
    )
    link_identities: privacy.PersonPayload | None = command(
        privacy.LinkIdentitiesInput,
        privacy.PersonPayload,
        scope="identities:write",
        emits=("customer.identities_linked",),
        description="Link two records of one person; the more restrictive wish holds.",
    )
    unlink_identities: privacy.PersonPayload | None = command(
        privacy.UnlinkIdentitiesInput,
        privacy.PersonPayload,
        scope="identities:write",
        emits=("customer.identities_unlinked",),
        description="Unlink two records; each has its own wishes back.",
    )
    correct_profile: own_record.RecordPayload | None = command(
        own_record.CorrectProfileInput,
        own_record.RecordPayload,
        scope="record:write",
        emits=("customer.profile_corrected",),
        description="Put a customer's name, address or language right.",
    )
    state_buying_preference: own_record.RecordPayload | None = command(
        own_record.StateBuyingPreferenceInput,
        own_record.RecordPayload,
        scope="record:write",
        emits=("buying_preference.stated",),
        description="Record how a customer wants to buy and be contacted.",
    )
    reschedule_appointment: own_record.RescheduleAppointmentPayload | None = command(
        own_record.RescheduleAppointmentInput,
        own_record.RescheduleAppointmentPayload,
        scope="record:write",
        emits=("appointment.rescheduled",),
        description="Move an appointment to another time.",
    )
    answer_estimate: own_record.AnswerEstimatePayload | None = command(
        own_record.AnswerEstimateInput,
        own_record.AnswerEstimatePayload,
        scope="record:write",
        emits=(
            "work.approved",
            "work.declined",
        ),
        description="Say yes, no, or not now to recommended work.",
    )


@strawberry.type(description="What is done about claims on data.")
class ClaimMutations:
    """Root fields."""

    assert_claim: claims.ClaimPayload | None = command(
        claims.AssertClaimInput,
        claims.ClaimPayload,
        scope="claims:write",
        emits=("claim.asserted",),
        description="Write down that a party says some data is theirs.",
    )
    dispute_claim: claims.ClaimPayload | None = command(
        claims.DisputeClaimInput,
        claims.ClaimPayload,
        scope="claims:write",
        emits=("claim.disputed",),
        description="Write down that somebody contradicts a claim.",
    )
    settle_claim: claims.ClaimPayload | None = command(
        claims.SettleClaimInput,
        claims.ClaimPayload,
        scope="claims:write",
        emits=("claim.settled",),
        description="End a claim.",
    )


@strawberry.type(description="What is done about messages, and numbers that may not be called.")
class CommunicationMutations:
    """Root fields."""

    record_communication: communications.CommunicationPayload | None = command(
        communications.RecordCommunicationInput,
        communications.CommunicationPayload,
        scope="communications:write",
        emits=("communication.sent", "communication.received", "communication.suppressed"),
        description="Write a message or a call down, so that every department and the contact gate know of it.",
    )
    list_do_not_contact: communications.DoNotContactPayload | None = command(
        communications.ListDoNotContactInput,
        communications.DoNotContactPayload,
        scope="communications:write",
        emits=("do_not_contact.registered",),
        description="Put a number on a do-not-call list.",
    )
    clear_do_not_contact: communications.DoNotContactPayload | None = command(
        communications.ClearDoNotContactInput,
        communications.DoNotContactPayload,
        scope="communications:write",
        emits=("do_not_contact.cleared",),
        description="Take a number off a do-not-call list.",
    )


@strawberry.type(description="Writes about rights to data.")
class RightsMutation(
    PartyMutations, AgreementMutations, ConsentMutations, PersonMutations, CommunicationMutations, ClaimMutations
):
    """Root fields."""
