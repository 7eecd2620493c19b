# Figures against the raw limits: `make bench`, in about ten minutes.

BENCH := $(BUILD)/tests/bench/bench $(BUILD)/tests/bench/bench_echo \
	$(BUILD)/tests/bench/bench_sqlite $(BUILD)/tests/bench/bench_desk \
	$(BUILD)/tests/bench/bench_roster $(BUILD)/tests/bench/bench_linking \
	$(BUILD)/tests/bench/bench_rows

$(BUILD)/tests/bench/bench: $(BUILD)/tests/bench/bench.o \
		$(BUILD)/tests/bench/frame.o
	$(CC) $(LDFLAGS) -o $@ $^ -lzmq
$(BUILD)/tests/bench/bench_echo: $(BUILD)/tests/bench/bench_echo.o
	$(CC) $(LDFLAGS) -o $@ $^ -lzmq
$(BUILD)/tests/bench/bench_sqlite: $(BUILD)/tests/bench/bench_sqlite.o
	$(CC) $(LDFLAGS) -o $@ $^ -lsqlite3
$(BUILD)/tests/bench/bench_roster: $(BUILD)/tests/bench/bench_roster.o \
		$(LIBCORE)
	$(CC) $(LDFLAGS) -o $@ $^
$(BUILD)/tests/bench/bench_rows: $(BUILD)/tests/bench/bench_rows.o \
		$(LIBSYS) $(LIBCORE)
	$(CC) $(LDFLAGS) -o $@ $^ $(LIBS_LOKETD)
$(BUILD)/tests/bench/bench_desk: $(BUILD)/tests/bench/bench_desk.o \
		$(SIM_HELP_O) $(LIBMODES) $(LIBFRONT) $(LIBDESK) \
		$(LIBDOCUMENT) $(LIBSTORE) $(LIBWIRE) $(LIBJSON) $(LIBLINK) \
		$(LIBCORE) $(LIBSYS)
	$(CC) $(LDFLAGS) -o $@ $(filter %.o,$^) -Wl,--start-group \
		$(filter %.a,$^) -Wl,--end-group $(LIBS_LOKETD) -ljansson \
		-lcmocka
$(BUILD)/tests/bench/bench_linking: $(addprefix $(BUILD)/tests/bench/, \
		bench_linking.o bulk.o raw.o signals.o tables.o) \
		$(LIBSTORE) $(LIBLINK) $(LIBCORE) $(LIBSYS)
	$(CC) $(LDFLAGS) -o $@ $(filter %.o,$^) -Wl,--start-group \
		$(filter %.a,$^) \
		-Wl,--end-group $(LIBS_LOKETD)
$(BUILD)/tests/bench/%.o: CPPFLAGS += -Itests/bench

.PHONY: bench bench-now
bench: deps
	@$(MAKE) --no-print-directory bench-now
bench-now: all $(BENCH)
	@$(PYTHON) tests/bench/bench.py --build $(BUILD)
	@$(PYTHON) tests/bench/redis_compare.py --build $(BUILD)

# The whole range: to ten million signals, in a quarter to half an hour.
.PHONY: bench-linking bench-linking-now
bench-linking: deps
	@$(MAKE) --no-print-directory bench-linking-now
bench-linking-now: $(BUILD)/tests/bench/bench_linking
	@$(PYTHON) tests/bench/bench_linking.py --build $(BUILD)
