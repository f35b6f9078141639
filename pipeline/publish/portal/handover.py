"""Two packages of a published year: 移交包 with the public files alone, 归档卷 with everything the office keeps of it.

The same files give the same bytes: entries are in order and without the hour.
"""

import json
from collections.abc import Mapping
from pathlib import Path, PurePosixPath

from pipeline.publish.portal.package import ATTACHMENTS
from pipeline.render.deterministic_zip import packed
from pipeline.source import RECORDS
from pipeline.storage import read_folder, sha256

HANDOVER, ARCHIVE = "移交包.zip", "归档卷.zip"
MANIFEST = "清单.json"
PUBLIC = "公开"
"""The folder of the 归档卷 that has what is in the 移交包."""
OTHERS = "其他"
"""The folder of the 归档卷 with what the office adds: returned sheets, sealed papers."""


def handover_files(site: Mapping[str, bytes], package: Mapping[str, bytes]) -> dict[str, bytes]:
    """Return the files of the 移交包 by name: the year as the site shows it, and the attachments under their official names."""
    attached = {name: content for name, content in package.items() if name.startswith(f"{ATTACHMENTS}/")}
    return {
        **{f"网页/{name}": content for name, content in site.items()},
        **{f"附件/{PurePosixPath(name).name}": content for name, content in attached.items()},
    }


def archive_files(root: Path, year: int, public: Mapping[str, bytes], others: Mapping[str, bytes]) -> dict[str, bytes]:
    """Return the files of the 归档卷 by name.

    They are the year's content with its registers, signed files and 稿本, the records, the public files, and the others
    that the office adds.
    """
    folder = {f"{year}/{name}": content for name, content in read_folder(root / str(year)).items()}
    records = {name: (root / name).read_bytes() for name in RECORDS if (root / name).is_file()}
    added = {f"{OTHERS}/{name}": content for name, content in others.items()}
    return {**folder, **records, **{f"{PUBLIC}/{name}": content for name, content in public.items()}, **added}


def zipped(files: Mapping[str, bytes], title: str) -> bytes:
    """Return the files as a package with a list of their sizes and SHA-256."""
    entries = [
        {"名称": name, "字节": len(content), "SHA-256": sha256(content)} for name, content in sorted(files.items())
    ]
    listing = json.dumps({"标题": title, "文件": entries}, ensure_ascii=False, indent=1) + "\n"
    return packed({**files, MANIFEST: listing.encode()})
