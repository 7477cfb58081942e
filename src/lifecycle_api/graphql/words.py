"""The words of consent and agreements as enums, for those who read them and those who write them."""

from enum import Enum

import strawberry


@strawberry.enum(description="What sort of organisation a party is.")
class PartyKind(Enum):
    """Kinds of party."""

    MARKETPLACE = strawberry.enum_value("marketplace", description="Lists vehicles and sends leads.")
    OEM = strawberry.enum_value("oem", description="A manufacturer.")
    PROCESSOR = strawberry.enum_value("processor", description="Works for the dealer, with no purpose of its own.")
    LENDER = strawberry.enum_value("lender", description="Finances purchases.")
    INSURER = strawberry.enum_value("insurer", description="Insures vehicles or people.")
    PARTNER = strawberry.enum_value("partner", description="Another third party.")
    AUDITOR = strawberry.enum_value("auditor", description="Engaged to look at what was done.")
    REGULATOR = strawberry.enum_value("regulator", description="An authority.")
    AGENT = strawberry.enum_value("agent", description="Acts for a person.")


@strawberry.enum(description="What an agreement is for.")
class AgreementKind(Enum):
    """Kinds of agreement."""

    SHARE = strawberry.enum_value("share", description="The dealer shares data with the partner.")
    PROCESSING = strawberry.enum_value("processing", description="The partner works with the data for the dealer.")
    JOINT = strawberry.enum_value("joint", description="Both decide together what the data is used for.")
    LEAD = strawberry.enum_value("lead", description="The partner sends leads.")
    ENGAGEMENT = strawberry.enum_value("engagement", description="An auditor is engaged.")
    ASSIGNMENT = strawberry.enum_value("assignment", description="One side assigns its rights to the other.")
    INTRA_GROUP = strawberry.enum_value("intra_group", description="Rooftops of the group share with another of them.")


@strawberry.enum(description="Through what a person is reached.")
class ConsentChannel(Enum):
    """Channels of consent."""

    PHONE = strawberry.enum_value("phone", description="Calls.")
    SMS = strawberry.enum_value("sms", description="Text messages.")
    EMAIL = strawberry.enum_value("email", description="E-mail.")
    MAIL = strawberry.enum_value("mail", description="Letters.")
    CHAT = strawberry.enum_value("chat", description="Chat and messengers.")
    PUSH = strawberry.enum_value("push", description="Notifications of an app.")
    ANY = strawberry.enum_value("any", description="Every channel, and no channel in particular.")


@strawberry.enum(description="How plainly consent was expressed.")
class ConsentExpression(Enum):
    """Strength of a consent."""

    EXPRESSED = strawberry.enum_value("expressed", description="By a clear act, such as ticking an empty box.")
    EXPLICIT = strawberry.enum_value("explicit", description="In so many words.")
    WRITTEN = strawberry.enum_value("written", description="In writing, signed.")
    IMPLIED = strawberry.enum_value("implied", description="From what the person did; permits little.")
    SOURCE_CLAIM = strawberry.enum_value(
        "source_claim", description="A lead's text claims it; permits answering that lead, nothing else."
    )


@strawberry.enum(description="By what means somebody chose, or took a choice back.")
class ConsentMethod(Enum):
    """Means of a choice."""

    WEB_FORM = strawberry.enum_value("web_form", description="A form on a website.")
    PAPER = strawberry.enum_value("paper", description="On paper.")
    VOICE = strawberry.enum_value("voice", description="By telephone.")
    SMS = strawberry.enum_value("sms", description="By text message.")
    EMAIL = strawberry.enum_value("email", description="By e-mail.")
    IN_PERSON = strawberry.enum_value("in_person", description="Said to staff.")
    PORTAL = strawberry.enum_value("portal", description="In the customer's portal.")
    LEAD = strawberry.enum_value("lead", description="Written in a lead.")
    DMS_FLAG = strawberry.enum_value("dms_flag", description="Set in a source system.")
    GPC = strawberry.enum_value("gpc", description="Global Privacy Control, sent by the browser.")
    API = strawberry.enum_value("api", description="By a program.")


@strawberry.enum(description="Who gave a consent.")
class ConsentAuthority(Enum):
    """Authority."""

    SELF = strawberry.enum_value("self", description="The person.")
    AGENT = strawberry.enum_value("agent", description="Someone who acts for the person.")
    GUARDIAN = strawberry.enum_value("guardian", description="A guardian, until the person comes of age.")


@strawberry.enum(description="What a clause does.")
class ClauseEffect(Enum):
    """Effects of clauses."""

    PERMIT = strawberry.enum_value("permit", description="Allows what it names.")
    PROHIBIT = strawberry.enum_value("prohibit", description="Forbids what it names, whatever else is permitted.")
    DUTY = strawberry.enum_value("duty", description="What the partner owes the dealer.")


@strawberry.enum(description="Whether data may be passed on.")
class Onward(Enum):
    """Onward use."""

    NO = strawberry.enum_value("no", description="To nobody.")
    LISTED = strawberry.enum_value("listed", description="To the recipients that the clause lists.")
    YES = strawberry.enum_value("yes", description="To anyone.")


@strawberry.enum(description="On what ground data is claimed.")
class ClaimBasis(Enum):
    """Grounds."""

    CREATOR = strawberry.enum_value("creator", description="They made the record.")
    SUBJECT = strawberry.enum_value("subject", description="It is about them.")
    CONTRACT = strawberry.enum_value("contract", description="An agreement says so.")
    STATUTE = strawberry.enum_value("statute", description="A law says so.")
