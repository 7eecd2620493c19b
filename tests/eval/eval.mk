# How well signals are bundled: `make eval`.  tests/eval/README.md says what is
# measured and what it means.
#
#   make eval                   made-up messages, at hub rates 0, 1, 5 and 10 %
#   make eval DATA=DIR          and the labelled sets below DIR
#   make eval ONLY=NAME ..      of them the sets whose name begins so
#   make eval-reference REFERENCE=FILE DATA=DIR
#                               pair scores against those of another program

EVAL := $(BUILD)/tests/eval/eval
EVAL_T := $(patsubst %.c,$(BUILD)/%,$(wildcard tests/eval/test_*.c))
EVAL_SRC := $(filter-out tests/eval/test_%.c tests/eval/eval.c, \
	$(wildcard tests/eval/*.c))
EVAL_O := $(EVAL_SRC:%.c=$(BUILD)/%.o) \
	$(BUILD)/tests/link/memory_book.o $(BUILD)/tests/link/memory_clusters.o
EVAL_ASK := $(if $(DATA),--data "$(DATA)") $(if $(ONLY),--only "$(ONLY)")

$(EVAL) $(EVAL_T): $(BUILD)/%: $(BUILD)/%.o $(EVAL_O) $(LIBLINK) $(LIBCORE)
	$(CC) $(TEST_LDFLAGS) -o $@ $(filter %.o,$^) -Wl,--start-group \
		$(filter %.a,$^) -Wl,--end-group $(LIBS_LINK) $(LIBS_SODIUM) \
		-lcmocka -lm

tests: $(EVAL) $(EVAL_T)

.PHONY: eval eval-check eval-scores eval-reference
eval: $(EVAL)
	@$(EVAL) $(EVAL_ASK)
eval-check: $(EVAL)
	@$(EVAL) --check $(EVAL_ASK)
eval-scores: $(EVAL)
	@$(EVAL) --dump $(BUILD)/eval-scores
	@$(PYTHON) tests/eval/scores.py $(BUILD)/eval-scores
eval-reference: $(EVAL)
	@[ -n "$(REFERENCE)" ] && [ -n "$(DATA)" ] || \
		{ echo "eval-reference needs REFERENCE=FILE and DATA=DIR"; exit 2; }
	@$(PYTHON) tests/eval/reference.py "$(REFERENCE)" "$(DATA)" \
		--eval $(EVAL) --work $(BUILD)
