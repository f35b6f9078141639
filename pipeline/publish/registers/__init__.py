"""The registers (登记) of a year: their model, reading, writing, and the entries people make."""
