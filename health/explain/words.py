"""The words for bands and dimensions."""

BAND_WORDS = {
    "green": "healthy",
    "amber": "to be watched",
    "red": "at risk",
    "none": "without a band",
}
DIMENSION_WORDS = {
    "communication": "Talk",
    "demos": "Demos",
    "deadlines": "Dates",
    "feedback": "Feedback",
    "transparency": "Openness",
}
TREND_WORDS = {
    "falling": "Health is falling.",
    "rising": "Health is rising.",
    "steady": "Health is steady.",
}
