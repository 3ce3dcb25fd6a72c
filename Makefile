# jzdesk: the chores of this repository. `make help` lists them.
PY := .venv/bin/python
JOBS ?= 2
export QT_LOGGING_RULES ?= qt.qpa.*=false

.DEFAULT_GOAL := help
.PHONY: run test bench soak fix package clean help

run: ## set up what is missing and open the window; without a display write the demo county, workbook, forms and screenshots to out/
	@installer/set_up.sh run
	@if $(PY) installer/display.py; then \
		exec $(PY) -m jzdesk; \
	else \
		echo '没有可用的显示器，改为把演示县、月报、谈话表和各页签截图写入 out/ (no display: demo goes to out/)'; \
		QT_QPA_PLATFORM=offscreen $(PY) -m jzdesk.tour --out out && \
		echo '完成，请看 out/ (done, see out/):' && ls -1 out; \
	fi

test: ## lint, types and all tests (set-up included); JOBS=n for more workers
	@installer/set_up.sh test
	@status=0; \
	$(PY) -m ruff check --output-format=concise . || status=1; \
	$(PY) -m mypy || status=1; \
	[ $$status = 0 ] || echo 'lint or types failed, see above; the tests run all the same, but this run counts as failed'; \
	QT_QPA_PLATFORM=offscreen $(PY) -m pytest -n $(JOBS) --dist loadfile -m 'not soak' || status=1; \
	exit $$status

bench: ## measure against bare libraries and print the ratios
	@installer/set_up.sh test
	@QT_QPA_PLATFORM=offscreen $(PY) tests/benchmarks/run.py

soak: ## the slow tests: kill -9 loops, long runs, pinyin typed with the input methods installed
	@installer/set_up.sh test
	@QT_QPA_PLATFORM=offscreen $(PY) -m pytest -m soak --timeout=3600
	@QT_QPA_PLATFORM=offscreen $(PY) -m pytest -n $(JOBS) --dist loadfile -m hypothesis --hypothesis-profile=explore

fix: ## mend what the linter can mend
	@installer/set_up.sh test
	@$(PY) -m ruff check --fix .

package: ## wheel, one-folder program and .deb into dist/
	@installer/set_up.sh test
	@installer/package.sh

clean: ## remove everything made by these commands, .venv included
	rm -rf .venv out build dist .mypy_cache .ruff_cache .pytest_cache .hypothesis .coverage
	find . -name __pycache__ -type d -prune -exec rm -rf {} +

help: ## this list
	@awk -F ':.*## ' '/^[a-z-]+:.*## / { printf "make %-8s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)
