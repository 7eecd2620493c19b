# How much of daemon/ the tests run.  The build for it is one of its own, in
# build/cov: without optimisation, so that a line is a line, and with counters
# that a process writes as files when it ends.  Front may not open files, hence
# unconfined.c in its loketd; what confines is run by sim/test_confine.

ifdef COV
UNCONFINED := confine_files restrict_calls
$(BUILD)/loketd: $(BUILD)/tests/cov/unconfined.o
$(BUILD)/loketd: LDFLAGS += $(UNCONFINED:%=-Wl,--wrap=%)
endif

COV_BUILD := build/cov
COV_CHECK := $(COV_BUILD)/check
COV_RUN := tests/run.sh $(COV_CHECK)
# Not what measures times, which this build has not, nor what kills: who is
# killed writes no counters; nor what is proven of confined processes.
COV_E2E = $(filter-out $(foreach t,timing storm kill contain,tests/e2e/test_$(t).py),$(E2E_T))
cov_programs = $(foreach t,$(1),"LOKET_QUICK=1 $(t:$(BUILD)/%=$(COV_BUILD)/%)")

.PHONY: coverage coverage-now coverage-run coverage-tell
coverage: deps
	@$(MAKE) --no-print-directory coverage-now
coverage-now:
	@$(MAKE) --no-print-directory COV=1 -j2 all tests
	@find $(COV_BUILD) -name '*.gcda' -delete
	@$(MAKE) --no-print-directory coverage-run; ran=$$?; \
		$(MAKE) --no-print-directory coverage-tell && exit $$ran

# A test that fails here fails the coverage, too: what it ran is not known.
coverage-run:
	@rm -rf $(COV_CHECK)
	@-$(COV_RUN) unit -j 2 $(call cov_programs,$(UNIT_T))
	@-$(COV_RUN) link -j 2 $(call cov_programs,$(LINK_T))
	@-$(COV_RUN) store -j 2 $(call cov_programs,$(STORE_T))
	@-$(COV_RUN) sim -j 2 $(call cov_programs,$(SIM_T) $(CLIENT_T))
	@-$(COV_RUN) e2e $(foreach t,$(COV_E2E),"$(PYTHON) $(t) --build $(COV_BUILD)")
	@$(COV_RUN) --total

coverage-tell:
	@tests/cov/tell.sh $(COV_BUILD)
