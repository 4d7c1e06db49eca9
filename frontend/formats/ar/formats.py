"""Write dates, times and numbers in Arabic.

Digits are Latin ones: timetables, house numbers, telephone numbers and the map itself have no
others here, and what a page says must be found again on the spot. Separators are those that
Unicode's CLDR gives for Arabic with Latin digits; the clock has 24 hours, as signs have it.
"""

DATE_FORMAT = "j F Y"
TIME_FORMAT = "H:i"
DATETIME_FORMAT = "j F Y، H:i"
YEAR_MONTH_FORMAT = "F Y"
MONTH_DAY_FORMAT = "j F"
SHORT_DATE_FORMAT = "j/n/Y"
SHORT_DATETIME_FORMAT = "j/n/Y H:i"
FIRST_DAY_OF_WEEK = 1

DECIMAL_SEPARATOR = "."
THOUSAND_SEPARATOR = ","
NUMBER_GROUPING = 3
