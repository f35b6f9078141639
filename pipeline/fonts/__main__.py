"""`python -m pipeline.fonts`: install the fonts that are missing."""

import sys

from pipeline.errors import FontError
from pipeline.fonts import Role, cache_folder, find, in_folders, office_folder, verify_digests
from pipeline.fonts.download import unpack


def main() -> int:
    """Install the fonts that are missing; return 0 when all are there, 3 for an error (as every verb does)."""
    try:
        own = {role for role in Role if in_folders(office_folder(), role)}
        unpack(cache_folder(), set(Role) - own, lambda line: print(line, file=sys.stderr, flush=True))
        faces = find()
        verify_digests(faces)
    except FontError as fault:
        print(fault, file=sys.stderr)
        return 3
    for role, face in faces.by_role.items():
        print(f"{role.value}  {face.family} {face.style}  {face.path}", file=sys.stderr)
    return 0


if __name__ == "__main__":
    sys.exit(main())
