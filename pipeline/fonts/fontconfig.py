"""Make chosen fonts, and no others, visible to fontconfig, by which Pango and WeasyPrint find fonts.

Fonts that happen to be on a machine must not change a document. So fontconfig gets a
configuration of its own, with one folder of links to the fonts, each under the family
name that the style sheet uses.
"""

import os
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from pathlib import Path

from pipeline.fonts.locations import cache_folder
from pipeline.fonts.roles import Face
from pipeline.storage import sha256, write_file

_VARIABLES = ("FONTCONFIG_FILE", "FONTCONFIG_SYSROOT")

_REGULAR = 80
"""fontconfig's weight of a regular font: each family has one font, used as it is (a bold one is not made bolder)."""


@contextmanager
def isolated(families: Mapping[str, Face], cache: Path | None = None) -> Iterator[Path]:
    """Let fontconfig see these fonts alone, by family name, inside the context; yields the path of its configuration.

    Configurations that are loaded inside the context (weasyprint's FontConfiguration) keep
    the fonts; a process started afterwards sees the machine's fonts again. Nothing is
    written outside the cache, not even fontconfig's own cache.
    """
    before = {name: os.environ.get(name) for name in _VARIABLES}
    conf = write_config(families, cache or cache_folder())
    try:
        os.environ["FONTCONFIG_FILE"] = str(conf)
        os.environ.pop("FONTCONFIG_SYSROOT", None)
        yield conf
    finally:
        for name, value in before.items():
            if value is None:
                os.environ.pop(name, None)
            else:
                os.environ[name] = value


def write_config(families: Mapping[str, Face], cache: Path) -> Path:
    """Write fontconfig's configuration for these fonts below the cache, unless it is there, and return its path.

    Each set of fonts has a folder named by their digests, because fontconfig caches the
    family names together with the folder: changed names in the same folder would not be seen.
    """
    facts = "\0".join(f"{family}\0{face.path.resolve()}\0{face.digest}" for family, face in sorted(families.items()))
    parent = cache.resolve() / "fontconfig"
    folder = parent / sha256(facts.encode("utf-8", "surrogateescape"))[:16]
    if not folder.is_dir():
        _remove_dangling(parent)
    links = {folder / "fonts" / f"{family}{face.path.suffix}": family for family, face in families.items()}
    (folder / "fonts").mkdir(parents=True, exist_ok=True)
    for link, family in links.items():
        _link(link, families[family].path.resolve())
    from html import escape

    rules = "".join(
        f'<match target="scan"><test name="file" compare="eq"><string>{escape(str(link))}</string></test>'
        # prepended: Pango does not find a font whose own family names are gone
        f'<edit name="family" mode="prepend"><string>{family}</string></edit>'
        f'<edit name="weight" mode="assign_replace"><int>{_REGULAR}</int></edit></match>\n'
        for link, family in sorted(links.items())
    )
    content = (
        '<?xml version="1.0"?>\n<!DOCTYPE fontconfig SYSTEM "urn:fontconfig:fonts.dtd">\n<fontconfig>\n'
        f"<dir>{escape(str(folder / 'fonts'))}</dir>\n"
        f"<cachedir>{escape(str(folder / 'cache'))}</cachedir>\n{rules}</fontconfig>\n"
    ).encode()
    conf = folder / "fonts.conf"
    if not conf.is_file() or conf.read_bytes() != content:
        write_file(conf, content)
    return conf


def _link(link: Path, target: Path) -> None:
    """Make the symbolic link, in one step for other processes that read the folder."""
    if link.is_symlink() and link.readlink() == target:
        return
    temporary = link.with_name(f".{link.name}.{os.getpid()}")
    temporary.symlink_to(target)
    temporary.replace(link)


def _remove_dangling(parent: Path) -> None:
    """Remove the folders of fonts that are no longer there."""
    for link in parent.glob("*/fonts/*"):
        if link.is_symlink() and not link.exists():
            with suppress(FileNotFoundError):
                import shutil

                shutil.rmtree(link.parent.parent)
