"""A third set of plans by offices that do not exist: letters with numbers of their own, five levels, tables cut by pages, lists."""

from tests.foreign_documents import Expected, Stranger, cms_page, document_of, responsible, saved, table_of


def _letter_numbers() -> bytes:
    return saved(
        document_of(
            (
                "关于做好2024年公共资源交易信息公开工作的通知",
                "各县区交易中心：",
                "为做好信息公开，现就有关事项通知如下。",
                "一、提高认识。各中心要高度重视。",
                "二、按时报送。各中心于每季度末报送情况。",
                "三、联系方式。有问题与综合科联系。",
                "泽山市公共资源交易中心",
                "2024年2月1日",
                "附件：2024年公共资源交易信息公开重点任务",
                "附件",
                "2024年公共资源交易信息公开重点任务",
                "一、交易信息",
                "（一）公开招标计划。提前30日发布。（责任科室：招标科；完成时限：持续推进）",
                "（二）公开中标结果。中标通知书发出后3个工作日内公示。（责任科室：交易一科、交易二科）",
                "二、信用信息",
                "（三）公开失信名单。按月更新。（牵头科室：监督科；配合科室：信息科）",
            )
        )
    )


def _five_levels() -> bytes:
    return saved(
        document_of(
            (
                "梧桐区生态环境局2024年信息公开计划",
                "一、环境质量",
                "（一）空气质量",
                "1.站点数据",
                "（1）公布小时数据。（监测站负责）",
                "（2）公布日报。",
                "①市区站点每日9时前发布。（监测站、宣教科负责）",
                "②郊区站点每日12时前发布。（各监测点负责，年底前）",
                "2.预警信息。启动预警后1小时内发布。（大气科牵头，监测站配合）",
                "（二）水环境质量",
                "1.公布断面水质月报。（水科负责，每月15日前）",
            )
        )
    )


def _cut_tables() -> bytes:
    document = document_of(
        (
            "兰渚县文化馆2024年公共服务公开任务表",
            [
                ("序号", "任务", "内容", "责任部门", "时限"),
                ("一、演出", "", "", "", ""),
                ("1", "送戏下乡", "公布场次和地点。", "演艺部", "3月底前"),
            ],
        )
    )
    t = document.tables[0]
    t.cell(1, 0).merge(t.cell(1, 4)).text = "一、演出"
    document.add_paragraph("")
    table_of(document, [("2", "剧目征集", "公布征集结果。", "创作部", "5月"), ("一、演出", "", "", "", "")])
    t = document.tables[1]
    t.cell(1, 0).merge(t.cell(1, 4)).text = "一、演出"
    document.add_paragraph("")
    table_of(
        document,
        [
            ("3", "惠民票价", "公布票价和优惠办法。", "演艺部", "全年"),
            ("二、培训", "", "", "", ""),
            ("4", "公益课程", "公布课程表和报名方式。", "培训部", "每季度首月"),
        ],
    )
    t = document.tables[2]
    t.cell(1, 0).merge(t.cell(1, 4)).text = "二、培训"
    return saved(document)


def _page_with_annex() -> bytes:
    body = (
        "<p>为做好公开工作，制定本计划。</p><p>一、重点工作</p><p>（一）公开供水水质。每月公布出厂水、管网水检测结果。（责任单位：水质科）</p><p>（二）公开停水信息。计划停水提前24小时公布，抢修停水随时公布。（责任单位：调度中心、各营业所）</p><p>附件：2024年信息公开任务分解表</p>"
        "<table><tr><th>序号</th><th>具体内容</th><th>责任单位</th><th>完成时间</th></tr><tr><td>1</td><td>公开供水水质。每月公布出厂水、管网水检测结果。</td><td>水质科</td><td>每月10日前</td></tr><tr><td rowspan=2>2</td><td>公开停水信息。计划停水提前24小时公布，</td><td>调度中心</td><td rowspan=2>全年</td></tr><tr><td>抢修停水随时公布。</td><td>各营业所</td></tr></table>"
    )
    return cms_page("青峦市水务公司2024年信息公开工作计划", body)


def _list_plan() -> bytes:
    return (
        "南麓市2024年规范性文件制定计划\n\n一、继续审查的项目（2件）\n1. 物业管理办法（市住建局起草，6月提请审议）\n2. 城市绿化办法（市园林局起草）\n二、新制定的项目（2件）\n1. 数据共享办法（市数据局起草，9月提请审议）\n2. 夜间经济促进办法（市商务局、市文旅局起草，年内提请）\n"
    ).encode("gb18030")


def months_page() -> bytes:
    """A table of what is done month by month: no plan of tasks."""
    rows = "".join(
        f"<tr><td>{a}</td><td>{b}</td></tr>"
        for a, b in (
            ("1月：布置全年工作", "工作时效"),
            ("3月～5月：开展自查", "自查报告"),
            ("11月-12月：总结", "总结材料"),
        )
    )
    return cms_page(
        "后勤处2024年工作进度表", f"<table><tr><td>任务分解/时序进度</td><td>考核要点</td></tr>{rows}</table>"
    )


def _chapters_with_numbers() -> bytes:
    return saved(
        document_of(
            (
                "西塘乡2024年基层政务公开要点",
                "2024年，我乡政务公开工作要突出便民，现提出以下要点。",
                "一、规范村务公开",
                "1.统一公开栏样式。各村更换公开栏（责任单位：党政办，完成时限：5月底）",
                "2.按月公布收支，接受监督。（责任单位：农经站、各村，完成时限：每月）",
                "二、办好便民服务",
                "3.公布办事指南。对照清单梳理，做到一次告知。（责任单位：便民中心，完成时限：2024年4月30日前）",
                "4.公布医保缴费信息。",
                "（责任单位：社保所；完成时限：9月至12月）",
                "三、工作要求",
                "加强领导，明确专人。各单位每季度末报送小结。",
                "西塘乡人民政府",
                "2024年1月15日",
            )
        )
    )


def _sub_items() -> bytes:
    return (
        "枣林区卫健委2024年公开工作任务\n（一）医疗服务信息\n（1）公布医院价格。每半年更新一次。责任处室：医政处\n（2）公布专家门诊。责任处室：医政处、各医院\n（二）公共卫生信息\n（1）公布疫情信息。法定传染病按月公布。牵头处室：疾控处；配合处室：区疾控中心\n（2）公布卫生监督结果。责任处室：监督所。完成时限：每季度\n"
    ).encode("gb18030")


THIRD_STRANGERS: tuple[Stranger, ...] = (
    Stranger(
        "交易中心通知.docx",
        _letter_numbers,
        2,
        3,
        (
            Expected("提前30日发布。", responsible("招标科"), "持续推进"),
            Expected("个工作日内公示。", responsible("交易一科、交易二科")),
            Expected("按月更新。", {"牵头": "监督科", "配合": "信息科"}),
        ),
        absent=("每季度末", "3个工作日内"),
    ),
    Stranger(
        "生态环境局计划.docx",
        _five_levels,
        1,
        6,
        (
            Expected("公布小时数据。", responsible("监测站")),
            Expected("每日9时前发布。", responsible("监测站、宣教科")),
            Expected("每日12时前发布。", responsible("各监测点"), "年底前"),
            Expected("1小时内发布。", {"牵头": "大气科", "配合": "监测站"}),
            Expected("水质月报。", responsible("水科"), "每月15日前"),
        ),
        absent=("1小时内",),
    ),
    Stranger(
        "文化馆任务表.docx",
        _cut_tables,
        2,
        4,
        (
            Expected("场次和地点。", responsible("演艺部"), "3月底前"),
            Expected("征集结果。", responsible("创作部"), "5月"),
            Expected("优惠办法。", responsible("演艺部"), "全年"),
            Expected("报名方式。", responsible("培训部"), "每季度首月"),
        ),
    ),
    Stranger(
        "水务公司计划.html",
        _page_with_annex,
        1,
        2,
        (
            Expected("检测结果。", responsible("水质科"), "每月10日前"),
            Expected("24小时公布，", responsible("调度中心"), "全年"),
            Expected("停水随时公布。", responsible("各营业所"), "全年"),
        ),
    ),
    Stranger(
        "文件制定计划.txt",
        _list_plan,
        2,
        0,
        (),
    ),
    Stranger(
        "西塘乡要点.docx",
        _chapters_with_numbers,
        3,
        4,
        (
            Expected("更换公开栏", responsible("党政办"), "5月底"),
            Expected("接受监督。", responsible("农经站、各村"), "每月"),
            Expected("一次告知。", responsible("便民中心"), "2024年4月30日前"),
            Expected("缴费信息。", responsible("社保所"), "9月至12月"),
        ),
        absent=("每季度末",),
    ),
    Stranger(
        "卫健委任务.txt",
        _sub_items,
        2,
        4,
        (
            Expected("更新一次。", responsible("医政处")),
            Expected("专家门诊。", responsible("医政处、各医院")),
            Expected("按月公布。", {"牵头": "疾控处", "配合": "区疾控中心"}),
            Expected("监督结果。", responsible("监督所"), "每季度"),
        ),
    ),
)
