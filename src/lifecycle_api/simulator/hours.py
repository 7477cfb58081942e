"""When a dealership is open, and when people write to it; local time without zone, whole minutes."""

from datetime import date, datetime, time, timedelta

from lifecycle_api.simulator.chance import Chance

LONG_AGO = datetime.combine(date.min, time.min)
NEVER = datetime.combine(date.max, time.min)
SUNDAY = 6
SATURDAY = 5
OPENING = time(8, 0)
_CLOSING = {SATURDAY: time(17, 0)}
_USUAL_CLOSING = time(19, 0)
LAST_MONTH = 12
FIRST_WRITING_HOUR = 7

# Shoppers write in the evening and on Sundays too. The hours before seven stay silent: no clock change ever
# makes such a local time ambiguous or missing.
_WRITING_HOURS = (
    (FIRST_WRITING_HOUR, 2),
    (9, 6),
    (11, 8),
    (13, 7),
    (15, 7),
    (17, 8),
    (19, 10),
    (20, 9),
    (21, 6),
    (22, 3),
)


def closing(day: date) -> time:
    """Closing time of a day on which the dealership opens."""
    return _CLOSING.get(day.weekday(), _USUAL_CLOSING)


def is_open(at: datetime) -> bool:
    """Whether somebody is there to do it."""
    return at.weekday() != SUNDAY and OPENING <= at.time() < closing(at.date())


def next_open(at: datetime) -> datetime:
    """The moment itself when open, otherwise the next opening plus the minutes of the hour, so not all at eight."""
    if is_open(at):
        return at
    day = at.date() if at.weekday() != SUNDAY and at.time() < OPENING else at.date() + timedelta(days=1)
    if day.weekday() == SUNDAY:
        day += timedelta(days=1)
    return datetime.combine(day, OPENING) + timedelta(minutes=at.minute)


def after(at: datetime, span: timedelta) -> datetime:
    """First open moment at least a span later."""
    return next_open(at + span)


def slot(day: date, chance: Chance) -> datetime:
    """A bookable quarter of an hour on that day, or on Monday when it is a Sunday."""
    if day.weekday() == SUNDAY:
        day += timedelta(days=1)
    return datetime.combine(day, time(chance.whole(8, 14), chance.pick((0, 15, 30, 45))))


def awake(at: datetime) -> datetime:
    """The moment itself, or the same minute at seven when it lies in the silent hours."""
    return at if at.hour >= FIRST_WRITING_HOUR else at.replace(hour=FIRST_WRITING_HOUR)


def writing_time(day: date, chance: Chance) -> datetime:
    """A moment at which a shopper sends a lead."""
    hour = chance.weighted(_WRITING_HOURS)
    return datetime.combine(day, time(hour, chance.whole(0, 59)))


def months_before(day: date, months: int) -> date:
    """The day after the same day some months earlier, so that the period holds whole months."""
    month = day.year * LAST_MONTH + day.month - 1 - months
    year, index = divmod(month, LAST_MONTH)
    return date(year, index + 1, min(day.day, 28)) + timedelta(days=1)
