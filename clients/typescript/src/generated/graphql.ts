/* eslint-disable */
/** Internal type. DO NOT USE DIRECTLY. */
type Exact<T extends { [key: string]: unknown }> = { [K in keyof T]: T[K] };
/** Internal type. DO NOT USE DIRECTLY. */
export type Incremental<T> = T | { [P in keyof T]?: P extends ' $fragmentName' | '__typename' ? T[P] : never };
import type { DocumentTypeDecoration } from '@graphql-typed-document-node/core';
/** Who did something. */
export type ActorType =
  /** A software agent acting for someone. */
  | 'AI_AGENT'
  /** The customer. */
  | 'CUSTOMER'
  /** A member of staff. */
  | 'EMPLOYEE'
  /** The manufacturer. */
  | 'OEM'
  /** A marketplace or another partner. */
  | 'PARTNER'
  /** This service or a source system. */
  | 'SYSTEM';

/** A postal address. */
export type AddressInput = {
  /** City. */
  readonly city?: string | null | undefined;
  /** ISO 3166 alpha-2 code. */
  readonly country?: string | null | undefined;
  /** Street lines. */
  readonly lines?: ReadonlyArray<string>;
  /** Postal code. */
  readonly postalCode?: string | null | undefined;
  /** State, province or region. */
  readonly region?: string | null | undefined;
};

/** Where an agreement stands. */
export type AgreementStatus =
  /** Signed; in force between its dates. */
  | 'ACTIVE'
  /** Written down, not signed: shares nothing. */
  | 'DRAFT'
  /** Over: what the partner holds is deleted or returned. */
  | 'ENDED'
  /** Ends on a day that is set; in force until then. */
  | 'NOTICE'
  /** Shares nothing until it is resumed. */
  | 'SUSPENDED';

/** What an appointment is for. */
export type AppointmentKind =
  /** To have a vehicle appraised. */
  | 'APPRAISAL'
  /** To take a vehicle home. */
  | 'DELIVERY'
  /** To install parts that arrived. */
  | 'PARTS_INSTALL'
  /** For a recall. */
  | 'RECALL'
  /** To talk about buying. */
  | 'SALES'
  /** For service. */
  | 'SERVICE'
  /** To drive a vehicle. */
  | 'TEST_DRIVE';

/** What became of an appointment. */
export type AppointmentStatus =
  /** Called off. */
  | 'CANCELLED'
  /** Confirmed. */
  | 'CONFIRMED'
  /** The customer did not come. */
  | 'NO_SHOWED'
  /** A no-show that was won back. */
  | 'RECOVERED'
  /** Moved to another time, not yet confirmed. */
  | 'RESCHEDULED'
  /** Agreed. */
  | 'SCHEDULED'
  /** The customer came. */
  | 'SHOWN';

/** Who is to look after a customer, in which slot. */
export type AssignCustomerInput = {
  /** Global id of the customer. */
  readonly customer: string | number;
  /** Global id of the employee. */
  readonly employee: string | number;
  /** The `version` you have seen: when it has changed since, nothing is recorded. */
  readonly expectedVersion?: string | null | undefined;
  /** Yours, up to 200 characters: asked again with the same key, nothing is done twice. */
  readonly idempotencyKey: string | number;
  /** When it happened; by default now, and never a time to come. */
  readonly occurredAt?: string | null | undefined;
  /** Why, when somebody else has the slot. Left out it is DEPARTED of one who left, and OTHER else. */
  readonly reason?: ReassignReason | null | undefined;
  /** Where it happens; may be left out when only one rooftop can be meant. */
  readonly rooftop?: string | number | null | undefined;
  /** The job they are to do for the customer. */
  readonly slot: Slot;
};

/** What a clause does. */
export type ClauseEffect =
  /** What the partner owes the dealer. */
  | 'DUTY'
  /** Allows what it names. */
  | 'PERMIT'
  /** Forbids what it names, whatever else is permitted. */
  | 'PROHIBIT';

/** Through what a person is reached. */
export type ConsentChannel =
  /** Every channel, and no channel in particular. */
  | 'ANY'
  /** Chat and messengers. */
  | 'CHAT'
  /** E-mail. */
  | 'EMAIL'
  /** Letters. */
  | 'MAIL'
  /** Calls. */
  | 'PHONE'
  /** Notifications of an app. */
  | 'PUSH'
  /** Text messages. */
  | 'SMS';

/** Where a consent stands. */
export type ConsentState =
  /** Ran out. */
  | 'EXPIRED'
  /** The customer agreed. */
  | 'GIVEN'
  /** Turned out never to have been a consent. */
  | 'INVALIDATED'
  /** Confirmed later on. */
  | 'REAFFIRMED'
  /** The customer said no, until they themselves say yes. */
  | 'REFUSED'
  /** Asked for, not answered: permits nothing. */
  | 'REQUESTED'
  /** Taken back, or replaced by a newer one. */
  | 'WITHDRAWN';

/** The ways a contact point can be used. */
export type ContactKind =
  /** An e-mail address. */
  | 'EMAIL'
  /** A phone number in E.164. */
  | 'PHONE';

/** How a count relates to the true number. */
export type CountRelation =
  /** There are more items than were counted. */
  | 'AT_LEAST'
  /** The value is the number of items. */
  | 'EXACT';

/** Where a customer stands as a party. */
export type CustomerStatus =
  /** An ordinary customer. */
  | 'ACTIVE'
  /** Kept for the record only. */
  | 'ARCHIVED'
  /** Died, or was dissolved. */
  | 'DECEASED_DISSOLVED'
  /** Not to be worked any more. */
  | 'INACTIVE';

/** A category of data: what consent, agreements, roles and redactions speak of. */
export type DataCategory =
  /** What a person did: opens, clicks, browsing, visits. */
  | 'BEHAVIOUR'
  /** How to reach a person: phone, e-mail, address. */
  | 'CONTACT'
  /** What a person said or wrote: messages, notes, complaints. */
  | 'CONTENT'
  /** The dealer's own secrets: cost, gross, commission. */
  | 'DEALER_CONFIDENTIAL'
  /** A person's money: price paid, credit, payoff, income. */
  | 'FINANCIAL'
  /** Licence, social security number, birth date; tokens only. */
  | 'GOVERNMENT_ID'
  /** Who a person is: names, household. */
  | 'IDENTITY'
  /** Facts about the business: stage, operation code, counts, ids. */
  | 'NONE'
  /** Where and how a car is driven; explicit consent only. */
  | 'TELEMATICS'
  /** Facts about a vehicle: VIN, odometer, service lines. */
  | 'VEHICLE';

/** How a deal is paid for. */
export type DealKind =
  /** Paid in cash. */
  | 'CASH'
  /** Financed. */
  | 'FINANCE'
  /** Leased. */
  | 'LEASE';

/** Where a deal stands. */
export type DealStage =
  /** Taken home by the customer. */
  | 'DELIVERED'
  /** Paid by the lender. */
  | 'FUNDED'
  /** With F&I. */
  | 'IN_FINANCE'
  /** Contract signed. */
  | 'SIGNED'
  /** Recorded as sold by the DMS. */
  | 'SOLD'
  /** Put together by the desk. */
  | 'STRUCTURED'
  /** Undone. */
  | 'UNWOUND';

/** Why a customer declined work. */
export type DeclineReason =
  /** Too expensive. */
  | 'COST'
  /** They do not think it is needed. */
  | 'NOT_CONVINCED'
  /** For another reason. */
  | 'OTHER'
  /** They want to hear somebody else. */
  | 'SECOND_OPINION'
  /** They do it themselves. */
  | 'SELF_REPAIR'
  /** No time for it now. */
  | 'TIME';

/** A customer's no, or not now, to recommended work. The repair order must be open. */
export type DeclineWorkInput = {
  /** DECLINED or DEFERRED. */
  readonly decision: WorkDecision;
  /** The `version` you have seen: when it has changed since, nothing is recorded. */
  readonly expectedVersion?: string | null | undefined;
  /** Yours, up to 200 characters: asked again with the same key, nothing is done twice. */
  readonly idempotencyKey: string | number;
  /** When it happened; by default now, and never a time to come. */
  readonly occurredAt?: string | null | undefined;
  /** Why. */
  readonly reason?: DeclineReason;
  /** Id of the recommendation. */
  readonly recommendation: string | number;
  /** Global id of the repair order. */
  readonly repairOrder: string | number;
  /** When to come back to it. */
  readonly revisitAt?: string | null | undefined;
  /** Where it happens; may be left out when only one rooftop can be meant. */
  readonly rooftop?: string | number | null | undefined;
  /** The customer's own words. */
  readonly verbatim?: string | null | undefined;
};

/** Whether declined work is still open. */
export type DeclinedWorkStatus =
  /** Approved after all on the same repair order. */
  | 'APPROVED'
  /** Still to be won back. */
  | 'OPEN'
  /** Sold at a later visit. */
  | 'RECOVERED';

/** A department of a dealership. */
export type Department =
  /** The business development center, which answers leads. */
  | 'BDC'
  /** Finance and insurance. */
  | 'F_AND_I'
  /** The dealership's management. */
  | 'MANAGEMENT'
  /** Marketing. */
  | 'MARKETING'
  /** The parts department. */
  | 'PARTS'
  /** The sales floor. */
  | 'SALES'
  /** The service drive and its advisors. */
  | 'SERVICE';

/** A distance as it was read off the odometer. */
export type DistanceInput = {
  /** The unit of `value`. */
  readonly unit: DistanceUnit;
  /** Whole miles or kilometres. */
  readonly value: number;
};

/** In what a distance is counted. */
export type DistanceUnit =
  /** Kilometres. */
  | 'KM'
  /** Miles. */
  | 'MI';

/** Where a handoff stands. */
export type HandoffStatus =
  /** Taken over. */
  | 'ACCEPTED'
  /** Done. */
  | 'COMPLETED'
  /** Waiting for the other department. */
  | 'OFFERED'
  /** Given back, with a reason. */
  | 'RETURNED';

/** What a shopper wants with a vehicle. */
export type Interest =
  /** To buy it. */
  | 'BUY'
  /** To lease it. */
  | 'LEASE'
  /** To drive it. */
  | 'TEST_DRIVE';

/** How a lead reached the dealer. */
export type LeadChannel =
  /** A chat. */
  | 'CHAT'
  /** Equity mining. */
  | 'EQUITY'
  /** A website or marketplace. */
  | 'INTERNET'
  /** A call. */
  | 'PHONE'
  /** Another customer. */
  | 'REFERRAL'
  /** The service drive. */
  | 'SERVICE'
  /** A walk-in. */
  | 'SHOWROOM';

/** What became of a lead that was sent. */
export type LeadOutcome =
  /** It is a new lead. */
  | 'RECORDED'
  /** It was known already. That it was sent again is recorded, unless its customer was erased since: then nothing is, and `lead` and `customer` are null. */
  | 'RESENT';

/** How far a lead has come. */
export type LeadStatus =
  /** Spoken or written with, both ways. */
  | 'CONTACTED'
  /** Became an opportunity. */
  | 'CONVERTED'
  /** Another lead asks the same. */
  | 'DUPLICATE'
  /** Will not become a sale. */
  | 'LOST'
  /** Nobody has it yet. */
  | 'RECEIVED'
  /** Answered by a human being. */
  | 'RESPONDED'
  /** In somebody's hands, not yet answered. */
  | 'ROUTED';

/** What a customer put in the way of any use of their data. */
export type LimitKind =
  /** A minor: nothing that rests on consent alone. */
  | 'MINORITY'
  /** Not for these purposes. */
  | 'OBJECTION'
  /** No sale and no sharing. */
  | 'OPT_OUT'
  /** Only storing, until a matter is settled. */
  | 'RESTRICTION';

/** What a link of the ownership chain stands for. */
export type LinkKind =
  /** Nobody is known to have had it. */
  | 'GAP'
  /** Two parties claim it for the same time. */
  | 'OVERLAP'
  /** Somebody owned or leased it. */
  | 'OWNER'
  /** It was the dealer's own stock. */
  | 'STOCK';

/** Whether data may be passed on. */
export type Onward =
  /** To the recipients that the clause lists. */
  | 'LISTED'
  /** To nobody. */
  | 'NO'
  /** To anyone. */
  | 'YES';

/** Who somebody is to a vehicle. */
export type OwnershipRole =
  /** Owns it together with someone. */
  | 'CO_OWNER'
  /** Drives it without owning it. */
  | 'DRIVER'
  /** Leases it. */
  | 'LESSEE'
  /** Owns it. */
  | 'OWNER';

/** What sort of organisation a party is. */
export type PartyKind =
  /** Acts for a person. */
  | 'AGENT'
  /** Engaged to look at what was done. */
  | 'AUDITOR'
  /** Insures vehicles or people. */
  | 'INSURER'
  /** Finances purchases. */
  | 'LENDER'
  /** Lists vehicles and sends leads. */
  | 'MARKETPLACE'
  /** A manufacturer. */
  | 'OEM'
  /** Another third party. */
  | 'PARTNER'
  /** Works for the dealer, with no purpose of its own. */
  | 'PROCESSOR'
  /** An authority. */
  | 'REGULATOR';

/** Whether a party is served. */
export type PartyStatus =
  /** Served, as far as agreements and consent allow. */
  | 'ACTIVE'
  /** Refused everything until it is reinstated. */
  | 'SUSPENDED';

/** A price. */
export type PriceInput = {
  /** The amount in minor units: `12050` USD is $120.50. */
  readonly amount: number;
  /** ISO 4217 code. */
  readonly currency?: string;
};

/** What became of a record that was set aside. */
export type QuarantineStatus =
  /** Dismissed for good, with a reason. */
  | 'DISMISSED'
  /** Recorded after all. */
  | 'RECORDED'
  /** Waiting for someone to look at it. */
  | 'SET_ASIDE';

/** Why a customer passes from one employee to another. */
export type ReassignReason =
  /** The customer asked for it. */
  | 'CUSTOMER_REQUEST'
  /** Whoever had them left the group. */
  | 'DEPARTED'
  /** For another reason. */
  | 'OTHER'
  /** Whoever had them has another job now. */
  | 'ROLE_CHANGED'
  /** To share the work. */
  | 'WORKLOAD';

/** A lead. Sent again, by its id or in the same words, it counts once. */
export type ReceiveLeadInput = {
  /** How it reached the dealer. */
  readonly channel?: LeadChannel;
  /** What they wrote. */
  readonly comments?: string | null | undefined;
  /** Who asks. */
  readonly customer: ShopperInput;
  /** The sender's id. */
  readonly externalId?: string | null | undefined;
  /** How they want to pay. */
  readonly financeMethod?: string | null | undefined;
  /** Yours, up to 200 characters: asked again with the same key, nothing is done twice. */
  readonly idempotencyKey: string | number;
  /** When it happened; by default now, and never a time to come. */
  readonly occurredAt?: string | null | undefined;
  /** Who sends it, such as the name of a marketplace. */
  readonly provider: string;
  /** Where it happens; may be left out when only one rooftop can be meant. */
  readonly rooftop?: string | number | null | undefined;
  /** When they want to buy. */
  readonly timeframe?: string | null | undefined;
  /** What they want to trade in. */
  readonly tradeIn?: TradeInInput | null | undefined;
  /** The vehicles they ask about, the one they want most first. */
  readonly wanted?: ReadonlyArray<WantedVehicleInput>;
};

/** What kind of recipient data went to. */
export type RecipientKind =
  /** An auditor, under an engagement. */
  | 'AUDITOR'
  /** A marketplace, manufacturer, vendor or lender. */
  | 'PARTNER'
  /** Another dealership of the group. */
  | 'ROOFTOP';

/** Something to write down about a customer. */
export type RecordNoteInput = {
  /** Global id of the customer. */
  readonly customer: string | number;
  /** Yours, up to 200 characters: asked again with the same key, nothing is done twice. */
  readonly idempotencyKey: string | number;
  /** When it happened; by default now, and never a time to come. */
  readonly occurredAt?: string | null | undefined;
  /** Where it happens; may be left out when only one rooftop can be meant. */
  readonly rooftop?: string | number | null | undefined;
  /** What is to be remembered. */
  readonly text: string;
};

/** Where a repair order stands. */
export type RepairOrderStatus =
  /** The customer has to answer. */
  | 'AWAITING_APPROVAL'
  /** Closed in the DMS. */
  | 'CLOSED'
  /** The inspection is done. */
  | 'INSPECTED'
  /** Billed. */
  | 'INVOICED'
  /** Work is being done. */
  | 'IN_PROGRESS'
  /** Written up. */
  | 'OPEN'
  /** The customer has the vehicle back. */
  | 'PICKED_UP'
  /** The vehicle is ready. */
  | 'READY';

/** A time to agree with a customer. */
export type ScheduleAppointmentInput = {
  /** What the customer said it is about. */
  readonly concerns?: string | null | undefined;
  /** Global id of the customer. */
  readonly customer: string | number;
  /** Global id of who expects them. */
  readonly employee?: string | number | null | undefined;
  /** When it ends. */
  readonly endsAt?: string | null | undefined;
  /** Yours, up to 200 characters: asked again with the same key, nothing is done twice. */
  readonly idempotencyKey: string | number;
  /** What it is for. */
  readonly kind: AppointmentKind;
  /** When it happened; by default now, and never a time to come. */
  readonly occurredAt?: string | null | undefined;
  /** Where it happens; may be left out when only one rooftop can be meant. */
  readonly rooftop?: string | number | null | undefined;
  /** When it starts. */
  readonly startsAt: string;
  /** How the customer gets on while the vehicle is here. */
  readonly transport?: Transport;
  /** VIN or global id of the vehicle. */
  readonly vehicle?: string | number | null | undefined;
};

/** Who asks: a person or a business, and how to answer them. */
export type ShopperInput = {
  /** Postal address. */
  readonly address?: AddressInput | null | undefined;
  /** A business's name. */
  readonly business?: string | null | undefined;
  /** E-mail addresses. */
  readonly emails?: ReadonlyArray<string>;
  /** Family name. */
  readonly familyName?: string | null | undefined;
  /** Given name. */
  readonly givenName?: string | null | undefined;
  /** A person's full name. */
  readonly name?: string | null | undefined;
  /** Phone numbers, as they were written. */
  readonly phones?: ReadonlyArray<string>;
};

/** A job somebody does for a customer. */
export type Slot =
  /** BDC agent. */
  | 'BDC'
  /** Closer. */
  | 'CLOSER'
  /** F&I manager. */
  | 'F_AND_I'
  /** Salesperson. */
  | 'SALES'
  /** Service advisor. */
  | 'SERVICE_ADVISOR'
  /** Service BDC agent. */
  | 'SERVICE_BDC';

/** What part of the business a timeline item belongs to. */
export type TimelineCategory =
  /** Responses and status updates. */
  | 'COMMUNICATION'
  /** F&I: readiness, contracts, stipulations, funding. */
  | 'FINANCE'
  /** Handoffs and assignments. */
  | 'HANDOFF'
  /** Who they are, and which records are theirs. */
  | 'IDENTITY'
  /** Notes. */
  | 'NOTE'
  /** Vehicles becoming and ceasing to be theirs. */
  | 'OWNERSHIP'
  /** Leads, visits, test drives, quotes and deals. */
  | 'SALES'
  /** Appointments and repair orders of the service drive. */
  | 'SERVICE';

/** A vehicle a shopper wants to trade in. */
export type TradeInInput = {
  /** Make. */
  readonly make?: string | null | undefined;
  /** Model. */
  readonly model?: string | null | undefined;
  /** What its odometer says. */
  readonly odometer?: DistanceInput | null | undefined;
  /** Trim. */
  readonly trim?: string | null | undefined;
  /** VIN. */
  readonly vin?: string | null | undefined;
  /** Model year. */
  readonly year?: number | null | undefined;
};

/** How a customer gets on while their vehicle is here. */
export type Transport =
  /** They leave the vehicle and see to themselves. */
  | 'DROP_OFF'
  /** With a car of the rooftop. */
  | 'LOANER'
  /** The vehicle is fetched from them. */
  | 'PICKUP'
  /** With the rooftop's shuttle. */
  | 'SHUTTLE'
  /** Nobody said. */
  | 'UNSTATED'
  /** They wait at the rooftop. */
  | 'WAITER';

/** Whether a wanted vehicle is new. */
export type VehicleCondition =
  /** New. */
  | 'NEW'
  /** Not said. */
  | 'UNKNOWN'
  /** Used. */
  | 'USED';

/** Where a vehicle is in its life as an asset. */
export type VehicleStage =
  /** Taken into stock. */
  | 'ACQUIRED'
  /** With its owner. */
  | 'CUSTOMER_OWNED'
  /** Delivered to its owner. */
  | 'DELIVERED'
  /** Left stock without a retail sale. */
  | 'DISPOSED'
  /** Can be shown and sold. */
  | 'FRONT_LINE_READY'
  /** On the service drive right now. */
  | 'IN_SERVICE'
  /** Known, for example from a lead. */
  | 'KNOWN'
  /** Being made ready for sale. */
  | 'RECONDITIONING'
  /** Sold, not yet delivered. */
  | 'SOLD';

/** How far a VIN can be trusted. A VIN is never refused. */
export type VinStatus =
  /** 17 characters, wrong check digit. */
  | 'CHECK_DIGIT_FAILED'
  /** From a region where the check digit means nothing. */
  | 'NON_NA'
  /** Only the last eight characters are known. */
  | 'PARTIAL_LAST8'
  /** Shorter, as before 1981. */
  | 'SHORT_PRE1981'
  /** Not checked, or of no known form. */
  | 'UNKNOWN'
  /** 17 characters, and the check digit is right. */
  | 'VALID';

/** A vehicle a shopper asks about, as far as they named it. */
export type WantedVehicleInput = {
  /** New or used. */
  readonly condition?: VehicleCondition;
  /** What they want with it. */
  readonly interest?: Interest;
  /** Make. */
  readonly make?: string | null | undefined;
  /** Model. */
  readonly model?: string | null | undefined;
  /** The price they were shown. */
  readonly price?: PriceInput | null | undefined;
  /** Stock number. */
  readonly stock?: string | null | undefined;
  /** Trim. */
  readonly trim?: string | null | undefined;
  /** VIN. */
  readonly vin?: string | null | undefined;
  /** Model year. */
  readonly year?: number | null | undefined;
};

/** What a customer said to recommended work. */
export type WorkDecision =
  /** Yes. */
  | 'APPROVED'
  /** No. */
  | 'DECLINED'
  /** Not now. */
  | 'DEFERRED'
  /** No answer yet. */
  | 'OPEN';

export type AgreementsQueryVariables = Exact<{ [key: string]: never; }>;


export type AgreementsQuery = { readonly agreements: { readonly nodes: ReadonlyArray<{ readonly id: string, readonly title: string, readonly status: AgreementStatus, readonly pages: number, readonly noticeDays: number, readonly effectiveAt: string | null, readonly party: { readonly id: string, readonly name: string, readonly kind: PartyKind, readonly status: PartyStatus } | null, readonly clauses: ReadonlyArray<{ readonly name: string, readonly page: number, readonly effect: ClauseEffect, readonly actions: ReadonlyArray<string>, readonly purposes: ReadonlyArray<string>, readonly categories: ReadonlyArray<string>, readonly onward: Onward, readonly recipients: ReadonlyArray<string>, readonly retentionDays: number | null, readonly fields: ReadonlyArray<string>, readonly delayHours: number | null }>, readonly amendments: ReadonlyArray<{ readonly position: string, readonly reason: string | null, readonly clauses: number }> }> } };

export type IntakeHealthQueryVariables = Exact<{ [key: string]: never; }>;


export type IntakeHealthQuery = { readonly sourceBatches: { readonly nodes: ReadonlyArray<{ readonly system: string, readonly kind: string, readonly snapshotDate: string | null, readonly records: number, readonly emitted: number, readonly unchanged: number, readonly quarantined: number, readonly ingestedAt: string }> }, readonly quarantine: { readonly count: { readonly value: number, readonly relation: CountRelation }, readonly nodes: ReadonlyArray<{ readonly id: string, readonly system: string, readonly kind: string, readonly status: QuarantineStatus, readonly findings: ReadonlyArray<string>, readonly setAsideAt: string, readonly rooftop: { readonly code: string } | null }> } };

export type WhatHappenedQueryVariables = Exact<{ [key: string]: never; }>;


export type WhatHappenedQuery = { readonly customers: { readonly nodes: ReadonlyArray<{ readonly id: string, readonly version: string, readonly timeline: { readonly nodes: ReadonlyArray<
          | { readonly position: string, readonly type: string, readonly occurredAt: string, readonly recordedAt: string, readonly actorType: ActorType, readonly sourceSystem: string | null }
          | { readonly position: string, readonly type: string, readonly occurredAt: string, readonly recordedAt: string, readonly actorType: ActorType, readonly sourceSystem: string | null }
          | { readonly position: string, readonly type: string, readonly occurredAt: string, readonly recordedAt: string, readonly actorType: ActorType, readonly sourceSystem: string | null }
          | { readonly position: string, readonly type: string, readonly occurredAt: string, readonly recordedAt: string, readonly actorType: ActorType, readonly sourceSystem: string | null }
          | { readonly position: string, readonly type: string, readonly occurredAt: string, readonly recordedAt: string, readonly actorType: ActorType, readonly sourceSystem: string | null }
          | { readonly position: string, readonly type: string, readonly occurredAt: string, readonly recordedAt: string, readonly actorType: ActorType, readonly sourceSystem: string | null }
          | { readonly position: string, readonly type: string, readonly occurredAt: string, readonly recordedAt: string, readonly actorType: ActorType, readonly sourceSystem: string | null }
          | { readonly position: string, readonly type: string, readonly occurredAt: string, readonly recordedAt: string, readonly actorType: ActorType, readonly sourceSystem: string | null }
          | { readonly position: string, readonly type: string, readonly occurredAt: string, readonly recordedAt: string, readonly actorType: ActorType, readonly sourceSystem: string | null }
          | { readonly position: string, readonly type: string, readonly occurredAt: string, readonly recordedAt: string, readonly actorType: ActorType, readonly sourceSystem: string | null }
          | { readonly position: string, readonly type: string, readonly occurredAt: string, readonly recordedAt: string, readonly actorType: ActorType, readonly sourceSystem: string | null }
          | { readonly position: string, readonly type: string, readonly occurredAt: string, readonly recordedAt: string, readonly actorType: ActorType, readonly sourceSystem: string | null }
        > } }> }, readonly sourceBatches: { readonly nodes: ReadonlyArray<{ readonly system: string, readonly kind: string, readonly records: number, readonly emitted: number, readonly unchanged: number, readonly quarantined: number, readonly ingestedAt: string }> }, readonly quarantine: { readonly nodes: ReadonlyArray<{ readonly kind: string, readonly status: QuarantineStatus, readonly findings: ReadonlyArray<string>, readonly setAsideAt: string }> } };

export type LeadInboxQueryVariables = Exact<{
  after?: string | null | undefined;
}>;


export type LeadInboxQuery = { readonly leads: { readonly count: { readonly value: number, readonly relation: CountRelation }, readonly nodes: ReadonlyArray<{ readonly id: string, readonly status: LeadStatus, readonly channel: LeadChannel, readonly provider: string, readonly receivedAt: string, readonly wanted: { readonly condition: string | null, readonly year: number | null, readonly make: string | null, readonly model: string | null } | null, readonly assignedTo: { readonly name: string | null } | null, readonly customer: { readonly id: string, readonly name: string | null, readonly contactPoints: ReadonlyArray<{ readonly kind: ContactKind, readonly value: string | null, readonly valid: boolean }> } | null }>, readonly pageInfo: { readonly hasNextPage: boolean, readonly endCursor: string | null } } };

export type ScheduleAppointmentMutationVariables = Exact<{
  input: ScheduleAppointmentInput;
}>;


export type ScheduleAppointmentMutation = { readonly scheduleAppointment: { readonly position: string | null, readonly replayed: boolean, readonly appointment: { readonly id: string, readonly kind: AppointmentKind, readonly status: AppointmentStatus, readonly startsAt: string, readonly customer: { readonly id: string, readonly name: string | null } | null } | null, readonly userErrors: ReadonlyArray<
      | { readonly __typename: 'IdempotencyKeyReusedError', readonly code: string, readonly message: string, readonly path: ReadonlyArray<string> }
      | { readonly __typename: 'NotFoundError', readonly code: string, readonly message: string, readonly path: ReadonlyArray<string> }
      | { readonly __typename: 'PolicyError', readonly code: string, readonly message: string, readonly path: ReadonlyArray<string> }
      | { readonly __typename: 'ValidationError', readonly code: string, readonly message: string, readonly path: ReadonlyArray<string> }
      | { readonly __typename: 'VersionConflictError', readonly code: string, readonly message: string, readonly path: ReadonlyArray<string> }
    > } | null };

export type MyChoicesQueryVariables = Exact<{ [key: string]: never; }>;


export type MyChoicesQuery = { readonly customers: { readonly nodes: ReadonlyArray<{ readonly id: string, readonly consents: { readonly nodes: ReadonlyArray<{ readonly id: string, readonly state: ConsentState, readonly purposes: ReadonlyArray<string>, readonly withdrawnPurposes: ReadonlyArray<string>, readonly channels: ReadonlyArray<string>, readonly controllers: ReadonlyArray<string> | null, readonly recordedAt: string, readonly expiresAt: string | null, readonly namedRecipients: ReadonlyArray<{ readonly name: string }> }> }, readonly dataLimits: ReadonlyArray<{ readonly kind: LimitKind, readonly detail: string, readonly since: string, readonly endedAt: string | null }>, readonly contactPoints: ReadonlyArray<{ readonly kind: ContactKind, readonly value: string | null, readonly stops: ReadonlyArray<{ readonly channel: ConsentChannel, readonly stoppedAt: string, readonly restoredAt: string | null }> }>, readonly repairOrders: { readonly nodes: ReadonlyArray<{ readonly number: string, readonly inWords: string | null, readonly promisedAt: string | null }> } }> }, readonly purposes: ReadonlyArray<{ readonly name: string, readonly meaning: string, readonly consentOnly: boolean }> };

export type MyRecordQueryVariables = Exact<{ [key: string]: never; }>;


export type MyRecordQuery = { readonly viewer: { readonly name: string, readonly customer: string | null }, readonly customers: { readonly nodes: ReadonlyArray<{ readonly name: string | null, readonly contactPoints: ReadonlyArray<{ readonly kind: ContactKind, readonly value: string | null }>, readonly ownerships: ReadonlyArray<{ readonly fromDate: string, readonly toDate: string | null, readonly vehicle: { readonly vin: string, readonly make: string | null, readonly model: string | null } | null }>, readonly repairOrders: { readonly nodes: ReadonlyArray<{ readonly number: string, readonly status: RepairOrderStatus, readonly promisedAt: string | null, readonly recommendations: ReadonlyArray<{ readonly description: string, readonly decision: WorkDecision }> }> }, readonly timeline: { readonly nodes: ReadonlyArray<
          | { readonly occurredAt: string, readonly title: string }
          | { readonly occurredAt: string, readonly title: string }
          | { readonly occurredAt: string, readonly title: string }
          | { readonly occurredAt: string, readonly title: string }
          | { readonly occurredAt: string, readonly title: string }
          | { readonly occurredAt: string, readonly title: string }
          | { readonly occurredAt: string, readonly title: string }
          | { readonly occurredAt: string, readonly title: string }
          | { readonly occurredAt: string, readonly title: string }
          | { readonly occurredAt: string, readonly title: string }
          | { readonly occurredAt: string, readonly title: string }
          | { readonly occurredAt: string, readonly title: string }
        > } }> } };

export type WhoHasMyDataQueryVariables = Exact<{
  atLeast?: string;
}>;


export type WhoHasMyDataQuery = { readonly whoHasMyData: { readonly nodes: ReadonlyArray<{ readonly recipientKind: RecipientKind, readonly categories: ReadonlyArray<DataCategory>, readonly purposes: ReadonlyArray<string>, readonly disclosures: number, readonly firstDisclosedAt: string, readonly lastDisclosedAt: string, readonly recipient: { readonly name: string, readonly kind: PartyKind | null } | null }> }, readonly disclosures: { readonly nodes: ReadonlyArray<{ readonly purpose: string, readonly categories: ReadonlyArray<DataCategory>, readonly disclosedAt: string, readonly recipient: { readonly name: string, readonly kind: PartyKind | null } | null, readonly withheld: ReadonlyArray<{ readonly category: DataCategory, readonly reason: string }> }> } };

export type FrontLineQueryVariables = Exact<{ [key: string]: never; }>;


export type FrontLineQuery = { readonly viewer: { readonly name: string, readonly kind: string, readonly scopes: ReadonlyArray<string>, readonly categories: ReadonlyArray<string> }, readonly rooftops: { readonly nodes: ReadonlyArray<{ readonly id: string, readonly code: string, readonly name: string }> }, readonly vehicles: { readonly nodes: ReadonlyArray<{ readonly vin: string, readonly year: number | null, readonly make: string | null, readonly model: string | null, readonly trim: string | null, readonly colour: string | null, readonly frontLineReadyAt: string | null, readonly askingPrice: { readonly amount: number, readonly currency: string } | null, readonly odometer: { readonly value: number, readonly unit: DistanceUnit } | null }>, readonly pageInfo: { readonly hasNextPage: boolean, readonly endCursor: string | null } } };

export type SendLeadMutationVariables = Exact<{
  input: ReceiveLeadInput;
}>;


export type SendLeadMutation = { readonly receiveLead: { readonly position: string | null, readonly replayed: boolean, readonly outcome: LeadOutcome | null, readonly userErrors: ReadonlyArray<
      | { readonly __typename: 'IdempotencyKeyReusedError', readonly code: string, readonly message: string, readonly path: ReadonlyArray<string> }
      | { readonly __typename: 'NotFoundError', readonly code: string, readonly message: string, readonly path: ReadonlyArray<string> }
      | { readonly __typename: 'PolicyError', readonly code: string, readonly message: string, readonly path: ReadonlyArray<string> }
      | { readonly __typename: 'ValidationError', readonly code: string, readonly message: string, readonly path: ReadonlyArray<string> }
      | { readonly __typename: 'VersionConflictError', readonly code: string, readonly message: string, readonly path: ReadonlyArray<string> }
    > } | null };

export type SharedCustomersQueryVariables = Exact<{
  search?: string | null | undefined;
}>;


export type SharedCustomersQuery = { readonly customers: { readonly nodes: ReadonlyArray<{ readonly id: string, readonly name: string | null, readonly contactPoints: ReadonlyArray<{ readonly kind: ContactKind, readonly value: string | null }>, readonly leads: { readonly nodes: ReadonlyArray<{ readonly receivedAt: string, readonly status: LeadStatus }> }, readonly declinedWork: { readonly nodes: ReadonlyArray<{ readonly description: string, readonly verbatim: string | null, readonly price: { readonly amount: number, readonly currency: string } }> } }> } };

export type StockSearchQueryVariables = Exact<{
  make?: string | null | undefined;
  from: number;
  to: number;
  after?: string | null | undefined;
}>;


export type StockSearchQuery = { readonly vehicles: { readonly count: { readonly value: number, readonly relation: CountRelation }, readonly nodes: ReadonlyArray<{ readonly id: string, readonly vin: string, readonly year: number | null, readonly make: string | null, readonly model: string | null, readonly trim: string | null, readonly colour: string | null, readonly askingPrice: { readonly amount: number, readonly currency: string } | null, readonly odometer: { readonly value: number, readonly unit: DistanceUnit } | null }>, readonly pageInfo: { readonly hasNextPage: boolean, readonly endCursor: string | null } } };

export type AssignCustomerMutationVariables = Exact<{
  input: AssignCustomerInput;
}>;


export type AssignCustomerMutation = { readonly assignCustomer: { readonly position: string | null, readonly replayed: boolean, readonly events: ReadonlyArray<{ readonly id: string, readonly type: string, readonly position: string }>, readonly customer: { readonly id: string, readonly version: string, readonly team: ReadonlyArray<{ readonly slot: Slot, readonly since: string, readonly employee: { readonly id: string, readonly name: string | null } | null }> } | null, readonly userErrors: ReadonlyArray<
      | { readonly __typename: 'IdempotencyKeyReusedError', readonly code: string, readonly message: string, readonly path: ReadonlyArray<string> }
      | { readonly __typename: 'NotFoundError', readonly code: string, readonly message: string, readonly path: ReadonlyArray<string> }
      | { readonly __typename: 'PolicyError', readonly code: string, readonly message: string, readonly path: ReadonlyArray<string> }
      | { readonly __typename: 'ValidationError', readonly code: string, readonly message: string, readonly path: ReadonlyArray<string> }
      | { readonly __typename: 'VersionConflictError', readonly currentVersion: string | null, readonly code: string, readonly message: string, readonly path: ReadonlyArray<string> }
    > } | null };

export type CustomerPageQueryVariables = Exact<{
  id: string | number;
  after?: string | null | undefined;
}>;


export type CustomerPageQuery = { readonly customer: { readonly id: string, readonly version: string, readonly name: string | null, readonly status: CustomerStatus, readonly lastVisitAt: string | null, readonly contactPoints: ReadonlyArray<{ readonly kind: ContactKind, readonly value: string | null, readonly label: string | null, readonly valid: boolean }>, readonly team: ReadonlyArray<{ readonly slot: Slot, readonly since: string, readonly employee: { readonly id: string, readonly name: string | null } | null }>, readonly ownerships: ReadonlyArray<{ readonly role: OwnershipRole, readonly fromDate: string, readonly toDate: string | null, readonly vehicle: { readonly id: string, readonly vin: string, readonly year: number | null, readonly make: string | null, readonly model: string | null, readonly trim: string | null, readonly odometer: { readonly value: number, readonly unit: DistanceUnit } | null } | null }>, readonly timeline: { readonly facets: ReadonlyArray<{ readonly category: TimelineCategory, readonly count: number }>, readonly nodes: ReadonlyArray<
        | { readonly __typename: 'AppointmentItem', readonly id: string, readonly position: string, readonly occurredAt: string, readonly category: TimelineCategory, readonly title: string, readonly text: string | null, readonly employee: { readonly name: string | null } | null, readonly vehicle: { readonly vin: string } | null }
        | { readonly __typename: 'AssignmentItem', readonly id: string, readonly position: string, readonly occurredAt: string, readonly category: TimelineCategory, readonly title: string, readonly text: string | null, readonly employee: { readonly name: string | null } | null, readonly vehicle: { readonly vin: string } | null }
        | { readonly __typename: 'CustomerItem', readonly id: string, readonly position: string, readonly occurredAt: string, readonly category: TimelineCategory, readonly title: string, readonly text: string | null, readonly employee: { readonly name: string | null } | null, readonly vehicle: { readonly vin: string } | null }
        | { readonly __typename: 'DealItem', readonly id: string, readonly position: string, readonly occurredAt: string, readonly category: TimelineCategory, readonly title: string, readonly text: string | null, readonly employee: { readonly name: string | null } | null, readonly vehicle: { readonly vin: string } | null }
        | { readonly __typename: 'DeclinedWorkItem', readonly id: string, readonly position: string, readonly occurredAt: string, readonly category: TimelineCategory, readonly title: string, readonly text: string | null, readonly employee: { readonly name: string | null } | null, readonly vehicle: { readonly vin: string } | null }
        | { readonly __typename: 'DeliveryItem', readonly id: string, readonly position: string, readonly occurredAt: string, readonly category: TimelineCategory, readonly title: string, readonly text: string | null, readonly employee: { readonly name: string | null } | null, readonly vehicle: { readonly vin: string } | null }
        | { readonly __typename: 'HandoffItem', readonly id: string, readonly position: string, readonly occurredAt: string, readonly category: TimelineCategory, readonly title: string, readonly text: string | null, readonly employee: { readonly name: string | null } | null, readonly vehicle: { readonly vin: string } | null }
        | { readonly __typename: 'LeadItem', readonly id: string, readonly position: string, readonly occurredAt: string, readonly category: TimelineCategory, readonly title: string, readonly text: string | null, readonly employee: { readonly name: string | null } | null, readonly vehicle: { readonly vin: string } | null }
        | { readonly __typename: 'NoteItem', readonly id: string, readonly position: string, readonly occurredAt: string, readonly category: TimelineCategory, readonly title: string, readonly text: string | null, readonly employee: { readonly name: string | null } | null, readonly vehicle: { readonly vin: string } | null }
        | { readonly __typename: 'OwnershipItem', readonly id: string, readonly position: string, readonly occurredAt: string, readonly category: TimelineCategory, readonly title: string, readonly text: string | null, readonly employee: { readonly name: string | null } | null, readonly vehicle: { readonly vin: string } | null }
        | { readonly __typename: 'RepairOrderItem', readonly id: string, readonly position: string, readonly occurredAt: string, readonly category: TimelineCategory, readonly title: string, readonly text: string | null, readonly employee: { readonly name: string | null } | null, readonly vehicle: { readonly vin: string } | null }
        | { readonly __typename: 'VisitItem', readonly id: string, readonly position: string, readonly occurredAt: string, readonly category: TimelineCategory, readonly title: string, readonly text: string | null, readonly employee: { readonly name: string | null } | null, readonly vehicle: { readonly vin: string } | null }
      >, readonly pageInfo: { readonly hasNextPage: boolean, readonly endCursor: string | null } }, readonly handoffs: { readonly nodes: ReadonlyArray<{ readonly id: string, readonly status: HandoffStatus, readonly fromDepartment: Department, readonly toDepartment: Department, readonly offeredAt: string }> } } | null };

export type CustomerStoryQueryVariables = Exact<{
  search: string;
}>;


export type CustomerStoryQuery = { readonly customers: { readonly nodes: ReadonlyArray<{ readonly id: string, readonly name: string | null, readonly registeredAt: string, readonly lastVisitAt: string | null, readonly contactPoints: ReadonlyArray<{ readonly kind: ContactKind, readonly value: string | null, readonly valid: boolean }>, readonly team: ReadonlyArray<{ readonly slot: Slot, readonly employee: { readonly name: string | null } | null }>, readonly ownerships: ReadonlyArray<{ readonly role: OwnershipRole, readonly fromDate: string, readonly toDate: string | null, readonly vehicle: { readonly vin: string, readonly year: number | null, readonly make: string | null, readonly model: string | null } | null }>, readonly timeline: { readonly facets: ReadonlyArray<{ readonly category: TimelineCategory, readonly count: number }>, readonly nodes: ReadonlyArray<
          | { readonly __typename: 'AppointmentItem', readonly occurredAt: string, readonly category: TimelineCategory, readonly title: string, readonly text: string | null }
          | { readonly __typename: 'AssignmentItem', readonly occurredAt: string, readonly category: TimelineCategory, readonly title: string, readonly text: string | null }
          | { readonly __typename: 'CustomerItem', readonly occurredAt: string, readonly category: TimelineCategory, readonly title: string, readonly text: string | null }
          | { readonly __typename: 'DealItem', readonly occurredAt: string, readonly category: TimelineCategory, readonly title: string, readonly text: string | null, readonly amount: { readonly amount: number, readonly currency: string } | null }
          | { readonly __typename: 'DeclinedWorkItem', readonly occurredAt: string, readonly category: TimelineCategory, readonly title: string, readonly text: string | null, readonly amount: { readonly amount: number, readonly currency: string } | null }
          | { readonly __typename: 'DeliveryItem', readonly occurredAt: string, readonly category: TimelineCategory, readonly title: string, readonly text: string | null }
          | { readonly __typename: 'HandoffItem', readonly occurredAt: string, readonly category: TimelineCategory, readonly title: string, readonly text: string | null }
          | { readonly __typename: 'LeadItem', readonly occurredAt: string, readonly category: TimelineCategory, readonly title: string, readonly text: string | null }
          | { readonly __typename: 'NoteItem', readonly occurredAt: string, readonly category: TimelineCategory, readonly title: string, readonly text: string | null }
          | { readonly __typename: 'OwnershipItem', readonly occurredAt: string, readonly category: TimelineCategory, readonly title: string, readonly text: string | null }
          | { readonly __typename: 'RepairOrderItem', readonly occurredAt: string, readonly category: TimelineCategory, readonly title: string, readonly text: string | null, readonly repairOrder: { readonly number: string, readonly status: RepairOrderStatus } | null }
          | { readonly __typename: 'VisitItem', readonly occurredAt: string, readonly category: TimelineCategory, readonly title: string, readonly text: string | null }
        >, readonly pageInfo: { readonly hasNextPage: boolean, readonly endCursor: string | null } }, readonly declinedWork: { readonly nodes: ReadonlyArray<{ readonly description: string, readonly verbatim: string | null, readonly declinedAt: string, readonly price: { readonly amount: number, readonly currency: string } }> } }> } };

export type SalesPipelineQueryVariables = Exact<{ [key: string]: never; }>;


export type SalesPipelineQuery = { readonly leads: { readonly count: { readonly value: number, readonly relation: CountRelation }, readonly nodes: ReadonlyArray<{ readonly id: string, readonly status: LeadStatus, readonly provider: string, readonly receivedAt: string, readonly responseSeconds: number | null, readonly wanted: { readonly year: number | null, readonly make: string | null, readonly model: string | null } | null, readonly assignedTo: { readonly name: string | null } | null, readonly customer: { readonly name: string | null } | null }> }, readonly deals: { readonly nodes: ReadonlyArray<{ readonly number: string, readonly stage: DealStage, readonly kind: DealKind, readonly daysInTransit: number | null, readonly price: { readonly amount: number, readonly currency: string } | null, readonly frontGross: { readonly amount: number, readonly currency: string } | null, readonly customer: { readonly name: string | null } | null }> } };

export type VehicleLifeQueryVariables = Exact<{ [key: string]: never; }>;


export type VehicleLifeQuery = { readonly vehicles: { readonly nodes: ReadonlyArray<{ readonly vin: string, readonly vinStatus: VinStatus, readonly year: number | null, readonly make: string | null, readonly model: string | null, readonly stage: VehicleStage, readonly milestones: ReadonlyArray<{ readonly stage: string, readonly detail: string | null, readonly occurredAt: string }>, readonly ownershipChain: ReadonlyArray<{ readonly kind: LinkKind, readonly fromDate: string, readonly toDate: string | null, readonly period: { readonly customer: { readonly name: string | null } | null } | null }>, readonly odometerReadings: ReadonlyArray<{ readonly value: number, readonly unit: DistanceUnit, readonly context: string, readonly anomaly: string, readonly readAt: string }> }> } };

export type DeclineWorkMutationVariables = Exact<{
  input: DeclineWorkInput;
}>;


export type DeclineWorkMutation = { readonly declineWork: { readonly position: string | null, readonly replayed: boolean, readonly declinedWork: { readonly id: string, readonly status: DeclinedWorkStatus, readonly decision: WorkDecision, readonly verbatim: string | null, readonly revisitAt: string | null, readonly price: { readonly amount: number, readonly currency: string } } | null, readonly userErrors: ReadonlyArray<
      | { readonly __typename: 'IdempotencyKeyReusedError', readonly code: string, readonly message: string, readonly path: ReadonlyArray<string> }
      | { readonly __typename: 'NotFoundError', readonly code: string, readonly message: string, readonly path: ReadonlyArray<string> }
      | { readonly __typename: 'PolicyError', readonly code: string, readonly message: string, readonly path: ReadonlyArray<string> }
      | { readonly __typename: 'ValidationError', readonly code: string, readonly message: string, readonly path: ReadonlyArray<string> }
      | { readonly __typename: 'VersionConflictError', readonly code: string, readonly message: string, readonly path: ReadonlyArray<string> }
    > } | null };

export type FindCustomerQueryVariables = Exact<{
  search: string;
  first?: number | null | undefined;
}>;


export type FindCustomerQuery = { readonly customers: { readonly nodes: ReadonlyArray<{ readonly id: string, readonly name: string | null, readonly lastVisitAt: string | null, readonly contactPoints: ReadonlyArray<{ readonly kind: ContactKind, readonly value: string | null }>, readonly ownerships: ReadonlyArray<{ readonly toDate: string | null, readonly vehicle: { readonly vin: string, readonly year: number | null, readonly make: string | null, readonly model: string | null } | null }> }>, readonly count: { readonly value: number, readonly relation: CountRelation } } };

export type RecordNoteMutationVariables = Exact<{
  input: RecordNoteInput;
}>;


export type RecordNoteMutation = { readonly recordNote: { readonly position: string | null, readonly replayed: boolean, readonly note: { readonly id: string, readonly text: string | null, readonly recordedAt: string } | null, readonly userErrors: ReadonlyArray<
      | { readonly __typename: 'IdempotencyKeyReusedError', readonly code: string, readonly message: string, readonly path: ReadonlyArray<string> }
      | { readonly __typename: 'NotFoundError', readonly code: string, readonly message: string, readonly path: ReadonlyArray<string> }
      | { readonly __typename: 'PolicyError', readonly code: string, readonly message: string, readonly path: ReadonlyArray<string> }
      | { readonly __typename: 'ValidationError', readonly code: string, readonly message: string, readonly path: ReadonlyArray<string> }
      | { readonly __typename: 'VersionConflictError', readonly code: string, readonly message: string, readonly path: ReadonlyArray<string> }
    > } | null };

export type ServiceDriveQueryVariables = Exact<{ [key: string]: never; }>;


export type ServiceDriveQuery = { readonly repairOrders: { readonly nodes: ReadonlyArray<{ readonly number: string, readonly status: RepairOrderStatus, readonly openedAt: string, readonly promisedAt: string | null, readonly promiseKept: boolean | null, readonly customer: { readonly name: string | null, readonly contactPoints: ReadonlyArray<{ readonly kind: ContactKind, readonly value: string | null }> } | null, readonly vehicle: { readonly vin: string, readonly year: number | null, readonly make: string | null, readonly model: string | null, readonly odometer: { readonly value: number, readonly unit: DistanceUnit } | null } | null, readonly recommendations: ReadonlyArray<{ readonly description: string, readonly decision: WorkDecision, readonly price: { readonly amount: number, readonly currency: string } }> }> }, readonly declinedWork: { readonly nodes: ReadonlyArray<{ readonly description: string, readonly reason: DeclineReason, readonly declinedAt: string, readonly price: { readonly amount: number, readonly currency: string }, readonly customer: { readonly name: string | null } | null, readonly repairOrder: { readonly number: string } | null }> } };

export class TypedDocumentString<TResult, TVariables>
  extends String
  implements DocumentTypeDecoration<TResult, TVariables>
{
  __apiType?: NonNullable<DocumentTypeDecoration<TResult, TVariables>['__apiType']>;
  private value: string;
  public __meta__?: Record<string, any> | undefined;

  constructor(value: string, __meta__?: Record<string, any> | undefined) {
    super(value);
    this.value = value;
    this.__meta__ = __meta__;
  }

  override toString(): string & DocumentTypeDecoration<TResult, TVariables> {
    return this.value;
  }
}

export const AgreementsDocument = new TypedDocumentString(`
    query Agreements {
  agreements(first: 10) {
    nodes {
      id
      title
      status
      pages
      noticeDays
      effectiveAt
      party {
        id
        name
        kind
        status
      }
      clauses {
        name
        page
        effect
        actions
        purposes
        categories
        onward
        recipients
        retentionDays
        fields
        delayHours
      }
      amendments {
        position
        reason
        clauses
      }
    }
  }
}
    `, {"hash":"sha256:af0a968ab55686f0b53137249fd679e46dc3d80fa479ee28c491411ba8e08fa7"}) as unknown as TypedDocumentString<AgreementsQuery, AgreementsQueryVariables>;
export const IntakeHealthDocument = new TypedDocumentString(`
    query IntakeHealth {
  sourceBatches(first: 10) {
    nodes {
      system
      kind
      snapshotDate
      records
      emitted
      unchanged
      quarantined
      ingestedAt
    }
  }
  quarantine(first: 10, where: {status: {eq: SET_ASIDE}}) {
    count(upTo: 1000) {
      value
      relation
    }
    nodes {
      id
      system
      kind
      status
      findings
      setAsideAt
      rooftop {
        code
      }
    }
  }
}
    `, {"hash":"sha256:260bb1c7e1c7a0c337cdbd5c5ad54e198e634900743ed63a6b014582a695d4ae"}) as unknown as TypedDocumentString<IntakeHealthQuery, IntakeHealthQueryVariables>;
export const WhatHappenedDocument = new TypedDocumentString(`
    query WhatHappened {
  customers(first: 5) {
    nodes {
      id
      version
      timeline(first: 10) {
        nodes {
          position
          type
          occurredAt
          recordedAt
          actorType
          sourceSystem
        }
      }
    }
  }
  sourceBatches(first: 5) {
    nodes {
      system
      kind
      records
      emitted
      unchanged
      quarantined
      ingestedAt
    }
  }
  quarantine(first: 5) {
    nodes {
      kind
      status
      findings
      setAsideAt
    }
  }
}
    `, {"hash":"sha256:1b9689db91f3485b2019b7d4aea9019afa20d8c768c8dd1aa6c74e8df216c78f"}) as unknown as TypedDocumentString<WhatHappenedQuery, WhatHappenedQueryVariables>;
export const LeadInboxDocument = new TypedDocumentString(`
    query LeadInbox($after: String) {
  leads(
    first: 20
    after: $after
    orderBy: OLDEST
    where: {status: {in: [RECEIVED, ROUTED]}}
  ) {
    count(upTo: 1000) {
      value
      relation
    }
    nodes {
      id
      status
      channel
      provider
      receivedAt
      wanted {
        condition
        year
        make
        model
      }
      assignedTo {
        name
      }
      customer {
        id
        name
        contactPoints {
          kind
          value
          valid
        }
      }
    }
    pageInfo {
      hasNextPage
      endCursor
    }
  }
}
    `, {"hash":"sha256:2dc71ef913514e53de02926d2cbdcfb648ee8bb1bec7ef9303afa70f3cc7dae3"}) as unknown as TypedDocumentString<LeadInboxQuery, LeadInboxQueryVariables>;
export const ScheduleAppointmentDocument = new TypedDocumentString(`
    mutation ScheduleAppointment($input: ScheduleAppointmentInput!) {
  scheduleAppointment(input: $input) {
    position
    replayed
    appointment {
      id
      kind
      status
      startsAt
      customer {
        id
        name
      }
    }
    userErrors {
      __typename
      code
      message
      path
    }
  }
}
    `, {"hash":"sha256:f2e588d71328e4d91420bdee6692cdf39a26b1acfd80b43cad9d114089141f02"}) as unknown as TypedDocumentString<ScheduleAppointmentMutation, ScheduleAppointmentMutationVariables>;
export const MyChoicesDocument = new TypedDocumentString(`
    query MyChoices {
  customers(first: 1) {
    nodes {
      id
      consents(first: 20) {
        nodes {
          id
          state
          purposes
          withdrawnPurposes
          channels
          namedRecipients {
            name
          }
          controllers
          recordedAt
          expiresAt
        }
      }
      dataLimits {
        kind
        detail
        since
        endedAt
      }
      contactPoints {
        kind
        value
        stops {
          channel
          stoppedAt
          restoredAt
        }
      }
      repairOrders(first: 3) {
        nodes {
          number
          inWords
          promisedAt
        }
      }
    }
  }
  purposes {
    name
    meaning
    consentOnly
  }
}
    `, {"hash":"sha256:664e32a6a482218be3e7100c539837ddfe0ba39e4e4d65fe26de08b881f3acda"}) as unknown as TypedDocumentString<MyChoicesQuery, MyChoicesQueryVariables>;
export const MyRecordDocument = new TypedDocumentString(`
    query MyRecord {
  viewer {
    name
    customer
  }
  customers(first: 10) {
    nodes {
      name
      contactPoints {
        kind
        value
      }
      ownerships {
        fromDate
        toDate
        vehicle {
          vin
          make
          model
        }
      }
      repairOrders(first: 5) {
        nodes {
          number
          status
          promisedAt
          recommendations {
            description
            decision
          }
        }
      }
      timeline(first: 20) {
        nodes {
          occurredAt
          title
        }
      }
    }
  }
}
    `, {"hash":"sha256:6cda11cd3895769fb66138b314a20d8184de4d197f6c2d9ba8d02564de176d89"}) as unknown as TypedDocumentString<MyRecordQuery, MyRecordQueryVariables>;
export const WhoHasMyDataDocument = new TypedDocumentString(`
    query WhoHasMyData($atLeast: EventPosition! = "0") {
  whoHasMyData(first: 20, consistency: {atLeast: $atLeast}) {
    nodes {
      recipient {
        name
        kind
      }
      recipientKind
      categories
      purposes
      disclosures
      firstDisclosedAt
      lastDisclosedAt
    }
  }
  disclosures(first: 20, consistency: {atLeast: $atLeast}) {
    nodes {
      recipient {
        name
        kind
      }
      purpose
      categories
      withheld {
        category
        reason
      }
      disclosedAt
    }
  }
}
    `, {"hash":"sha256:a24edfdc0da86d16db59bbeae3d05c54ec4d247c8383bc22a6721fd3ea004917"}) as unknown as TypedDocumentString<WhoHasMyDataQuery, WhoHasMyDataQueryVariables>;
export const FrontLineDocument = new TypedDocumentString(`
    query FrontLine {
  viewer {
    name
    kind
    scopes
    categories
  }
  rooftops(first: 10) {
    nodes {
      id
      code
      name
    }
  }
  vehicles(first: 20, where: {stage: {eq: FRONT_LINE_READY}}) {
    nodes {
      vin
      year
      make
      model
      trim
      colour
      askingPrice {
        amount
        currency
      }
      odometer {
        value
        unit
      }
      frontLineReadyAt
    }
    pageInfo {
      hasNextPage
      endCursor
    }
  }
}
    `, {"hash":"sha256:ec293495908bd708261b460e9f81799cb9f9f30bbf41938d7ff532e5b767507b"}) as unknown as TypedDocumentString<FrontLineQuery, FrontLineQueryVariables>;
export const SendLeadDocument = new TypedDocumentString(`
    mutation SendLead($input: ReceiveLeadInput!) {
  receiveLead(input: $input) {
    position
    replayed
    outcome
    userErrors {
      __typename
      code
      message
      path
    }
  }
}
    `, {"hash":"sha256:d2ab91abbf147ab60d6b1c8c9bfee8b540ef145dbc037f8af69a0775ae532ec8"}) as unknown as TypedDocumentString<SendLeadMutation, SendLeadMutationVariables>;
export const SharedCustomersDocument = new TypedDocumentString(`
    query SharedCustomers($search: String) {
  customers(first: 10, search: $search) {
    nodes {
      id
      name
      contactPoints {
        kind
        value
      }
      leads(first: 3) {
        nodes {
          receivedAt
          status
        }
      }
      declinedWork(first: 3) {
        nodes {
          description
          price {
            amount
            currency
          }
          verbatim
        }
      }
    }
  }
}
    `, {"hash":"sha256:46a972a8ee52a515e21040188d27b0cbb5c67ff5ad6afd3170ae9321ff90467d"}) as unknown as TypedDocumentString<SharedCustomersQuery, SharedCustomersQueryVariables>;
export const StockSearchDocument = new TypedDocumentString(`
    query StockSearch($make: String, $from: MinorUnits!, $to: MinorUnits!, $after: String) {
  vehicles(
    first: 20
    after: $after
    orderBy: PRICE
    where: {stage: {eq: FRONT_LINE_READY}, make: {eq: $make}, askingPrice: {between: {from: $from, to: $to}}}
  ) {
    count(upTo: 500) {
      value
      relation
    }
    nodes {
      id
      vin
      year
      make
      model
      trim
      colour
      askingPrice {
        amount
        currency
      }
      odometer {
        value
        unit
      }
    }
    pageInfo {
      hasNextPage
      endCursor
    }
  }
}
    `, {"hash":"sha256:cdc2a87be3f609e4424c8a75f93020e678f8ca2570404c59bcd0196e2aaaf5a7"}) as unknown as TypedDocumentString<StockSearchQuery, StockSearchQueryVariables>;
export const AssignCustomerDocument = new TypedDocumentString(`
    mutation AssignCustomer($input: AssignCustomerInput!) {
  assignCustomer(input: $input) {
    position
    replayed
    events {
      id
      type
      position
    }
    customer {
      id
      version
      team {
        slot
        since
        employee {
          id
          name
        }
      }
    }
    userErrors {
      __typename
      code
      message
      path
      ... on VersionConflictError {
        currentVersion
      }
    }
  }
}
    `, {"hash":"sha256:dd3f2b23fa21d80302e46a309240cfb35b4e10ff531de794776bcbe8fc8ff68f"}) as unknown as TypedDocumentString<AssignCustomerMutation, AssignCustomerMutationVariables>;
export const CustomerPageDocument = new TypedDocumentString(`
    query CustomerPage($id: ID!, $after: String) {
  customer(id: $id) {
    id
    version
    name
    status
    lastVisitAt
    contactPoints {
      kind
      value
      label
      valid
    }
    team {
      slot
      since
      employee {
        id
        name
      }
    }
    ownerships {
      role
      fromDate
      toDate
      vehicle {
        id
        vin
        year
        make
        model
        trim
        odometer {
          value
          unit
        }
      }
    }
    timeline(first: 20, after: $after) {
      facets {
        category
        count
      }
      nodes {
        __typename
        id
        position
        occurredAt
        category
        title
        text
        employee {
          name
        }
        vehicle {
          vin
        }
      }
      pageInfo {
        hasNextPage
        endCursor
      }
    }
    handoffs(first: 5, where: {status: {in: [OFFERED, ACCEPTED]}}) {
      nodes {
        id
        status
        fromDepartment
        toDepartment
        offeredAt
      }
    }
  }
}
    `, {"hash":"sha256:5653a3dbafc86b911d88aff27918ea7d101b5035cd5ca03958d7844c5a4badce"}) as unknown as TypedDocumentString<CustomerPageQuery, CustomerPageQueryVariables>;
export const CustomerStoryDocument = new TypedDocumentString(`
    query CustomerStory($search: String!) {
  customers(first: 1, search: $search) {
    nodes {
      id
      name
      registeredAt
      lastVisitAt
      contactPoints {
        kind
        value
        valid
      }
      team {
        slot
        employee {
          name
        }
      }
      ownerships {
        role
        fromDate
        toDate
        vehicle {
          vin
          year
          make
          model
        }
      }
      timeline(first: 20) {
        facets {
          category
          count
        }
        nodes {
          __typename
          occurredAt
          category
          title
          text
          ... on DealItem {
            amount {
              amount
              currency
            }
          }
          ... on RepairOrderItem {
            repairOrder {
              number
              status
            }
          }
          ... on DeclinedWorkItem {
            amount {
              amount
              currency
            }
          }
        }
        pageInfo {
          hasNextPage
          endCursor
        }
      }
      declinedWork(where: {status: {eq: OPEN}}) {
        nodes {
          description
          price {
            amount
            currency
          }
          verbatim
          declinedAt
        }
      }
    }
  }
}
    `, {"hash":"sha256:1706c4e45b6f02940b0a3576282cd8c7c336ac9f26deb442e81c99bc94047241"}) as unknown as TypedDocumentString<CustomerStoryQuery, CustomerStoryQueryVariables>;
export const SalesPipelineDocument = new TypedDocumentString(`
    query SalesPipeline {
  leads(first: 10) {
    count(upTo: 1000) {
      value
      relation
    }
    nodes {
      id
      status
      provider
      receivedAt
      responseSeconds
      wanted {
        year
        make
        model
      }
      assignedTo {
        name
      }
      customer {
        name
      }
    }
  }
  deals(first: 10) {
    nodes {
      number
      stage
      kind
      daysInTransit
      price {
        amount
        currency
      }
      frontGross {
        amount
        currency
      }
      customer {
        name
      }
    }
  }
}
    `, {"hash":"sha256:94acbbb9461cf342ca3408e684f81e4858587b8679fe961fbf13d05a2686d360"}) as unknown as TypedDocumentString<SalesPipelineQuery, SalesPipelineQueryVariables>;
export const VehicleLifeDocument = new TypedDocumentString(`
    query VehicleLife {
  vehicles(first: 3, where: {stage: {eq: CUSTOMER_OWNED}}) {
    nodes {
      vin
      vinStatus
      year
      make
      model
      stage
      milestones {
        stage
        detail
        occurredAt
      }
      ownershipChain {
        kind
        fromDate
        toDate
        period {
          customer {
            name
          }
        }
      }
      odometerReadings {
        value
        unit
        context
        anomaly
        readAt
      }
    }
  }
}
    `, {"hash":"sha256:5f81bdb2e8722283817a4becf9fb62fd93a088187ac1f41d82971b1344d9584c"}) as unknown as TypedDocumentString<VehicleLifeQuery, VehicleLifeQueryVariables>;
export const DeclineWorkDocument = new TypedDocumentString(`
    mutation DeclineWork($input: DeclineWorkInput!) {
  declineWork(input: $input) {
    position
    replayed
    declinedWork {
      id
      status
      decision
      verbatim
      revisitAt
      price {
        amount
        currency
      }
    }
    userErrors {
      __typename
      code
      message
      path
    }
  }
}
    `, {"hash":"sha256:fdd386b909493ea9c689cc1c79f6b1b12500c81bd6e45aeead8fd20db53244ab"}) as unknown as TypedDocumentString<DeclineWorkMutation, DeclineWorkMutationVariables>;
export const FindCustomerDocument = new TypedDocumentString(`
    query FindCustomer($search: String!, $first: Int = 10) {
  customers(first: $first, search: $search) {
    nodes {
      id
      name
      lastVisitAt
      contactPoints {
        kind
        value
      }
      ownerships {
        toDate
        vehicle {
          vin
          year
          make
          model
        }
      }
    }
    count(upTo: 100) {
      value
      relation
    }
  }
}
    `, {"hash":"sha256:fcfcd0805c224e16fe2921991faf07dccd1322b9d4f0b45fb526445b567fe485"}) as unknown as TypedDocumentString<FindCustomerQuery, FindCustomerQueryVariables>;
export const RecordNoteDocument = new TypedDocumentString(`
    mutation RecordNote($input: RecordNoteInput!) {
  recordNote(input: $input) {
    position
    replayed
    note {
      id
      text
      recordedAt
    }
    userErrors {
      __typename
      code
      message
      path
    }
  }
}
    `, {"hash":"sha256:75064e34e03b53feee31d151d93700e782260d6bf22d41f789d5b55b350b02ce"}) as unknown as TypedDocumentString<RecordNoteMutation, RecordNoteMutationVariables>;
export const ServiceDriveDocument = new TypedDocumentString(`
    query ServiceDrive {
  repairOrders(first: 10) {
    nodes {
      number
      status
      openedAt
      promisedAt
      promiseKept
      customer {
        name
        contactPoints {
          kind
          value
        }
      }
      vehicle {
        vin
        year
        make
        model
        odometer {
          value
          unit
        }
      }
      recommendations {
        description
        decision
        price {
          amount
          currency
        }
      }
    }
  }
  declinedWork(first: 10, where: {status: {eq: OPEN}}) {
    nodes {
      description
      reason
      price {
        amount
        currency
      }
      declinedAt
      customer {
        name
      }
      repairOrder {
        number
      }
    }
  }
}
    `, {"hash":"sha256:321548783da5fda3ec8fc86533f06b3f4704c9206219ecd1460307066d72a004"}) as unknown as TypedDocumentString<ServiceDriveQuery, ServiceDriveQueryVariables>;
