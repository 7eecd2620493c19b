# make tables: every row of the desk's tables and the tests that made it decide.
# A test takes part by including unit/rows_hit.h.

TABLES_T := $(patsubst %.c,$(BUILD)/%,$(shell grep -l 'rows_hit\.h"' \
	$(wildcard tests/unit/*.c tests/sim/*.c tests/client/*.c)))
TABLES_HITS := $(BUILD)/rows_hit

.PHONY: tables
tables: $(TABLES_T)
	@rm -f $(TABLES_HITS)
	@touch $(TABLES_HITS)
	@for t in $(TABLES_T); do \
		LOKET_ROWS_HIT=$(TABLES_HITS) $$t > $(TABLES_HITS).log 2>&1 || \
			{ cat $(TABLES_HITS).log; exit 1; }; done
	@tests/tables/report.sh $(TABLES_HITS) config/desk/tables.yaml \
		config/desk/terms.yaml
