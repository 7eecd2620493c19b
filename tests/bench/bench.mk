# Figures against the raw limits: `make bench`, in about a minute.

BENCH := $(BUILD)/tests/bench/bench $(BUILD)/tests/bench/bench_echo \
	$(BUILD)/tests/bench/bench_sqlite

$(BUILD)/tests/bench/bench: $(BUILD)/tests/bench/bench.o \
		$(BUILD)/tests/bench/frame.o
	$(CC) $(LDFLAGS) -o $@ $^ -lzmq
$(BUILD)/tests/bench/bench_echo: $(BUILD)/tests/bench/bench_echo.o
	$(CC) $(LDFLAGS) -o $@ $^ -lzmq
$(BUILD)/tests/bench/bench_sqlite: $(BUILD)/tests/bench/bench_sqlite.o
	$(CC) $(LDFLAGS) -o $@ $^ -lsqlite3
$(BUILD)/tests/bench/%.o: CPPFLAGS += -Itests/bench

.PHONY: bench bench-now
bench: deps
	@$(MAKE) --no-print-directory bench-now
bench-now: all $(BENCH)
	@$(PYTHON) tests/bench/bench.py --build $(BUILD)
	@$(PYTHON) tests/bench/redis_compare.py --build $(BUILD)
