"""The plan's tasks as the office works through them: who has which, by when, on paper and as they come back filled in."""
