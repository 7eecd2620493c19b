# What runs the real programs: the demo, and the long run of kills.

# What a container cannot prove, in a machine under qemu: a few minutes.
.PHONY: qemu qemu-now
qemu: deps
	@$(MAKE) --no-print-directory qemu-now
qemu-now: all
	@$(RUN) qemu "$(PYTHON) tests/systemd/machine.py --build $(BUILD)"

.PHONY: demo demo-now soak soak-now sweep sweep-now
demo: deps
	@$(MAKE) --no-print-directory demo-now
demo-now:
	@$(MAKE) --no-print-directory -j2 all
	@$(PYTHON) tests/demo/demo.py --build $(BUILD)

soak: deps
	@$(MAKE) --no-print-directory soak-now
soak-now: all
	@$(PYTHON) tests/e2e/test_kill.py --kills 3000 --build $(BUILD)

# Long random histories in the simulator, of which `make check` plays some.
.PHONY: sim sim-now
sim: deps
	@$(MAKE) --no-print-directory sim-now
sim-now: tests
	@LOKET_TWO_RUNS=5000 LOKET_ERASURES=20000 $(RUN) sim -j 2 \
		$(foreach t,two_runs erasures,$(BUILD)/tests/sim/test_desk_$(t))

# Every single fault, of which `make check` tries some.
sweep: deps
	@$(MAKE) --no-print-directory sweep-now
sweep-now: tests
	@LOKET_SWEEP=1 $(RUN) sweep -j 2 $(foreach t,io_failure memory_failure power_failure migration,$(BUILD)/tests/store/test_$(t))
