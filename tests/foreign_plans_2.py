"""More plans by offices that do not exist: letters of two offices, line ends of other kinds, sheets, moved text, torn pages."""

import io

import docx
import xlsxwriter
from docx.enum.text import WD_ALIGN_PARAGRAPH as ALIGNED
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls

from tests.foreign_documents import Expected, Stranger, cms_page, responsible, saved, table_of


def _lines_docx() -> bytes:
    document = docx.Document()
    for text, alignment in (
        ("白鹭区教育局  白鹭区财政局文件", ALIGNED.CENTER),
        ("白教〔2024〕15号", ALIGNED.CENTER),
        ("关于印发《2024年教育经费信息公开实施方案》的通知", ALIGNED.CENTER),
        ("各中小学、幼儿园，各科室：", None),
        ("现将实施方案印发给你们，请结合实际抓好落实。各校于每月5日前报送进展。", None),
        ("附件：1.2024年教育经费信息公开实施方案", None),
        ("      2.重点任务分工", None),
        ("白鹭区教育局      白鹭区财政局", ALIGNED.RIGHT),
        ("2024年4月2日", ALIGNED.RIGHT),
        ("附件1", None),
        ("2024年教育经费信息公开实施方案", ALIGNED.CENTER),
        ("为规范教育经费信息公开，制定本方案。", None),
        ("一、公开内容", None),
        ("（一）公开年度预算", None),
        ("各校在预算批复后公开收支总表，说明增减原因。", None),
        ("牵头单位：财务科", None),
        ("配合单位：各中小学、幼儿园", None),
        ("完成时限：3月底前", None),
        ("（二）公开收费项目", None),
        ("收费标准在校门口公示，学期中不得调整。", None),
        ("牵头单位：财务科、审计科", None),
        ("配合单位：各幼儿园", None),
        ("完成时限：每学期开学前", None),
        ("二、工作保障", None),
        ("（一）加强检查", None),
        ("每半年组织一次抽查，抽查结果通报全区。", None),
        ("牵头单位：审计科", None),
        ("完成时限：6月底前、12月底前", None),
    ):
        paragraph = document.add_paragraph(text)
        if alignment is not None:
            paragraph.alignment = alignment
    return saved(document)


def _br_page() -> bytes:
    body = "<p>　　一、主动公开<br/>　　（一）公布殡葬服务价格。各馆公示收费项目。（社会事务科，殡仪馆；年底前）<br/>　　（二）公布救助标准。（责任科室：救助科，完成时限：全年）<br/>　　二、依申请公开<br/>　　（一）规范答复文书。统一格式，逐件归档。（办公室牵头，法规科、各相关科室配合，5月底前完成）</p>"
    return cms_page("雁栖区民政局2024年政务公开工作安排", body)


def _two_heads_xlsx() -> bytes:
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream, {"in_memory": True})
    sheet = book.add_worksheet("任务")
    plain = book.add_format()
    sheet.merge_range("A1:F1", "2024年气象信息公开任务清单", plain)
    sheet.merge_range("A2:A3", "序号", plain)
    sheet.merge_range("B2:B3", "任务内容", plain)
    sheet.merge_range("C2:E2", "责任清单", plain)
    sheet.merge_range("F2:F3", "时限要求", plain)
    for column, text in enumerate(("牵头单位", "责任单位", "配合单位"), 2):
        sheet.write(2, column, text)
    sheet.merge_range("A4:F4", "一、预报公开", plain)
    rows = (
        (4, "1.1", "公布分区预报，每日两次。", "预报台", "", "信息中心", "全年"),
        (5, "1.2", "公布灾害风险区划图。", "减灾科", "区气象站", "各街道", "9月底"),
    )
    for row, *cells in rows:
        for column, text in enumerate(cells):
            sheet.write(row, column, text)
    sheet.merge_range("A7:F7", "二、服务公开", plain)
    for index, text in enumerate(("2.1", "公布防雷检测单位名录。", "法规科", "", "", "第二季度")):
        sheet.write(7, index, text)
    notes = book.add_worksheet("填表说明")
    notes.write(0, 0, "填表说明：责任单位空缺的由牵头单位负责。")
    book.close()
    return stream.getvalue()


def _lists_in_cells() -> bytes:
    document = docx.Document()
    document.add_paragraph("枫林街道2024年政务公开任务分解表")
    table = table_of(
        document,
        (
            ("序号", "重点任务", "工作措施", "责任部门", "完成时限"),
            ("1", "村（居）务公开", "", "", ""),
            ("2", "财务公开", "每季度公开社区经费收支。", "财政所", "每季度首月10日前"),
        ),
    )
    cell = table.cell(1, 2)
    cell.text = "1.编制公开目录；"
    cell.add_paragraph("2.更新公开栏。")
    cell = table.cell(1, 3)
    cell.text = "党建办"
    cell.add_paragraph("自治办")
    cell.add_paragraph("各居委会")
    table.cell(1, 4).text = "7月底前"
    return saved(document)


def _moved_and_wrapped() -> bytes:
    document = docx.Document()
    document.add_paragraph("柳溪县应急局2024年公开工作要点")
    document.add_paragraph("一、重点任务")
    first = document.add_paragraph("（一）公布应急预案。")
    second = document.add_paragraph("（二）公布避难场所。")
    change = f'{nsdecls("w")} w:id="5" w:author="甲" w:date="2024-01-01T00:00:00Z"'
    first._p.append(parse_xml(f"<w:moveTo {change}><w:r><w:t>每年修订一次。</w:t></w:r></w:moveTo>"))
    first.add_run("（责任科室：预案科；完成时限：4月底前）")
    second._p.append(parse_xml(f"<w:moveFrom {change}><w:r><w:t>每年修订一次。</w:t></w:r></w:moveFrom>"))
    second.add_run("标明容量。（责任科室：")
    second._p.append(parse_xml(f"<w:ins {change}><w:r><w:t>救灾科、</w:t></w:r></w:ins>"))
    second._p.append(parse_xml(f"<w:del {change}><w:r><w:delText>预案科、</w:delText></w:r></w:del>"))
    second.add_run("装备科）")
    third = document.add_paragraph("（三）公布执法结果。结果七日内上网。（责任科室：执法队）")
    # wrapped in a content control
    control = parse_xml(f"<w:sdt {nsdecls('w')}><w:sdtPr/><w:sdtContent/></w:sdt>")
    third._p.addprevious(control)
    control[1].append(third._p)
    return saved(document)


def _word_page() -> bytes:
    rows = """<tr><td width=40><p class=MsoNormal align=center><b>序&nbsp; 号</b><o:p></o:p></p></td><td><p class=MsoNormal><b>公&nbsp; 开&nbsp; 事&nbsp; 项</b></p></td><td><p class=MsoNormal><b>工作内容</b></p></td><td><p class=MsoNormal><b>责任单位</b></p></td><td><p class=MsoNormal><b>完成时间</b></p></td></tr>
<tr><td rowspan=2><p class=MsoNormal>1</p></td><td rowspan=2><p class=MsoNormal><span>食品</span><span>抽检</span></p></td><td><p class=MsoNormal><span>每周公布抽检结果。</span></p></td><td><p class=MsoNormal><span>区</span><span>市场监管局</span></p></td><td><p class=MsoNormal>每周</p></td></tr>
<tr><td><p class=MsoNormal>公布不合格产品核查处置情况。</p></td><td><p class=MsoNormal>区市场监管局、区农业农村局</p></td><td><p class=MsoNormal>每月28日前</p></td></tr>
<tr><td><p class=MsoNormal>2</p></td><td><p class=MsoNormal>药品安全</p></td><td><p class=MsoNormal>公布药店检查结果。</p></td><td><p class=MsoNormal>区药监所，各市场所</p></td><td><p class=MsoNormal>&nbsp;</p></td></tr>"""
    return cms_page(
        "芦荡区2024年食品药品安全信息公开工作任务分解表",
        f"<div class=WordSection1><table class=MsoTableGrid border=1>{rows}</table></div>",
    )


def _heading_styles() -> bytes:
    document = docx.Document()
    document.add_heading("玉屏市住建局2024年政务公开计划", 0)
    document.add_heading("公开内容", 1)
    document.add_heading("保障房分配", 2)
    document.add_paragraph("公布房源、申请条件和摇号结果。（保障科负责，10月底前）")
    document.add_heading("物业维修资金", 2)
    document.add_paragraph("公布资金收支。（物业科、资金中心按职责分工负责）")
    document.add_heading("工作要求", 1)
    document.add_paragraph("各科室明确专人。")
    return saved(document)


def _pdf_text() -> bytes:
    return (
        "银川路街道2024年政务公开计划　　　　第1页 共2页\n银川路街道 2024 年政务公开工作计划\n⼀、主要⼯作\n1.公开低保名单。每季度在社区公开栏公布，接受居民监督，\n公示期不少于七日。（责任科室：民政科，完成\n时限：每季度末）\n2.公开拆违进展。\n（责任科室：城管科；完成时限：11月底）\n- 1 -\n银川路街道2024年政务公开计划　　　　第2页 共2页\n3.公开信访受理渠道。受理后十五日内答复。（责\n任科室：平安办）\n⼆、保障措施\n（⼀）加强培训。全年两次。（责任科室：党政办）\n银川路街道办事处\n2024 年 1 月 30 日\n"
    ).encode()


MORE_STRANGERS: tuple[Stranger, ...] = (
    Stranger(
        "教育经费方案.docx",
        _lines_docx,
        2,
        3,
        (
            Expected("说明增减原因。", {"牵头": "财务科", "配合": "各中小学、幼儿园"}, "3月底前"),
            Expected("学期中不得调整。", {"牵头": "财务科、审计科", "配合": "各幼儿园"}, "每学期开学前"),
            Expected("通报全区。", {"牵头": "审计科"}, "6月底前、12月底前"),
        ),
        absent=("每月5日前",),
    ),
    Stranger(
        "民政局安排.html",
        _br_page,
        2,
        3,
        (
            Expected("公示收费项目。", responsible("社会事务科、殡仪馆"), "年底前"),
            Expected("公布救助标准。", responsible("救助科"), "全年"),
            Expected("逐件归档。", {"牵头": "办公室", "配合": "法规科、各相关科室"}, "5月底前"),
        ),
    ),
    Stranger(
        "气象任务清单.xlsx",
        _two_heads_xlsx,
        2,
        3,
        (
            Expected("每日两次。", {"牵头": "预报台", "配合": "信息中心"}, "全年"),
            Expected("风险区划图。", {"牵头": "减灾科", "责任": "区气象站", "配合": "各街道"}, "9月底"),
            Expected("单位名录。", {"牵头": "法规科"}, "第二季度"),
        ),
    ),
    Stranger(
        "枫林街道分解表.docx",
        _lists_in_cells,
        2,
        2,
        (
            Expected("更新公开栏。", responsible("党建办、自治办、各居委会"), "7月底前"),
            Expected("经费收支。", responsible("财政所"), "每季度首月10日前"),
        ),
    ),
    Stranger(
        "应急局要点.docx",
        _moved_and_wrapped,
        1,
        3,
        (
            Expected("每年修订一次。", responsible("预案科"), "4月底前"),
            Expected("标明容量。", responsible("救灾科、装备科")),
            Expected("七日内上网。", responsible("执法队")),
        ),
    ),
    Stranger(
        "食品药品分解表.html",
        _word_page,
        0,
        2,
        (
            Expected("抽检结果。", responsible("区市场监管局"), "每周"),
            Expected("处置情况。", responsible("区市场监管局、区农业农村局"), "每月28日前"),
            Expected("检查结果。", responsible("区药监所、各市场所")),
        ),
    ),
    Stranger(
        "住建局计划.docx",
        _heading_styles,
        2,
        2,
        (
            Expected("摇号结果。", responsible("保障科"), "10月底前"),
            Expected("公布资金收支。", responsible("物业科、资金中心")),
        ),
    ),
    Stranger(
        "银川路街道计划.txt",
        _pdf_text,
        2,
        4,
        (
            Expected("不少于七日。", responsible("民政科"), "每季度末"),
            Expected("拆违进展。", responsible("城管科"), "11月底"),
            Expected("十五日内答复。", responsible("平安办")),
            Expected("全年两次。", responsible("党政办")),
        ),
        absent=("十五日内",),
    ),
)
