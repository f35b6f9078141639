"""The page's JSON-LD, understood by a processor of the standard (PyLD) without asking the network."""

import json
from hashlib import sha256
from typing import Any

import pytest
from lxml import html as reader
from pyld import jsonld

from pipeline.model import Plan, Site
from pipeline.render.web.page import Download
from pipeline.source import SourceText
from tests.web_builders import LIVE, SITE, WHOLE, page_of, plan_of

S = "https://schema.org/"
CONTENT = b"%PDF-1.7"
FILES = (Download("计划 全文.pdf", "全文", 8, 1, sha256(CONTENT).hexdigest()),)


def local(url: str, _options: object = None) -> dict[str, Any]:
    """The one context there is, as far as it matters here: every term is schema.org's; the network is not asked."""
    assert url == "https://schema.org"
    context = {"@vocab": S, "id": "@id", "type": "@type", "url": {"@type": "@id"}, "contentUrl": {"@type": "@id"}}
    return {"contextUrl": None, "documentUrl": url, "document": {"@context": context}}


def understood(plan: Plan, site: Site, **more: Any) -> Any:
    """The page's only node, expanded against the address of the page."""
    page: Any = reader.document_fromstring(page_of(plan, site, **more).decode())
    (found,) = page.xpath("//script[@type='application/ld+json']")
    (node,) = jsonld.expand(
        json.loads(found.text),
        {"documentLoader": local, "base": "https://www.example.gov.cn/jh/2024/index.html"},
    )
    return node


def value(node: Any, name: str) -> Any:
    """The values of a property: words as they are, nodes as they are."""
    return [one.get("@value", one.get("@id", one)) for one in node.get(f"{S}{name}", [])]


def test_a_published_plan_is_a_report_of_its_organ_with_its_files() -> None:
    site = Site((*SITE.values, ("索引号/2024", "甲-1"), ("上位文件", "https://www.example.cn/yd"), ("有效性", "有效")))
    plan = plan_of(
        basis=(SourceText("《某要点》"),),
        doc_number=SourceText("某财〔2024〕5号"),
        keywords=(SourceText("政务公开"), SourceText("计划")),
    )
    node = understood(plan, site, downloads=FILES, published=LIVE)
    assert node["@type"] == [f"{S}Report"]
    assert value(node, "name") == [plan.head.title.value]
    assert value(node, "inLanguage") == ["zh-CN"]
    assert value(node, "temporalCoverage") == ["2024"]
    assert value(node, "dateCreated") == ["2024-03-01"]
    assert value(node, "datePublished") == ["2024-03-06T01:05:00+08:00"]
    assert value(node, "dateModified") == ["2024-03-10T09:00:00+08:00"]
    assert value(node, "reportNumber") == ["某财〔2024〕5号"]
    assert value(node, "identifier") == ["甲-1"]
    assert value(node, "keywords") == ["政务公开", "计划"]
    assert value(node, "conditionsOfAccess") == ["主动公开"]
    assert value(node, "creativeWorkStatus") == ["有效"]
    (publisher,), (basis,), (file,), (fix,) = (
        node[f"{S}{name}"] for name in ("publisher", "isBasedOn", "encoding", "correction")
    )
    assert (publisher["@type"], value(publisher, "name")) == ([f"{S}GovernmentOrganization"], ["某区财政局"])
    assert (value(basis, "name"), value(basis, "url")) == (["《某要点》"], ["https://www.example.cn/yd"])
    assert file["@type"] == [f"{S}MediaObject"]
    # relative to the page, as a browser takes it
    assert value(file, "contentUrl") == [
        "https://www.example.gov.cn/jh/2024/%E8%AE%A1%E5%88%92%20%E5%85%A8%E6%96%87.pdf"
    ]
    assert (value(file, "encodingFormat"), value(file, "contentSize")) == (["application/pdf"], ["8"])
    assert value(file, "sha256") == [sha256(CONTENT).hexdigest()]
    assert (fix["@type"], value(fix, "text")) == ([f"{S}CorrectionComment"], ["第4项的时限应为“5月底”。"])


def test_no_hour_is_stated_that_nobody_has_registered() -> None:
    node = understood(WHOLE, SITE)
    assert not {f"{S}{name}" for name in ("datePublished", "dateModified", "correction")} & set(node)


def test_every_property_is_one_of_schema_org() -> None:
    """The names as schema.org/Report, CreativeWork, MediaObject and CorrectionComment list them."""
    known = {
        "name", "inLanguage", "temporalCoverage", "url", "reportNumber", "identifier", "dateCreated", "datePublished",
        "dateModified", "abstract", "keywords", "conditionsOfAccess", "creativeWorkStatus", "publisher", "isBasedOn",
        "encoding", "correction",
    }  # fmt: skip
    node = understood(WHOLE, SITE, downloads=FILES, published=LIVE)
    assert {name.removeprefix(S) for name in node if not name.startswith("@")} <= known


@pytest.mark.parametrize("words", ["</script><script>alert(1)</script>", "<!--", "]]>", "a & b \u2028"])
def test_no_words_end_the_data(words: str) -> None:
    node = understood(plan_of(organ=SourceText(words)), SITE)
    (publisher,) = node[f"{S}publisher"]
    assert value(publisher, "name") == [words]
