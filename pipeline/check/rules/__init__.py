"""The rules by subject: a rule is declared in the file of its subject, and nowhere else."""
