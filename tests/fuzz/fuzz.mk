# Fuzzing: every tests/fuzz/fuzz_NAME.c is a libFuzzer target, linked with the
# libraries a parser may need.  Its seeds are tests/fuzz/corpus/NAME; what it
# finds interesting is kept in $(BUILD)/fuzz/corpus/NAME between runs.
#
#   make fuzz-smoke   each target FUZZ_SECONDS (6), those of frames ten
#                     times that, two at a time, as TAP
#   make fuzz         each target FUZZ_LONG_SECONDS (1800)

FUZZ_SECONDS ?= 6
FUZZ_LONG_SECONDS ?= 1800
FUZZ := $(BUILD)/fuzz
FUZZ_CC := clang
FUZZ_CFLAGS := -std=c17 -O1 -g -fno-omit-frame-pointer \
	-fsanitize=address,undefined -fno-sanitize-recover=all
FUZZ_SRC := $(foreach d,core link wire sys document,$(wildcard daemon/$(d)/*.c))
FUZZ_O := $(FUZZ_SRC:%.c=$(FUZZ)/%.o) $(PB_C:$(GEN)/%.c=$(FUZZ)/gen/%.o)
FUZZ_LIB := $(FUZZ)/libfuzz.a
# Those that run longest first: then none is left alone at the end.
FUZZ_T := $(patsubst tests/fuzz/%.c,$(FUZZ)/%, \
	$(sort $(wildcard tests/fuzz/fuzz_*_frame.c)) \
	$(filter-out %_frame.c,$(sort $(wildcard tests/fuzz/fuzz_*.c))))

$(FUZZ)/%.o: %.c $(PB_C)
	@mkdir -p $(@D)
	$(FUZZ_CC) $(CPPFLAGS) -I$(GEN) $(FUZZ_CFLAGS) \
		-fsanitize=fuzzer-no-link -c -o $@ $<
$(FUZZ)/gen/%.o: $(GEN)/%.c
	@mkdir -p $(@D)
	$(FUZZ_CC) -I$(GEN) $(FUZZ_CFLAGS) -fsanitize=fuzzer-no-link -c -o $@ $<
$(FUZZ_LIB): $(FUZZ_O)
	@rm -f $@
	$(AR) rcs $@ $^
$(FUZZ)/fuzz_csv: $(FUZZ)/tests/eval/csv.o
$(FUZZ)/fuzz_audit_line: $(FUZZ)/clients/audit_line.o
$(FUZZ_T): $(FUZZ)/%: $(FUZZ)/tests/fuzz/%.o $(FUZZ_LIB)
	$(FUZZ_CC) $(FUZZ_CFLAGS) -fsanitize=fuzzer -o $@ $^ $(LIBS_LOKETD) \
		-ljansson

.PHONY: fuzz-smoke fuzz
fuzz-smoke: $(FUZZ_T)
	@tests/fuzz/run.sh $(FUZZ) $(FUZZ_SECONDS) $(FUZZ_T)
fuzz: $(FUZZ_T)
	@tests/fuzz/run.sh $(FUZZ) $(FUZZ_LONG_SECONDS) $(FUZZ_T)
