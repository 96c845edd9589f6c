"""Where Django's own way to write a day in Chinese reads badly: its month has a leading nought, its day has none."""

MONTH_DAY_FORMAT = "n月j日"
