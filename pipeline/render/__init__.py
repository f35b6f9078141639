"""The plan as it is printed, and the formats it is printed in."""
