"""What the list of verbs says of each: the first sentence of its docstring, without importing it."""

from collections.abc import Mapping

SUMMARIES: Mapping[str, str] = {
    "check": "检查内容，列出问题；不写年度就是最近的一年。",
    "build": "生成公文的 Word、PDF 和附件；不写年度就是最近的一年。",
    "review": "保密审查到了哪一步；打印审查表；登记做完的审查。",
    "issue": "登记签发（定稿）：签发的就是现在这些文字。",
    "publish": "生成全部文件和网站，一次换上；有必改的问题就不换。不写年度就是全部不是草稿的年度。",
    "published": "公开以后，登记公开的时间。",
    "new": "从上一年的计划起草新一年的，要核对的地方都标上待核；还没有计划的，从头起一份。",
    "add": "增加一个事项：新建文件，列进清单；--retire 拿掉一个。",
    "save": "把这一年现在的样子存为一个稿本。",
    "import": "把已有的计划（Word、Excel、网页、文本、有文字的 PDF）读成内容，正文和附表可以是几个文件。",
    "diff": "比较两个年度或稿本：2023 2024、2024@送审稿 2024、2024@HEAD~3 2024；或一稿和 Word 里改过的文件：2024 局长改.docx。",
    "merge": "把 Word、WPS、Excel 里对本工具生成的文件所作的修改并回内容：先列出，--apply 写入。",
    "list": "任务单：谁有哪些任务，什么时候完成；一科一单，计划里的原话。",
    "progress": "台账：登记哪项任务做到哪一步，读交回的台账，生成督办单和逾期清单。",
    "consult": "按科室征求意见：生成征求意见稿和一科一份任务确认单；--collect 读交回的意见，列出谁还没有答复。",
    "submit": "送审包：送审稿、起草说明（数字都由计划和登记算出）、修改对照表、保密审查表、采纳情况表。",
    "serve": "边写边看：在本机浏览器里预览网页、PDF 和附件，保存即更新；只读。",
    "doctor": "检查字体、软件是否齐备。",
}
