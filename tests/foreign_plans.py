"""Plans by offices that do not exist, each in another shape real plans have, with what a right import gives written beside."""

import datetime as dt
import io

import docx
import docx.shared
import xlsxwriter
from docx.oxml import OxmlElement, parse_xml
from docx.oxml.ns import qn

from tests.foreign_documents import (
    Expected,
    Stranger,
    cms_page,
    merge_down,
    numbered,
    numbering,
    responsible,
    saved,
    table_of,
    tracked,
)


def _numbered_docx() -> bytes:
    document = docx.Document()
    document.add_paragraph("临港县水利局2024年度政务公开工作计划")
    document.add_paragraph("为做好全年政务公开工作，制定本计划。")
    number = numbering(document, (("chineseCounting", "%1、"), ("chineseCounting", "（%2）")))
    numbered(document, "主要任务", number, 0)
    numbered(document, "公开河道治理信息。按项目公布进度和验收结果。（牵头科室：工程科，配合科室：河长办）", number, 1)
    item = numbered(document, "公布水价调整方案。", number, 1)
    tracked(item, "5月底前", "6月底前")
    item.add_run("公布听证结果。（责任科室：水价科）")
    numbered(document, "公开防汛值守安排。汛期每日更新水情。值守表随时公布。（责任科室：防汛办、水文站）", number, 1)
    numbered(document, "工作要求", number, 0)
    document.add_paragraph("各科室年底前书面报送落实情况。")
    document.add_paragraph("临港县水利局")
    document.add_paragraph("2024年2月20日")
    document.add_paragraph("附件：2024年度政务公开任务分解表")
    table = table_of(
        document,
        (
            ("序号", "具体内容", "责任科室", "时限要求"),
            ("1", "公开河道治理信息。按项目公布进度和验收结果。", "牵头科室：工程科；配合科室：河长办", "全年"),
            ("2", "公布水价调整方案。6月底前公布听证结果。", "水价科", "6月底前"),
            ("3", "公开防汛值守安排。汛期每日更新水情。", "水文站", "汛期"),
            ("", "值守表随时公布。", "防汛办", "持续推进"),
        ),
    )
    merge_down(table, 0, 3, 4)
    return saved(document)


def _letter_and_table() -> bytes:
    document = docx.Document()
    for line in (
        "青岗市科技局文件",
        "青科〔2024〕7号",
        "关于印发2024年政务公开重点工作分工表的通知",
        "各科室、局属各单位：",
        "现将《2024年政务公开重点工作分工表》印发给你们，请于11月30日前将落实情况报局办公室。",
        "青岗市科技局",
        "2024年3月1日",
        "（此件公开发布）",
        "附件",
        "2024年政务公开重点工作分工表",
    ):
        document.add_paragraph(line)
    table = table_of(
        document,
        (
            ("工 作 任 务", "序号", "工 作 要 求", "牵头单位", "配合/责任单位"),
            ("一、政策公开", "1", "梳理现行科技政策并集中公布。", "政策科", "各科室"),
            ("", "2", "政策文件出台后3个工作日内发布解读材料。", "政策科", "起草科室，信息中心"),
            ("", "3", "汇编惠企政策问答。", "", "高新科、成果科"),
            ("工 作 任 务", "序号", "工 作 要 求", "牵头单位", "配合/责任单位"),
            ("二、项目公开", "4", "公布年度项目申报指南。", "计划科", "市科技馆、市科技情报所"),
            ("", "5", "公布评审结果和经费安排。", "计划科", "市科技馆、市科技情报所"),
        ),
    )
    merge_down(table, 0, 1, 3)
    merge_down(table, 0, 5, 6)
    merge_down(table, 3, 5, 6)
    merge_down(table, 4, 5, 6)
    return saved(document)


def _two_levels() -> bytes:
    document = docx.Document()
    for line in (
        "南屏区档案局2024年工作任务清单",
        "（一）推进档案开放审核。（开放利用科牵头，各有关科室配合）",
        "具体措施：",
        "1．编制2024年开放审核计划。（开放利用科负责，3月底前完成）",
        "2．公布开放档案目录，全年不少于两批。（开放利用科、信息技术科负责）",
        "（二）建设数字档案室。（信息技术科牵头）",
        "具体措施：",
        "1．制定接收标准。（业务指导科会同信息技术科负责，6月底前完成）",
        "2．对立档单位开展培训。（业务指导科负责，每半年至少1次）",
        "3．完成存量数字化。（信息技术科负责，2024年12月底前完成）",
        "（三）举办档案日活动。（宣教科负责）",
        "具体措施：",
        "面向社区开放展厅，6月9日组织现场咨询。（宣教科负责）",
    ):
        document.add_paragraph(line)
    return saved(document)


def _plain_style() -> bytes:
    """A document of WPS: every paragraph in 正文, numbers typed, brackets and colons of both widths."""
    document = docx.Document()
    for line in (
        "　　　　石桥镇人民政府",
        "　　　　２０２４年政务公开工作要点",
        "　　根据上级部署，制定本要点。",
        "　　一、 强化主动公开",
        "　　(一）规范公开目录。对照标准目录逐项核对。（责任科室:党政办、经发科；完成时限:3月底前）",
        "　　（二)公开惠农补贴。按村公布发放名册的统计结果。（责任科室：农业科;完成时限：每季度末）",
        "　　（四）办好依申请公开。收到申请后3个工作日内登记。（责任科室:党政办）",
        "　　二、 强化解读回应",
        "　　１．做好政策解读。重要文件同步解读。（责任科室：党政办（司法所）、综合科；完成时限：全年）",
        "　　２．回应群众关切。",
        "　　（责任科室：信访办；完成时限：长期坚持）",
        "　　石桥镇人民政府",
        "　　２０２４年２月８日",
    ):
        paragraph = document.add_paragraph()
        run = paragraph.add_run(line)
        run.font.size = docx.shared.Pt(16)
        run.font.bold = line.strip().startswith(("一、", "二、"))
    return saved(document)


def _sentence_owners() -> bytes:
    document = docx.Document()
    document.sections[0].header.paragraphs[0].text = "内部资料"
    for line in (
        "平望区商务委2024年政务公开工作安排",
        "一、提升服务",
        "（一）优化消费券信息公开。一是公布发放规则（市场处负责，列第一位者为牵头单位，下同）；"
        "二是公布核销数据（市场处、信息处负责）。三是公布投诉渠道（综合处、市场处、信息处负责）。",
        "（二）公开外贸扶持资金。申报条件、评审结果全程公开（外贸处、财务处负责）。",
        "二、健全机制",
        "（一）加强培训。以下工作均由各街镇落实，不再列出。全年培训不少于2次。",
        "（二）加强检查。每季度抽查一次，结果通报。",
    ):
        document.add_paragraph(line)
    note = document.paragraphs[3]
    run = OxmlElement("w:r")
    box = parse_xml(
        '<w:pict xmlns:w="http://schemas.openxmlformats.org/wordprocessingml/2006/main" xmlns:v="urn:schemas-microsoft-com:vml">'
        '<v:shape style="width:90pt;height:30pt"><v:textbox><w:txbxContent><w:p><w:r><w:t>送审稿</w:t></w:r></w:p></w:txbxContent>'
        "</v:textbox></v:shape></w:pict>"
    )
    run.append(box)
    note._p.append(run)
    assert note._p.find(qn("w:r")) is not None
    return saved(document)


def _cms_page() -> bytes:
    paragraphs = (
        '<p style="text-indent:2em"><span>为做好政务公开，制定本计划。</span></p>',
        "<p><strong>一、</strong><strong>突出重点公开</strong></p>",
        '<p class="MsoNormal"><span>1</span><span>.</span><span>公开城市更新项目。公布项目清单和进展。</span>'
        "<span>（</span><span>区建设管理委</span><span>(区交通委)</span><span>牵头，区规划资源局、各街镇按职责分工负责，6月底前完成</span><span>）</span><o:p></o:p></p>",
        '<p class="MsoNormal"><span>2.</span>公开停车资源。<br>按季度更新泊位数据。（区城运中心〔区大数据中心〕、区公安分局负责）</p>',
        "<p><strong>二、</strong><strong>做好政策解读</strong></p>",
        "<p>1.落实同步解读。&nbsp;&nbsp;（区府办指导，各起草部门负责落实）</p>",
        "<p>2.开展政策宣讲。全年组织4场。（牵头单位：区司法局；责任单位：区融媒体中心，各街镇；完成时限：11月底前）</p>",
        '<p style="text-align:right">金湾区人民政府办公室&nbsp;&nbsp;&nbsp;&nbsp;</p><p style="text-align:right">2024年2月25日</p>',
    )
    return cms_page("金湾区2024年政务公开工作计划", "\n".join(paragraphs))


def _table_page() -> bytes:
    rows = (
        "<tr><th>工作任务</th><th>具体内容</th><th>责任部门</th><th>完成时限</th></tr>",
        '<tr><td colspan="4">一、公开平台建设</td></tr>',
        '<tr><td rowspan="2">网站</td><td>清理失效栏目。</td><td>信息科</td><td>4月下旬</td></tr>',
        "<tr><td>完善检索功能。</td><td>信息科<br>办公室</td><td>7月底前提出方案，10月底前完成</td></tr>",
        '<tr><td>公报</td><td>整理历年公报。</td><td rowspan="2">秘书科</td><td>持续推进</td></tr>',
        "<tr><td>专区</td><td>配齐查阅设备。</td><td>3月～5月</td></tr>",
        '<tr><td colspan="4">二、监督保障</td></tr>',
        "<tr><td>考核</td><td>公布考核结果。</td><td>办公室、各科室</td><td>2024年12月31日前</td></tr>",
    )
    body = "<table border=1>" + "".join(rows) + "</table>"
    return cms_page("河西县司法局2024年政务公开任务表", body)


def _stub_page() -> bytes:
    body = "<p>各科室：</p><p>现将《东岭区2024年政务公开工作要点》印发给你们，请认真落实。（详见附件）</p><p>附件：<a href='a.pdf'>工作要点.pdf</a></p>"
    return cms_page("关于印发东岭区2024年政务公开工作要点的通知", body)


# Text


def _flat_text() -> bytes:
    """A web page's text in one line, two paragraphs of units after each item."""
    return (
        "标题: 湖滨县2024年政务公开重点任务\n发布时间: 2024-03-11 10:00\n"
        "当前位置： 首页政务公开政策文件 湖滨县2024年政务公开重点任务 时间：2024-03-11 10:00 微信 微博 "
        "各乡镇人民政府（街道办事处），县政府各部门： 现将《湖滨县2024年政务公开重点任务》印发给你们，请认真落实，于12月10日前报送总结。 "
        "湖滨县人民政府办公室 2024年3月8日 （此件公开发布） 湖滨县2024年政务公开重点任务 "
        "一、围绕中心工作公开 1、公开营商环境政策。汇总发布减税降费措施，4月底前完成首次汇编。 牵头单位：县发改局。 责任单位：县税务局、县财政局。 "
        "2、公开重大项目。每月公布进展。 牵头单位：县发改局。 责任单位：县自然资源局，各乡镇人民政府（街道办事处）。 "
        "二、围绕民生公开 3、公开义务教育招生。招生简章于6月30日前发布。 牵头单位：县教体局。 责任单位：各中小学校。 "
        "4、公开养老服务。公布机构名录。 牵头单位：县民政局。 责任单位：县卫健局、县医保局等部门。 来源：县政府办 附件下载\n"
    ).encode()


def _wrapped_text() -> bytes:
    """What a PDF's text looks like: lines cut anywhere, page numbers between, an annex in tabs."""
    return (
        "云台区体育局2024年度政务公开工作计划\n\n一、主要工作\n（一）公开场馆开放信息。公布公共体育场馆免费和低收\n"
        "费开放时段。（牵头部门：群体科；配合部门：场\n— 1 —\n馆中心）\n（二）公开赛事安全信息。赛前公布应急方案，赛后 5 个\n"
        "工作日内公布评估结论。（责任部门：竞体科、\n安监科）\n（三）公开彩票公益金使用情况。（责任部门：财务科）\n二、工作要求\n"
        "各科室要落实责任。\n云台区体育局\n2024 年 3 月 5 日\n— 2 —\n附件：2024年度政务公开任务分解表\n"
        "序号\t具体内容\t责任部门\t完成时间\n1\t公开场馆开放信息。公布公共体育场馆免费和低收费开放时段。\t牵头部门：群体科；配合部门：场馆中心\t全年\n"
        "2\t公开赛事安全信息。赛前公布应急方案，赛后5个工作日内公布评估结论。\t竞体科、安监科\t赛事期间\n— 3 —\n"
        "序号\t具体内容\t责任部门\t完成时间\n3\t公开彩票公益金使用情况。\t财务科\t6月底前\n"
    ).encode()


def _pipe_text() -> bytes:
    return (
        "# 双桥区统计局2024年政务公开工作安排表\n\n| 工作任务 | 工作要求 | 责任单位 | 完成时间 |\n|---|---|---|---|\n"
        "| 数据发布 | 按月公布主要指标。 | 综合科，各专业科 | 每月25日前 |\n| 发布解读稿。 | 综合科 | 每季度 |\n"
        "| 普查公开 | 公布普查公报。 | 普查办会同综合科负责 | 二季度 |\n| 队伍建设 | 组织统计开放日。 | 办公室牵头，各科室配合 | 9月20日 |\n"
    ).encode()


# Excel


def _workbook() -> bytes:
    stream = io.BytesIO()
    book = xlsxwriter.Workbook(stream, {"in_memory": True})
    sheet = book.add_worksheet("分解表")
    date = book.add_format({"num_format": "yyyy-mm-dd"})
    plain = book.add_format()
    sheet.write(0, 0, "附件2")
    sheet.merge_range("A2:G2", "北原市文旅局2024年政务公开任务分解表", plain)
    heads = ("重点领域", "事项类别", "序号", "主要内容", "责任单位", "配合单位", "完成时间")
    for column, head in enumerate(heads):
        sheet.write(2, column, head)
    sheet.merge_range("A4:A6", "文化服务", plain)
    sheet.merge_range("B4:B5", "场馆", plain)
    sheet.write("B6", "演出")
    sheet.merge_range("A7:A8", "旅游市场", plain)
    sheet.write("B7", "监管")
    sheet.write("B8", "监管")
    rows = (
        (1, "公布公共文化场馆目录。", "公共服务科", "市图书馆、市博物馆", dt.date(2024, 6, 30)),
        (2, "公布错时开放安排。", "公共服务科", "", "年底前"),
        (3, "公布惠民演出场次。", "艺术科", "市演艺集团", "全年"),
        (4, "公布旅行社信用等级。", "", "市场科", "11月"),
        (5, "公布投诉处理结果。", "执法支队", "市场科", "按季度"),
    )
    for row, cells in enumerate(rows, 3):
        for column, value in enumerate(cells, 2):
            if isinstance(value, dt.date):
                sheet.write_datetime(row, column, dt.datetime(value.year, value.month, value.day), date)  # noqa: DTZ001
            else:
                sheet.write(row, column, value)
    sheet.merge_range("A9:G9", "注：责任单位一栏空缺的，由配合单位负责。", plain)
    book.close()
    return stream.getvalue()


STRANGERS: tuple[Stranger, ...] = (
    Stranger(
        "水利局计划.docx",
        _numbered_docx,
        2,
        3,
        (
            Expected("公布进度和验收结果。", {"牵头": "工程科", "配合": "河长办"}, "全年"),
            Expected("6月底前公布听证结果。", responsible("水价科"), "6月底前"),
            Expected("汛期每日更新水情。", responsible("水文站"), "汛期"),
            Expected("值守表随时公布。", responsible("防汛办"), "持续推进"),
        ),
        absent=("5月底前", "年底前"),
    ),
    Stranger(
        "科技局分工表.docx",
        _letter_and_table,
        2,
        5,
        (
            Expected("集中公布。", {"牵头": "政策科", "配合": "各科室"}),
            Expected("发布解读材料。", {"牵头": "政策科", "配合": "起草科室、信息中心"}),
            # with nobody in the lead, the column 配合/责任 names who is responsible
            Expected("惠企政策问答。", responsible("高新科、成果科")),
            Expected("申报指南。", {"牵头": "计划科", "配合": "市科技馆、市科技情报所"}),
            Expected("经费安排。", {"牵头": "计划科", "配合": "市科技馆、市科技情报所"}),
        ),
        absent=("3个工作日内", "11月30日前"),
    ),
    Stranger(
        "档案局清单.docx",
        _two_levels,
        0,
        8,
        (
            Expected("开放审核。", {"牵头": "开放利用科", "配合": "各有关科室"}),
            Expected("开放审核计划。", responsible("开放利用科"), "3月底前"),
            Expected("不少于两批。", responsible("开放利用科、信息技术科")),
            Expected("数字档案室。", {"牵头": "信息技术科"}),
            Expected("接收标准。", {"责任": "业务指导科", "会同": "信息技术科"}, "6月底前"),
            Expected("开展培训。", responsible("业务指导科"), "每半年至少1次"),
            Expected("存量数字化。", responsible("信息技术科"), "2024年12月底前"),
            Expected("档案日活动。", responsible("宣教科")),
            Expected("现场咨询。", responsible("宣教科")),
        ),
    ),
    Stranger(
        "石桥镇要点.docx",
        _plain_style,
        2,
        5,
        (
            Expected("逐项核对。", responsible("党政办、经发科"), "3月底前"),
            Expected("统计结果。", responsible("农业科"), "每季度末"),
            Expected("内登记。", responsible("党政办")),
            Expected("同步解读。", responsible("党政办（司法所）、综合科"), "全年"),
            Expected("群众关切。", responsible("信访办"), "长期坚持"),
        ),
        absent=("3个工作日内", "收到申请后3个工作日内"),
    ),
    Stranger(
        "商务委安排.docx",
        _sentence_owners,
        2,
        4,
        (
            Expected("公布发放规则", {"牵头": "市场处"}),
            Expected("公布核销数据", {"牵头": "市场处", "责任": "信息处"}),
            Expected("公布投诉渠道", {"牵头": "综合处", "责任": "市场处、信息处"}),
            Expected("全程公开", {"牵头": "外贸处", "责任": "财务处"}),
            Expected("结果通报。", responsible("各街镇")),
        ),
    ),
    Stranger(
        "金湾区计划.html",
        _cms_page,
        2,
        4,
        (
            Expected("清单和进展。", {"牵头": "区建设管理委(区交通委)", "责任": "区规划资源局、各街镇"}, "6月底前"),
            Expected("泊位数据。", responsible("区城运中心〔区大数据中心〕、区公安分局")),
            Expected("同步解读。", {"指导": "区府办", "责任": "各起草部门"}),
            Expected("组织4场。", {"牵头": "区司法局", "责任": "区融媒体中心、各街镇"}, "11月底前"),
        ),
    ),
    Stranger(
        "司法局任务表.html",
        _table_page,
        2,
        5,
        (
            Expected("失效栏目。", responsible("信息科"), "4月下旬"),
            Expected("检索功能。", responsible("信息科、办公室"), "7月底前提出方案，10月底前完成"),
            Expected("历年公报。", responsible("秘书科"), "持续推进"),
            Expected("查阅设备。", responsible("秘书科"), "3月～5月"),
            Expected("考核结果。", responsible("办公室、各科室"), "2024年12月31日前"),
        ),
    ),
    Stranger("东岭区通知.html", _stub_page, 0, 0, (), is_stub=True),
    Stranger(
        "湖滨县任务.txt",
        _flat_text,
        2,
        4,
        (
            Expected("首次汇编。", {"牵头": "县发改局", "责任": "县税务局、县财政局"}),
            Expected("公布进展。", {"牵头": "县发改局", "责任": "县自然资源局、各乡镇人民政府（街道办事处）"}),
            Expected("6月30日前发布。", {"牵头": "县教体局", "责任": "各中小学校"}),
            Expected("机构名录。", {"牵头": "县民政局", "责任": "县卫健局、县医保局等部门"}),
        ),
        absent=("12月10日前",),
    ),
    Stranger(
        "体育局计划.txt",
        _wrapped_text,
        2,
        3,
        (
            Expected("低收费开放时段。", {"牵头": "群体科", "配合": "场馆中心"}, "全年"),
            Expected("公布评估结论。", responsible("竞体科、安监科"), "赛事期间"),
            Expected("使用情况。", responsible("财务科"), "6月底前"),
        ),
        absent=("5个工作日内",),
    ),
    Stranger(
        "统计局安排.md",
        _pipe_text,
        3,
        4,
        (
            Expected("主要指标。", responsible("综合科、各专业科"), "每月25日前"),
            Expected("解读稿。", responsible("综合科"), "每季度"),
            Expected("普查公报。", {"责任": "普查办", "会同": "综合科"}, "二季度"),
            Expected("统计开放日。", {"牵头": "办公室", "配合": "各科室"}, "9月20日"),
        ),
    ),
    Stranger(
        "文旅局分解表.xlsx",
        _workbook,
        2,
        5,
        (
            Expected("场馆目录。", {"责任": "公共服务科", "配合": "市图书馆、市博物馆"}, "2024年6月30日"),
            Expected("开放安排。", responsible("公共服务科"), "年底前"),
            Expected("演出场次。", {"责任": "艺术科", "配合": "市演艺集团"}, "全年"),
            Expected("信用等级。", {"配合": "市场科"}, "11月"),
            Expected("处理结果。", {"责任": "执法支队", "配合": "市场科"}, "按季度"),
        ),
    ),
)
