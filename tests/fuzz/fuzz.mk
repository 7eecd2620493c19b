# Fuzzing: every tests/fuzz/fuzz_NAME.c is a libFuzzer target, linked with the
# libraries a parser may need.  Its seeds are tests/fuzz/corpus/NAME; what it
# finds interesting is kept in $(BUILD)/fuzz/corpus/NAME between runs.
#
#   make fuzz-smoke   each target its FUZZ_RUNS, always the same ones (a fixed
#                     seed), two at a time, as TAP: what passed passes again
#   make fuzz         each target FUZZ_LONG_SECONDS (1800), those of frames ten
#                     times as long, other runs each time

# About a minute for the frames that strangers send, that of the channel sixteen
# seconds, six for the others.  Those that run longest first: then none is left
# alone at the end.
FUZZ_RUNS := client_frame=7000000 server_frame=3500000 channel_frame=1000000 \
	audit_line=1000000 backup=15000 config=160000 csv=700000 \
	document=6000 http_head=180000 json=500000 normalise=50000
FUZZ_LONG_SECONDS ?= 1800
FUZZ := $(BUILD)/fuzz
FUZZ_CC := clang
FUZZ_CFLAGS := -std=c17 -O1 -g -fno-omit-frame-pointer \
	-fsanitize=address,undefined -fno-sanitize-recover=all
FUZZ_SRC := $(foreach d,core link wire sys document,$(wildcard daemon/$(d)/*.c))
FUZZ_O := $(FUZZ_SRC:%.c=$(FUZZ)/%.o) $(PB_C:$(GEN)/%.c=$(FUZZ)/gen/%.o)
FUZZ_LIB := $(FUZZ)/libfuzz.a
FUZZ_NAMES := $(patsubst tests/fuzz/fuzz_%.c,%,$(sort $(wildcard \
	tests/fuzz/fuzz_*.c)))
FUZZ_T := $(FUZZ_NAMES:%=$(FUZZ)/fuzz_%)
FUZZ_FORGOTTEN := $(filter-out $(foreach r,$(FUZZ_RUNS),$(firstword \
	$(subst =, ,$(r)))),$(FUZZ_NAMES))

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
	$(if $(FUZZ_FORGOTTEN),$(error no FUZZ_RUNS of $(FUZZ_FORGOTTEN)))
	@tests/fuzz/run.sh $(FUZZ) smoke $(FUZZ_RUNS)
fuzz: $(FUZZ_T)
	@tests/fuzz/run.sh $(FUZZ) $(FUZZ_LONG_SECONDS) $(FUZZ_NAMES)
