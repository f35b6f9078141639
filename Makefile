# make help 列出全部命令。命令所需的一切（系统软件包、Python 环境、字体）由 make 自行准备，只准备一次。

YEAR = $(year) # 年度，如 make check YEAR=2023；不写则 build、check、review 取最近的一年，publish 取全部
ARGS =      # 交给命令的其他选项，如 make test ARGS="-k fonts"

BIN  := .venv/bin
ZWGK := $(BIN)/zwgk

# each is an empty file, as old as the work it stands for
SYSTEM      := .cache/system
SYSTEM_TEST := .cache/system-test
RUN         := .venv/run
DEV         := .venv/dev
BENCH       := .venv/bench
NODE        := tests/node_modules/unpacked
INSTALLED   := .cache/installed/made
FONTS       := .cache/fonts/unpacked

.DEFAULT_GOAL := help
# compiled modules are kept whatever the caller's shell says: the tests start hundreds of processes
unexport PYTHONDONTWRITEBYTECODE
.DELETE_ON_ERROR:
.PHONY: help publish build check review new import diff merge list progress serve doctor templates setup fonts test test-fast bench check-report fuzz pictures lint types lock clean

help: ## 列出全部命令
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "  make %-10s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

# --- 文件 ---

publish: setup ## 通过审查后发布：生成发布包和网站（YEAR=年度）
	@$(ZWGK) publish $(YEAR) $(ARGS)

build: setup ## 生成 build/ 中的全部文件（YEAR=年度）
	@$(ZWGK) build $(YEAR) $(ARGS)

check: setup ## 检查内容，列出问题（YEAR=年度）
	@$(ZWGK) check $(YEAR) $(ARGS)

review: setup ## 保密审查到了哪一步（YEAR=年度）
	@$(ZWGK) review $(YEAR) $(ARGS)

new: setup ## 起草新一年的计划（YEAR=年度）
	@test -n "$(strip $(YEAR))" || { echo "写上年度：make new YEAR=2024" >&2; exit 2; }
	@$(ZWGK) new $(YEAR) $(ARGS)

import: setup ## 已有的计划读成内容（FILE=文件 YEAR=年度）
	@test -n "$(FILE)" -a -n "$(strip $(YEAR))" || { echo "写上文件和年度：make import FILE=计划.docx YEAR=2023" >&2; exit 2; }
	@$(ZWGK) import $(FILE) --year $(YEAR) $(ARGS)

diff: setup ## 比较两个年度或稿本（A=旧 B=新）
	@test -n "$(A)" -a -n "$(B)$(findstring --against,$(ARGS))" || { echo "写上两个年度或稿本：make diff A=2023 B=2024" >&2; exit 2; }
	@$(ZWGK) diff $(A) $(B) $(ARGS)

merge: setup ## 把 Word、Excel 里的修改并回内容（FILE=文件，ARGS=--apply 写入）
	@test -n "$(FILE)" || { echo "写上改过的文件：make merge FILE=局长改.docx" >&2; exit 2; }
	@$(ZWGK) merge $(FILE) $(if $(YEAR),--year $(YEAR)) $(ARGS)

list: setup ## 任务单：谁有哪些任务，什么时候完成（UNIT=科室）
	@$(ZWGK) list $(YEAR) $(if $(UNIT),--unit $(UNIT)) $(ARGS)

progress: setup ## 台账：做到哪一步了（YEAR=年度，ARGS="--as-of 日期 --sheets" 生成督办单等）
	@$(ZWGK) progress $(YEAR) $(ARGS)

serve: setup ## 边写边看：在浏览器里预览网页、PDF 和附件（YEAR=年度）
	@$(ZWGK) serve $(YEAR) $(ARGS)

doctor: setup ## 检查字体、软件是否齐备
	@$(ZWGK) doctor $(ARGS)

templates: setup ## 由标准重新生成 templates/ 中的模板
	@$(BIN)/python -m pipeline.render.word.make_template

# --- 准备 ---

setup: $(RUN) $(FONTS) ## 准备运行所需的一切

fonts: $(RUN) ## 检查字体，缺的补上
	@$(BIN)/python -m pipeline.fonts

$(SYSTEM): .ci/system
	@sh .ci/system run
	@mkdir -p $(@D) && touch $@

$(SYSTEM_TEST): .ci/system | $(SYSTEM)
	@sh .ci/system test
	@touch $@

# only ready-made packages, and only those whose digests stand in the lock file
INSTALL := $(BIN)/python -m pip install --quiet --disable-pip-version-check --no-input

$(RUN): .locks/run.txt pyproject.toml | $(SYSTEM)
	@echo "正在准备 Python 环境 .venv ……" >&2
	@python=$$(sh .ci/python) || { echo "没有找到 Python 3.11 或更新的版本" >&2; exit 1; }; $$python -m venv --clear .venv
	@$(INSTALL) --only-binary :all: --require-hashes --requirement .locks/run.txt
	@$(INSTALL) --no-build-isolation --no-deps --no-index --editable .
	@touch $@

$(DEV): .locks/dev.txt $(RUN)
	@echo "正在安装测试工具 ……" >&2
	@$(INSTALL) --only-binary :all: --require-hashes --requirement .locks/dev.txt
	@touch $@

$(FONTS): $(wildcard pipeline/fonts/*.py) | $(RUN)
	@$(BIN)/python -m pipeline.fonts
	@mkdir -p $(@D) && touch $@

# validators and editors of the tests alone; tests/.npmrc says how they are brought
$(NODE): tests/package-lock.json tests/package.json tests/.npmrc | $(SYSTEM_TEST)
	@echo "正在安装测试用的校验器和编辑器 ……" >&2
	@cd tests && npm ci --loglevel=error >/dev/null
	@touch $@

# what users have: the wheel and the run lock alone, away from the checkout
WHEEL := .cache/wheel
SOURCES := $(shell find pipeline templates -type f ! -name '*.pyc')

$(INSTALLED): .locks/run.txt pyproject.toml $(SOURCES) | $(RUN)
	@echo "正在按用户的样子安装一份，供测试用 ……" >&2
	@test -x .cache/installed/bin/python -a .cache/installed/locked -nt .locks/run.txt || { \
		python=$$(sh .ci/python) && $$python -m venv --clear .cache/installed && \
		.cache/installed/bin/python -m pip install --quiet --disable-pip-version-check --no-input \
			--only-binary :all: --require-hashes --requirement .locks/run.txt && touch .cache/installed/locked; }
	@rm -rf $(WHEEL) && $(BIN)/python -m pip wheel --quiet --disable-pip-version-check --no-build-isolation --no-deps \
		--no-index --wheel-dir $(WHEEL) .
	@.cache/installed/bin/python -m pip install --quiet --disable-pip-version-check --no-deps --no-index \
		--force-reinstall $(WHEEL)/zwgk-*.whl
	@touch $@

# --- 开发 ---

# one more than there are cores: many tests wait for a browser, an office program or a server
WORKERS = $$(( $$(nproc) + 1 ))

test: setup $(DEV) $(SYSTEM_TEST) $(NODE) $(INSTALLED) ## 运行全部测试（几个核一起跑）
	@$(BIN)/python -m pytest --numprocesses $(WORKERS) --dist worksteal $(ARGS)

test-fast: $(DEV) $(FONTS) ## 只运行要 Python 就够的快测试（不到一分钟）
	@$(BIN)/python -m pytest --numprocesses $(WORKERS) --dist worksteal \
		-m "not browser and not libreoffice and not validators and not installed and not slow" $(ARGS)

$(BENCH): .locks/bench.txt $(DEV)
	@$(INSTALL) --only-binary :all: --require-hashes --requirement .locks/bench.txt
	@touch $@

bench: setup $(DEV) $(BENCH) $(SYSTEM_TEST) ## 量各命令的用时、内存和同类工具的，写成 docs/bench.md（ARGS=--help 列出选项）
	@$(BIN)/python bench/run.py $(ARGS)

check-report: $(DEV) $(FONTS) ## 各条规则报了多少：别人的文件里（ZWGK_CORPUS=文件夹）、植错里（ZWGK_PLANTS=表）
	@$(BIN)/python bench/check_report.py $(ARGS)

fuzz: setup $(DEV) $(SYSTEM_TEST) $(NODE) ## 用大量随机的内容长时间试读写（make test 里只试一小份；DRAWS=200 定每项抽多少例，末尾列出各项的数）
	@ZWGK_HYPOTHESIS=fuzz ZWGK_DRAWS=$(or $(DRAWS),0) $(BIN)/python -m pytest \
		-k "properties or killed or fails_leaves or libreoffice_counts" $(ARGS)

pictures: setup $(DEV) $(SYSTEM_TEST) ## 重画 docs/pictures 里各面的样子
	@$(BIN)/python -m tests.pictures

lint: $(DEV) ## 检查代码的写法
	@$(BIN)/ruff check
	@$(BIN)/ruff format --check

types: $(DEV) ## 检查代码的类型
	@$(BIN)/mypy

LOCK := $(BIN)/pip-compile --quiet --generate-hashes --strip-extras --allow-unsafe --no-header --no-emit-options \
	--no-emit-index-url --no-emit-trusted-host --no-emit-find-links

lock: $(DEV) ## 按 pyproject.toml 重新锁定各软件包的版本（ARGS=--upgrade 则升级）
	@$(LOCK) $(ARGS) --extra build --output-file .locks/run.txt pyproject.toml
	@$(LOCK) $(ARGS) --extra build --extra dask --extra dev --constraint .locks/run.txt --output-file .locks/dev.txt pyproject.toml
	@$(LOCK) $(ARGS) --extra build --extra bench --constraint .locks/dev.txt --output-file .locks/bench.txt pyproject.toml

clean: ## 删去 build/ 中的文件、Python 环境、测试工具和各种缓存（字体保留）
	@find build -mindepth 1 ! -name .gitignore -delete
	@rm -rf .venv .hypothesis tests/node_modules $(SYSTEM) $(SYSTEM_TEST) .cache/mypy .cache/pytest .cache/ruff
	@find . -name .git -prune -o -name __pycache__ -prune -exec rm -rf {} +
