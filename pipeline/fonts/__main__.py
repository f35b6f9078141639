"""`python -m pipeline.fonts`: the faces, brought where they are not there."""

import sys

from pipeline.errors import FontError
from pipeline.fonts import (
    Role,
    cache_folder,
    find,
    in_folders,
    office_folder,
    verify_digests,
)
from pipeline.fonts.download import unpack


def main() -> int:
    """Make sure that every face is there, unpacking what is not: 0 when it is, 3 for a fault (as every verb)."""
    try:
        own = {role for role in Role if in_folders(office_folder(), role)}
        unpack(cache_folder(), set(Role) - own, lambda words: print(words, file=sys.stderr, flush=True))
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
