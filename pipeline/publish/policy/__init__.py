"""Whether a plan may be published: what is reviewed, how it changed since, and what follows."""
