"""Dates in English and Dutch messages: pure, a regular expression and a calendar, no library.

`find(text, today)` gives ISO dates with their place. A day without a year is the next such day; a
weekday is the next one ("next", "volgende week": in the week after). What is no date of the
calendar is no date. "Two days later" counts from something else: `shifts` gives the days.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, timedelta

LANGUAGES = ("en", "nl")


@dataclass(frozen=True)
class Found:
    """A date and the letters that said it."""

    value: date
    start: int
    end: int


_MONTHS = {
    name: number
    for number, names in enumerate(
        (
            "january januari jan",
            "february februari feb",
            "march maart mar mrt",
            "april apr",
            "may mei",
            "june juni jun",
            "july juli jul",
            "august augustus aug",
            "september sept sep",
            "october oktober oct okt",
            "november nov",
            "december dec",
        ),
        start=1,
    )
    for name in names.split()
}
_DAYS = {
    name: number
    for number, names in enumerate(
        (
            "monday maandag mon",
            "tuesday dinsdag tue tues",
            "wednesday woensdag wed",
            "thursday donderdag thu thur thurs",
            "friday vrijdag fri",
            "saturday zaterdag sat",
            "sunday zondag sun",
        )
    )
    for name in names.split()
}
_NUMBERS = {
    word: number
    for number, words in enumerate(
        (
            "one a an een één",
            "two twee",
            "three drie",
            "four vier",
            "five vijf",
            "six zes",
            "seven zeven",
            "eight acht",
            "nine negen",
            "ten tien",
            "eleven elf",
            "twelve twaalf",
            "thirteen dertien",
            "fourteen veertien",
        ),
        start=1,
    )
    for word in words.split()
}
_RELATIVE = {
    "today": 0,
    "vandaag": 0,
    "tonight": 0,
    "vanavond": 0,
    "tomorrow": 1,
    "tmrw": 1,
    "tomorow": 1,
    "morgen": 1,
    "the day after tomorrow": 2,
    "day after tomorrow": 2,
    "overmorgen": 2,
    "yesterday": -1,
    "gisteren": -1,
    "the day before yesterday": -2,
    "eergisteren": -2,
}


def _any(words: dict[str, int]) -> str:
    return "|".join(sorted(map(re.escape, words), key=len, reverse=True))


_MONTH, _DAY, _NUMBER = _any(_MONTHS), _any(_DAYS), _any(_NUMBERS)
_ORDINAL = r"(?P<day>[0-3]?\d)(?:\s?(?:st|nd|rd|th|ste|de|e))?"
_YEAR = r"(?:,?\s+(?P<year>20\d\d))?"
_NEXT = r"next|volgende|komende|coming|following|aanstaande|aankomende|this|deze"
_IN = r"(?:in|over|within|binnen)"
_COUNT, _COUNT2 = (rf"(?P<{name}>\d{{1,2}}|{_NUMBER})" for name in ("count", "count2"))
_PATTERNS: tuple[tuple[str, str], ...] = (
    ("iso", r"(?P<year>20\d\d)-(?P<month>[01]?\d)-(?P<day>[0-3]?\d)"),
    ("day_month", rf"{_ORDINAL}\s*(?:of\s+|van\s+)?(?P<month>{_MONTH})\b\.?{_YEAR}"),
    ("month_day", rf"(?P<month>{_MONTH})\.?\s+(?:the\s+)?{_ORDINAL}(?!\d){_YEAR}"),
    (
        "numbers",
        r"(?P<day>[0-3]?\d)\s?[/.-]\s?(?P<month>[01]?\d)\s?[/.-]\s?(?P<year>20\d\d|\d\d)(?![\d.,/]*\d)",
    ),
    (
        "day_slash_month",
        r"(?!24/7)(?P<day>[0-3]?\d)\s?[/-]\s?(?P<month>[01]?\d)(?![\d.,/-]*\d)",
    ),
    (
        "weekday_week",
        rf"(?P<weekday>{_DAY})\s+(?:in\s+)?(?:the\s+)?(?P<which>next|volgende|following|this|deze|komende)\s+week"
        rf"|(?P<which2>next|volgende|following|this|deze|komende)\s+week\s+(?:on\s+|op\s+)?(?P<weekday2>{_DAY})",
    ),
    (
        "weekday_in_weeks",
        rf"(?P<weekday>{_DAY})\s+{_IN}\s+{_COUNT}\s+(?:weeks?|weken)(?:\s+from\s+now)?"
        rf"|{_IN}\s+{_COUNT2}\s+(?:weeks?|weken)\s+(?:on\s+(?:a\s+)?|op\s+(?:een\s+)?)?(?P<weekday2>{_DAY})",
    ),
    ("weekday", rf"(?:(?P<which>{_NEXT})\s+)?(?P<weekday>{_DAY})"),
    (
        "in_days",
        rf"{_IN}\s+{_COUNT}\s+(?P<unit>days?|dagen|dag|weeks?|weken|week)"
        rf"|{_COUNT2}\s+(?P<unit2>days?|dagen|dag|weeks?|weken|week)\s+(?:from\s+(?:now|today)|vanaf\s+(?:nu|vandaag))",
    ),
    ("relative", rf"(?P<words>{_any(_RELATIVE)})(?:ochtend|middag|avond|vroeg|nacht)?"),
    ("week", r"(?P<which>next|volgende|komende|following)\s+week"),
    ("weekend", r"(?:(?P<which>next|volgende?|this|dit|komend|coming)\s+)?weekend"),
    (
        "day_only",
        r"(?:the|de|den)\s+(?P<day>[0-3]?\d)\s?(?:st|nd|rd|th|ste|de|e)"
        r"(?!\s*(?:one|option|time|item|order|parcel|optie|keer|maal|artikel|bestelling|pakje))",
    ),
)
_COMPILED = tuple(
    (name, re.compile(rf"(?<![\w-])(?:{pattern})(?!\w)", re.IGNORECASE))
    for name, pattern in _PATTERNS
)
# A morning is no date: "good morning" is, in Dutch, "goede morgen".
_GREETING = re.compile(r"\b(?:goede|goeie|good)\s*$", re.IGNORECASE)
# "12-13 euro" and "2-3 days" are amounts.
_PRICE = re.compile(r"(?:€|eur|euro|\$|£)\s*$", re.IGNORECASE)
_AMOUNT_AFTER = re.compile(
    r"\s*(?:€|eur|%|uur|hour|cm|kg|lit|da[gy]|week|wek|months?|maand|stuk|keer|times|person|x\b)",
    re.IGNORECASE,
)


def find(text: str, today: date) -> list[Found]:
    """Every date in the text, in order; of overlapping readings the most precise one."""
    taken: list[Found] = []
    for name, pattern in _COMPILED:
        for match in pattern.finditer(text):
            start, end = match.span()
            if any(start < other.end and other.start < end for other in taken):
                continue
            if _is_no_date(name, text, start, end):
                continue
            value = _READERS[name](match, today)
            if value is not None:
                taken.append(Found(value, start, end))
    return sorted(taken, key=lambda found: found.start)


@dataclass(frozen=True)
class Shift:
    """So many days later than something, or earlier when negative, and the letters that said it."""

    days: int
    start: int
    end: int


_LATER = r"later|after|afterwards|erna|daarna|nadien"
_EARLIER = r"earlier|sooner|before|eerder|vroeger|ervoor|daarvoor"
_SHIFT = re.compile(
    rf"(?<![\w-])(?:{_COUNT}|(?:the|de))\s+(?P<unit>days?|dagen|dag|weeks?|weken|week)\s+"
    rf"(?:(?P<later>{_LATER})|(?P<earlier>{_EARLIER}))(?!\w)",
    re.IGNORECASE,
)


def shifts(text: str) -> list[Shift]:
    """Every "three days later" and "de week ervoor" in the text, in order."""
    found = []
    for match in _SHIFT.finditer(text):
        length = _length(match["count"] or "one", match["unit"]).days
        found.append(Shift(length if match["later"] else -length, *match.span()))
    return found


def _is_no_date(name: str, text: str, start: int, end: int) -> bool:
    if name == "relative":
        return _GREETING.search(text[:start]) is not None
    if name in ("numbers", "day_slash_month"):
        before, after = _PRICE.search(text[:start]), _AMOUNT_AFTER.match(text[end:])
        return before is not None or after is not None
    return False


def _calendar(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _from_day_month(match: re.Match[str], today: date) -> date | None:
    groups = match.groupdict()
    name, day = groups["month"], int(groups["day"])
    month = _MONTHS.get(name.lower()) or int(name)
    year = groups.get("year")
    if year:
        return _calendar(int(year) + (2000 if len(year) == 2 else 0), month, day)
    # Eight years, because 29 February can be that far away.
    coming = (_calendar(today.year + later, month, day) for later in range(9))
    return next((value for value in coming if value is not None and value >= today), None)


def _iso(match: re.Match[str], today: date) -> date | None:
    return _calendar(int(match["year"]), int(match["month"]), int(match["day"]))


def _next_weekday(weekday: int, today: date) -> date:
    return today + timedelta(days=(weekday - today.weekday()) % 7 or 7)


def _monday_after(today: date) -> date:
    return today + timedelta(days=7 - today.weekday())


def _weekday_week(match: re.Match[str], today: date) -> date | None:
    which = (match["which"] or match["which2"]).lower()
    weekday = _DAYS[(match["weekday"] or match["weekday2"]).lower()]
    monday = today - timedelta(days=today.weekday())
    if which not in ("this", "deze"):
        monday += timedelta(days=7)
    return monday + timedelta(days=weekday)


def _weekday(match: re.Match[str], today: date) -> date | None:
    word = match["weekday"].lower()
    # "sun", "sat" and the like are words of their own: only after "next" or "this".
    if len(word) <= 3 and not match["which"]:
        return None
    weekday = _DAYS[word]
    if (match["which"] or "").lower() in ("next", "volgende"):
        return _monday_after(today) + timedelta(days=weekday)
    return _next_weekday(weekday, today)


def _relative(match: re.Match[str], today: date) -> date | None:
    return today + timedelta(days=_RELATIVE[match["words"].lower()])


def _weekday_in_weeks(match: re.Match[str], today: date) -> date | None:
    """ "Dinsdag over een week": a week after the next one; "in a week on Tuesday": that week's."""
    if match["weekday"]:
        weeks = timedelta(weeks=_count(match["count"]))
        return _next_weekday(_DAYS[match["weekday"].lower()], today) + weeks
    weekday = _DAYS[match["weekday2"].lower()]
    return today + timedelta(days=7 * _count(match["count2"]) + weekday - today.weekday())


def _in_days(match: re.Match[str], today: date) -> date | None:
    return today + _length(match["count"] or match["count2"], match["unit"] or match["unit2"])


def _count(word: str) -> int:
    return int(word) if word.isdigit() else _NUMBERS[word.lower()]


def _length(count: str, unit: str) -> timedelta:
    return timedelta(days=_count(count) * (7 if unit.lower().startswith("w") else 1))


def _week(match: re.Match[str], today: date) -> date | None:
    return _monday_after(today)


def _weekend(match: re.Match[str], today: date) -> date | None:
    saturday = today + timedelta(days=(5 - today.weekday()) % 7)
    later = (match["which"] or "").lower() in ("next", "volgend", "volgende")
    return saturday + timedelta(days=7) if later else saturday


def _day_only(match: re.Match[str], today: date) -> date | None:
    day = int(match["day"])
    for months in range(13):
        month = (today.month - 1 + months) % 12 + 1
        value = _calendar(today.year + (today.month - 1 + months) // 12, month, day)
        if value is not None and value >= today:
            return value
    return None


_READERS: dict[str, Callable[[re.Match[str], date], date | None]] = {
    "iso": _iso,
    "day_month": _from_day_month,
    "month_day": _from_day_month,
    "numbers": _from_day_month,
    "day_slash_month": _from_day_month,
    "weekday_week": _weekday_week,
    "weekday_in_weeks": _weekday_in_weeks,
    "weekday": _weekday,
    "relative": _relative,
    "in_days": _in_days,
    "week": _week,
    "weekend": _weekend,
    "day_only": _day_only,
}
