# Rules of the desk broken one by one: `make mutants`, in about two minutes.

.PHONY: mutants mutants-now
mutants: deps
	@$(MAKE) --no-print-directory mutants-now
mutants-now:
	@$(PYTHON) tests/mutants/mutants.py
