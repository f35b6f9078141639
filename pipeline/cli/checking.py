"""`zwgk check`: what the writer has still to do."""

import click

from pipeline import source
from pipeline.cli.running import CLEAN, REFUSED, YEARS, counted, each_year, ends_with_its_code, say
from pipeline.findings import stops
from pipeline.parse import parse
from pipeline.source import Root


@click.command(options_metavar="[选项]")
@YEARS
@click.pass_obj
@ends_with_its_code
def check(roots: list[Root], years: tuple[int, ...]) -> int:
    """检查内容，列出问题。"""
    code = CLEAN
    for root, year in each_year(roots, years, newest=True):
        sources = source.read(root.path, year)
        reading = parse(sources)
        by_path = {file.path: file for _, file in sources.files}
        say(reading.findings, by_path.get, err=False)
        click.echo(f"{sources.shown(str(year))}：{counted(reading.findings)}")
        if stops(reading.findings):
            code = REFUSED
    return code
