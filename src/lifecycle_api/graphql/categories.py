"""The categories of data, as the schema names them."""

from enum import Enum

import strawberry

from lifecycle_api.domain.categories import RULES, Category


@strawberry.enum(description="A category of data: what consent, agreements, roles and redactions speak of.")
class DataCategory(Enum):
    """The categories, with what they mean."""

    NONE = strawberry.enum_value("none", description=RULES[Category.NONE].meaning)
    VEHICLE = strawberry.enum_value("vehicle", description=RULES[Category.VEHICLE].meaning)
    IDENTITY = strawberry.enum_value("identity", description=RULES[Category.IDENTITY].meaning)
    CONTACT = strawberry.enum_value("contact", description=RULES[Category.CONTACT].meaning)
    CONTENT = strawberry.enum_value("content", description=RULES[Category.CONTENT].meaning)
    BEHAVIOUR = strawberry.enum_value("behaviour", description=RULES[Category.BEHAVIOUR].meaning)
    FINANCIAL = strawberry.enum_value("financial", description=RULES[Category.FINANCIAL].meaning)
    GOVERNMENT_ID = strawberry.enum_value("government_id", description=RULES[Category.GOVERNMENT_ID].meaning)
    TELEMATICS = strawberry.enum_value("telematics", description=RULES[Category.TELEMATICS].meaning)
    DEALER_CONFIDENTIAL = strawberry.enum_value(
        "dealer_confidential", description=RULES[Category.DEALER_CONFIDENTIAL].meaning
    )
