"""What `zwgk doctor` says."""

from pipeline.doctor import FontInUse, MissingLibrary, MissingPackage, Present, Result
from pipeline.errors import ZwgkError
from pipeline.findings import Finding

_USES = {
    "pango-1.0": "排版 PDF",
    "pangoft2-1.0": "排版 PDF",
    "harfbuzz-subset": "裁剪字体；没有它 PDF 又慢又大",
}


def doctor_line(result: Result) -> str:
    """One thing that was looked for, and whether it is there."""
    match result:
        case Present():
            return f"有  {result.name}：{result.version}"
        case FontInUse():
            # of several roots each says whose fonts they are
            name = f"字体·{result.root}·" if result.root else "字体·"
            face = result.face
            # the rest names the tools it was made with
            version = face.version.removeprefix("Version ").partition(";")[0]
            return f"有  {name}{result.role.value}：{face.family} {face.style} {version}（{face.path.name}）"
        case MissingPackage():
            return f"缺  {result.name}：没有装；请运行 make setup"
        case MissingLibrary():
            return f"缺  {result.name}：没有装（{_USES[result.name]}）；请运行 apt-get install {result.package}"
        case Finding():
            place = result.place
            return f"缺  字体：{place.path} 第 {place.line} 行：{result.message}；{result.hint}"
        case ZwgkError():
            return f"缺  字体：{result}"
