"""The data files: plan.json and its schema, tasks.csv, deadlines.ics, manifest.json."""
