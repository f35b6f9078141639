"""Compiles WeasyPrint's declarations of C functions: `python -m pipeline.tools.make_pango_declarations [FOLDER]`."""

import re
import sys
from contextlib import redirect_stdout
from hashlib import sha256
from importlib.metadata import version
from importlib.util import find_spec
from io import StringIO
from pathlib import Path

import cffi

from pipeline.storage import write_file

NAME = "pango_declarations.py"
FOLDER = Path(__file__).resolve().parent.parent / "render" / "pdf"


def make() -> bytes:
    """Return the module with the declarations of the installed WeasyPrint as cffi compiles them, in UTF-8."""
    package = find_spec("weasyprint")
    assert package is not None, "WeasyPrint is a dependency"
    assert package.origin is not None, "WeasyPrint is a package with a file"
    module = (Path(package.origin).parent / "text" / "ffi.py").read_text("utf-8")
    (declared,) = re.findall(r"ffi\.cdef\('''(.*?)'''\)", module, re.DOTALL)
    declarations = cffi.FFI()
    declarations.cdef(declared)
    declarations.set_source("pango", None)
    compiled = StringIO()
    with redirect_stdout(StringIO()):
        # it says where it writes
        declarations.emit_python_code(compiled)
    digest = sha256(declared.encode()).hexdigest()
    return (
        '"""What WeasyPrint declares of the C libraries, as cffi compiles it; made by pipeline.tools.make_pango_declarations."""\n\n'
        f'SOURCE = "{digest}"\n'
        f'"""The SHA-256 of the declarations, those of WeasyPrint {version("weasyprint")}."""\n\n'
        f"{compiled.getvalue()}"
    ).encode()


def main(folder: Path) -> None:
    """Write the module into the folder."""
    write_file(folder / NAME, make())


if __name__ == "__main__":
    main(Path(sys.argv[1]) if len(sys.argv) > 1 else FOLDER)
