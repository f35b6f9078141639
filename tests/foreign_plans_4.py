"""A fourth set of plans by offices that do not exist: a prefix printed once, notes in sentences, letters over tables, nested brackets."""

from tests.foreign_documents import Expected, Stranger, cms_page, document_of, responsible, saved


def _shared_prefix() -> bytes:
    return saved(
        document_of(
            (
                "春江省2024年政务公开工作分工",
                "各设区市人民政府，省政府各部门：",
                "现将有关分工明确如下。",
                "一、重点领域",
                "（一）金融信息公开。公布非法集资处置情况。",
                "责任单位：省工信厅、财政厅、地方金融局，各设区市人民政府。",
                "（二）生态信息公开。公布督察整改清单，9月底前更新一次。",
                "牵头单位：省生态环境厅；责任单位：省水利厅、自然资源厅等有关部门，各设区市人民政府按职责分工负责。",
                "二、组织保障",
                "（一）健全机制。主要负责同志每年听取汇报不少于2次。",
                "责任单位：省政府各部门、各直属机构，各设区市人民政府。",
                "春江省人民政府办公厅",
                "2024年4月3日",
                "（此件公开发布）",
            )
        )
    )


def _two_notes() -> bytes:
    return saved(
        document_of(
            (
                "竹林区人社局2024年公开工作计划",
                "一、就业信息",
                "1. 公布招聘岗位。 每周更新岗位信息（就业科负责），每月分析供求（信息科负责，每月5日前）。",
                "2. 公布补贴名单。（就业科牵头、财务科配合，7月底前、12月底前）",
                "3. 公布培训机构。",
                "责任科室：培训科",
                "完成时间：二季度",
                "二、社保信息",
                "1. 公布基金收支（基金科会同审计科负责）。",
                "2. 公布待遇调整办法；答复群众疑问。（养老科、医保科分别负责）",
            )
        )
    )


def _cover_table_html() -> bytes:
    rows = "<tr><td>工作任务</td><td>工作要求</td><td>牵头单位</td><td>配合单位</td><td>时间安排</td></tr><tr><td colspan=5>（一）惠民政策公开</td></tr><tr><td rowspan=3>政策直达</td><td>建立政策清单。</td><td>县财政局</td><td>各乡镇</td><td>3月</td></tr><tr><td>设立咨询窗口。</td><td>县政务中心</td><td>县财政局<br>县人社局</td><td>4月底前</td></tr><tr><td>公布兑付结果。</td><td>县财政局</td><td>&nbsp;</td><td>每季度末</td></tr><tr><td colspan=5>（二）监督检查</td></tr><tr><td>抽查</td><td>通报抽查结果。</td><td>县府办</td><td>各部门</td><td>11月15日前</td></tr>"
    body = f"<p>各乡镇人民政府，县直各部门：</p><p>经县政府同意，现将《2024年惠民政策公开工作任务分工表》印发给你们，请于12月20日前报送总结。</p><p align=right>石门县人民政府办公室</p><p align=right>2024年3月6日</p><p>附件</p><p align=center><b>2024年惠民政策公开工作任务分工表</b></p><table border=1>{rows}</table>"
    return cms_page("石门县人民政府办公室关于印发2024年惠民政策公开工作任务分工表的通知", body)


def _inline_points() -> bytes:
    return (
        "江岸街道2024年公开工作安排\n　　（一）提升办事透明度一是公布窗口排班。（政务中心负责）二是公布投诉电话和办理时限，五个工作日内反馈。（监察组负责）\n　　（二）规范社区公开。一是更新公开栏；二是晾晒经费账。（各社区负责，社区办指导）\n　　（三）用好新媒体。视频号每周发布一期。（宣传办、各科室按职责分工分别负责）\n"
    ).encode()


def _numbered_table() -> bytes:
    document = document_of(
        (
            "附件",
            "丰谷区2024年粮食安全信息公开事项表",
            [
                ("编号", "公开事项名称", "公开内容", "承办科室", "公开时限", "备注"),
                ("（1）", "储备规模", "公布储备品种和数量。", "储备科", "每年6月", "涉密的除外"),
                ("（2）", "质量抽检", "公布抽检批次、合格率。", "质检站/监督科", "抽检完成后20个工作日内", ""),
                ("（3）", "价格监测", "发布监测周报。", "信息科（价格站）", "每周五", ""),
            ],
        )
    )
    return saved(document)


def _nested_brackets() -> bytes:
    return saved(
        document_of(
            (
                "海棠市2024年数据开放计划",
                "一、开放目录",
                "（一）公布开放目录（第二批）。各部门核对（含下属单位）后报送，6月底前公布。（市数据局（市大数据中心）牵头，市府办〔市政务办〕、各区政府（管委会）配合，6月底前完成）",
                "（二）建立需求响应机制。对企业提出的需求（含书面、电话）10个工作日内答复。（牵头单位：市数据局（市大数据中心）；配合单位：各数据提供单位；完成时限：长期）",
            )
        )
    )


FOURTH_STRANGERS: tuple[Stranger, ...] = (
    Stranger(
        "春江省分工.docx",
        _shared_prefix,
        2,
        3,
        (
            Expected("处置情况。", responsible("省工信厅、财政厅、地方金融局、各设区市人民政府")),
            Expected(
                "更新一次。", {"牵头": "省生态环境厅", "责任": "省水利厅、自然资源厅、有关部门、各设区市人民政府"}
            ),
            Expected("不少于2次。", responsible("省政府各部门、各直属机构、各设区市人民政府")),
        ),
    ),
    Stranger(
        "人社局计划.docx",
        _two_notes,
        2,
        5,
        (
            Expected("更新岗位信息", responsible("就业科")),
            Expected("分析供求", responsible("信息科"), "每月5日前"),
            Expected("补贴名单。", {"牵头": "就业科", "配合": "财务科"}, "7月底前、12月底前"),
            Expected("培训机构。", responsible("培训科"), "二季度"),
            Expected("基金收支", {"责任": "基金科", "会同": "审计科"}),
            Expected("群众疑问。", responsible("养老科、医保科")),
        ),
    ),
    Stranger(
        "石门县分工表.html",
        _cover_table_html,
        2,
        4,
        (
            Expected("政策清单。", {"牵头": "县财政局", "配合": "各乡镇"}, "3月"),
            Expected("咨询窗口。", {"牵头": "县政务中心", "配合": "县财政局、县人社局"}, "4月底前"),
            Expected("兑付结果。", {"牵头": "县财政局"}, "每季度末"),
            Expected("抽查结果。", {"牵头": "县府办", "配合": "各部门"}, "11月15日前"),
        ),
        absent=("12月20日前",),
    ),
    Stranger(
        "江岸街道安排.txt",
        _inline_points,
        0,
        3,
        (
            Expected("窗口排班。", responsible("政务中心")),
            Expected("内反馈。", responsible("监察组")),
            Expected("经费账。", {"责任": "各社区", "指导": "社区办"}),
            Expected("发布一期。", responsible("宣传办、各科室")),
        ),
        absent=("五个工作日内",),
    ),
    Stranger(
        "粮食公开事项表.docx",
        _numbered_table,
        0,
        3,
        (
            Expected("品种和数量。", responsible("储备科"), "每年6月"),
            Expected("合格率。", responsible("质检站、监督科"), "抽检完成后20个工作日内"),
            Expected("监测周报。", responsible("信息科（价格站）"), "每周五"),
        ),
    ),
    Stranger(
        "海棠市计划.docx",
        _nested_brackets,
        1,
        2,
        (
            Expected(
                "6月底前公布。",
                {"牵头": "市数据局（市大数据中心）", "配合": "市府办〔市政务办〕、各区政府（管委会）"},
                "6月底前",
            ),
            Expected("答复。", {"牵头": "市数据局（市大数据中心）", "配合": "各数据提供单位"}, "长期"),
        ),
        absent=("10个工作日内",),
    ),
)
