"""What can be found in a delivery: stable words, each with how far it lets the reading be trusted."""

from enum import StrEnum
from typing import Literal, Self

Severity = Literal["INFO", "WARNING", "ERROR"]


class Level(StrEnum):
    """How a delivery was read, from best to worst.

    STRICT: as ADF 1.0 says. TOLERANT: the sender departs from ADF, but the reading took no guess.
    REPAIRED: bytes, characters or markup were changed to read it, so something may be missing or wrong.
    UNPARSABLE: no lead could be read.
    """

    STRICT = "STRICT"
    TOLERANT = "TOLERANT"
    REPAIRED = "REPAIRED"
    UNPARSABLE = "UNPARSABLE"

    @property
    def rank(self) -> int:
        """0 for the best level, growing."""
        return list(Level).index(self)


_SEVERITY: dict[Level, Severity] = {
    Level.STRICT: "INFO",
    Level.TOLERANT: "WARNING",
    Level.REPAIRED: "ERROR",
    Level.UNPARSABLE: "ERROR",
}


class Code(StrEnum):
    """One kind of finding: its word, the best level a delivery with it can have, and what it says."""

    level: Level
    meaning: str

    def __new__(cls, word: str, level: Level, meaning: str) -> Self:
        """Make the member out of its word; the rest hangs on it."""
        member = str.__new__(cls, word)
        member._value_ = word
        member.level = level
        member.meaning = meaning
        return member

    @property
    def severity(self) -> Severity:
        """ERROR when something may be missing or wrong, WARNING for a departure from ADF, else INFO."""
        return _SEVERITY[self.level]

    EMPTY = "EMPTY", Level.UNPARSABLE, "There is nothing in the delivery."
    NOT_A_LEAD = "NOT_A_LEAD", Level.UNPARSABLE, "There is no ADF document in the delivery."
    STAR_BOD_SET_ASIDE = (
        "STAR_BOD_SET_ASIDE",
        Level.UNPARSABLE,
        "This is a STAR ProcessSalesLead, not ADF; it is set aside unread.",
    )
    MARKUP_UNREADABLE = "MARKUP_UNREADABLE", Level.UNPARSABLE, "The markup cannot be read, even repaired."
    FINDINGS_OMITTED = "FINDINGS_OMITTED", Level.STRICT, "More was found than is listed."

    MAIL_DEFECT = "MAIL_DEFECT", Level.REPAIRED, "The e-mail is damaged or cut off."
    LEAD_REPEATED = (
        "LEAD_REPEATED",
        Level.STRICT,
        "Another part of the delivery holds the same lead; it counts once.",
    )
    TEXT_AROUND = "TEXT_AROUND", Level.TOLERANT, "There is text before or after the ADF document."
    HTML_ESCAPED = "HTML_ESCAPED", Level.REPAIRED, "The document was written as HTML text and was unescaped."
    LINES_QUOTED = (
        "LINES_QUOTED",
        Level.REPAIRED,
        "The document's lines were quoted with '>' and were unquoted.",
    )

    ENCODING_UNKNOWN = "ENCODING_UNKNOWN", Level.REPAIRED, "The declared encoding is not one that is read."
    ENCODING_WRONG = (
        "ENCODING_WRONG",
        Level.REPAIRED,
        "The bytes are not in the encoding they are said to be in.",
    )
    DECLARATION_MISPLACED = (
        "DECLARATION_MISPLACED",
        Level.TOLERANT,
        "The XML declaration is not the first thing in the document, or is malformed.",
    )
    DOCTYPE_IGNORED = "DOCTYPE_IGNORED", Level.STRICT, "There is a DOCTYPE; it is never read."
    CHARACTER_DROPPED = "CHARACTER_DROPPED", Level.REPAIRED, "Characters that XML forbids were dropped."
    AMPERSAND_BARE = "AMPERSAND_BARE", Level.REPAIRED, "An ampersand was not escaped."
    BRACKET_BARE = "BRACKET_BARE", Level.REPAIRED, "An angle bracket was not escaped and was read as text."
    HTML_ENTITY = "HTML_ENTITY", Level.REPAIRED, "An HTML character name was read as its character."
    ATTRIBUTE_UNQUOTED = "ATTRIBUTE_UNQUOTED", Level.REPAIRED, "An attribute's value has no straight quotes."
    ATTRIBUTE_MALFORMED = "ATTRIBUTE_MALFORMED", Level.REPAIRED, "A tag's attributes are malformed."
    ATTRIBUTE_REPEATED = "ATTRIBUTE_REPEATED", Level.REPAIRED, "A tag has the same attribute twice."
    MARKUP_DROPPED = "MARKUP_DROPPED", Level.REPAIRED, "Markup that does not belong here was dropped."
    END_TAG_MISSING = "END_TAG_MISSING", Level.REPAIRED, "An element was never closed."
    END_TAG_STRAY = "END_TAG_STRAY", Level.REPAIRED, "An end tag closes nothing and was dropped."
    TRUNCATED = "TRUNCATED", Level.REPAIRED, "The document ends before it is complete."

    ROOT_MISSING = "ROOT_MISSING", Level.TOLERANT, "The prospects do not stand in an adf element."
    NAMESPACED = "NAMESPACED", Level.TOLERANT, "Elements have namespaces; ADF has none."
    WRONG_CASE = "WRONG_CASE", Level.TOLERANT, "ADF's words are lower-case; this is the first that is not."
    ELEMENT_MISSING = "ELEMENT_MISSING", Level.TOLERANT, "ADF asks for an element that is not there."
    ELEMENT_MISPLACED = "ELEMENT_MISPLACED", Level.TOLERANT, "The elements are not in ADF's order."
    ELEMENT_REPEATED = "ELEMENT_REPEATED", Level.TOLERANT, "ADF allows this element once; the first was read."
    ELEMENT_RENAMED = (
        "ELEMENT_RENAMED",
        Level.TOLERANT,
        "The element is read as the ADF element it stands for.",
    )
    ELEMENT_UNKNOWN = (
        "ELEMENT_UNKNOWN",
        Level.TOLERANT,
        "ADF has no such element here; it is kept as an extension.",
    )
    ATTRIBUTE_RENAMED = "ATTRIBUTE_RENAMED", Level.TOLERANT, "The attribute is read as the one it stands for."
    ATTRIBUTE_UNKNOWN = (
        "ATTRIBUTE_UNKNOWN",
        Level.TOLERANT,
        "ADF has no such attribute; it is kept as an extension.",
    )
    VALUE_RENAMED = "VALUE_RENAMED", Level.TOLERANT, "The value is read as the ADF value it stands for."
    VALUE_UNKNOWN = "VALUE_UNKNOWN", Level.TOLERANT, "ADF has no such value; it is kept as an extension."
    TEXT_STRAY = "TEXT_STRAY", Level.TOLERANT, "Text stands between elements; it is kept as an extension."
    MARKUP_IN_TEXT = "MARKUP_IN_TEXT", Level.TOLERANT, "Text holds elements; their text was read with it."

    DATE_NOT_ISO = "DATE_NOT_ISO", Level.TOLERANT, "The date is not written as ISO 8601."
    DATE_WITHOUT_ZONE = "DATE_WITHOUT_ZONE", Level.TOLERANT, "The time has no zone; it is kept as local time."
    DATE_WITHOUT_TIME = "DATE_WITHOUT_TIME", Level.TOLERANT, "The date has no time of day."
    DATE_AMBIGUOUS = (
        "DATE_AMBIGUOUS",
        Level.TOLERANT,
        "Day and month cannot be told apart; only the text is kept.",
    )
    DATE_UNREADABLE = (
        "DATE_UNREADABLE",
        Level.TOLERANT,
        "This is no date that is read; only the text is kept.",
    )
    AMOUNT_ZERO = "AMOUNT_ZERO", Level.STRICT, "A price of nothing means that it is unknown."
    AMOUNT_NEGATIVE = "AMOUNT_NEGATIVE", Level.TOLERANT, "The amount is below zero; only the text is kept."
    AMOUNT_AMBIGUOUS = "AMOUNT_AMBIGUOUS", Level.TOLERANT, "Cents or thousands? Only the text is kept."
    AMOUNT_UNREADABLE = "AMOUNT_UNREADABLE", Level.TOLERANT, "This is no amount; only the text is kept."
    CURRENCY_ASSUMED = "CURRENCY_ASSUMED", Level.STRICT, "No currency is named; the region's is assumed."
    CURRENCY_UNKNOWN = (
        "CURRENCY_UNKNOWN",
        Level.TOLERANT,
        "The currency is no ISO 4217 code; only the text is kept.",
    )
    NUMBER_UNREADABLE = "NUMBER_UNREADABLE", Level.TOLERANT, "This is no number; only the text is kept."
    YEAR_UNREADABLE = (
        "YEAR_UNREADABLE",
        Level.TOLERANT,
        "This is no year in four digits; only the text is kept.",
    )
    UNIT_ASSUMED = "UNIT_ASSUMED", Level.STRICT, "No unit of distance is named; the region's is assumed."
    VIN_DOUBTFUL = "VIN_DOUBTFUL", Level.STRICT, "The VIN is accepted with a status other than valid."
    PHONE_DOUBTFUL = "PHONE_DOUBTFUL", Level.STRICT, "The phone number is not one that is assigned."
    EMAIL_UNREADABLE = "EMAIL_UNREADABLE", Level.STRICT, "This is no e-mail address; only the text is kept."
    CONSENT_CLAIMED = "CONSENT_CLAIMED", Level.STRICT, "The text claims consent; a claim is weak evidence."
