# Loket: one Makefile, not recursive.  `make help` lists the targets.
#
#   make            build loketd and loket in $(BUILD)
#   make check      everything a change must pass
#   make demo       a scripted night at the desk
#   make SAN=1 ...  the same with AddressSanitizer and UBSan, in build/san

.DEFAULT_GOAL := all
.DELETE_ON_ERROR:
MAKEFLAGS += --no-builtin-rules
SHELL := /bin/bash

VERSION := 0.1.0
ifdef SAN
BUILD ?= build/san
else ifdef COV
BUILD ?= build/cov
else
BUILD ?= build
endif
GEN := $(BUILD)/gen

prefix ?= /usr/local
DESTDIR ?=

# --- how it is compiled -----------------------------------------------------

CC := gcc
AR := gcc-ar
WARN := -Wall -Wextra -Wpedantic -Wformat=2 -Wconversion -Wshadow \
	-Wstrict-prototypes -Wmissing-prototypes -Wswitch-enum -Wvla -Werror
# Not -ftrivial-auto-var-init=zero: with it gcc 12.2 clears four bytes too many
# when a struct is copied in an initialiser and holds an array of padded structs
# at an offset that is no multiple of eight (core/reply.h, struct page).
HARD := -fstack-protector-strong -fstack-clash-protection \
	-fno-strict-aliasing \
	-fno-strict-overflow -fno-delete-null-pointer-checks -fPIE
ifdef SAN
OPT := -O1 -g1 -fsanitize=address,undefined -fno-sanitize-recover=all \
	-fno-omit-frame-pointer
LDOPT := -fsanitize=address,undefined
else ifdef COV
OPT := -O0 -g --coverage
LDOPT := --coverage
else
OPT := -O2 -g -D_FORTIFY_SOURCE=3
LDOPT :=
endif
CFLAGS = -std=c17 $(WARN) $(HARD) $(OPT)
CPPFLAGS = -D_GNU_SOURCE -DLOKET_VERSION='"$(VERSION)"' -iquote daemon -MMD -MP
LDFLAGS = -pie -Wl,-z,relro,-z,now,-z,noexecstack,-z,separate-code $(LDOPT)

LIBS_SODIUM := -lsodium
LIBS_LINK := -lutf8proc
LIBS_WIRE := -lprotobuf-c
LIBS_STORE := -lsqlite3 -lpthread
LIBS_LOKETD := $(LIBS_WIRE) $(LIBS_STORE) -levent -lzmq -lyaml -lsystemd -lseccomp \
	$(LIBS_LINK) $(LIBS_SODIUM) -lm
LIBS_LOKET := $(LIBS_WIRE) -lzmq -ljansson -lyaml $(LIBS_SODIUM) -lm

# --- what it is made of -----------------------------------------------------

PROTO := $(wildcard proto/loket/v1/*.proto)
PB_C := $(PROTO:proto/%.proto=$(GEN)/%.pb-c.c)
PB_O := $(PB_C:.c=.o)

objects = $(patsubst %.c,$(BUILD)/%.o,$(wildcard $(1)))

CORE_O := $(call objects,daemon/core/*.c)
LINK_O := $(call objects,daemon/link/*.c)
JSON_O := $(call objects,daemon/wire/json*.c)
WIRE_O := $(filter-out $(JSON_O),$(call objects,daemon/wire/*.c)) $(PB_O)
STORE_O := $(call objects,daemon/store/*.c daemon/store/sqlite/*.c)
DOCUMENT_O := $(call objects,daemon/document/*.c)
SYS_O := $(call objects,daemon/sys/*.c)
FRONT_O := $(call objects,daemon/front/*.c)
DESK_O := $(call objects,daemon/desk/*.c)
MAIN_O := $(BUILD)/daemon/main.o
MODES_O := $(filter-out $(MAIN_O),$(call objects,daemon/*.c)) \
	$(BUILD)/shipped.o
CLIENT_O := $(call objects,clients/*.c)

LIBCORE := $(BUILD)/libcore.a
LIBLINK := $(BUILD)/liblink.a
LIBWIRE := $(BUILD)/libwire.a
LIBJSON := $(BUILD)/libjson.a
LIBSTORE := $(BUILD)/libstore.a
LIBSYS := $(BUILD)/libsys.a
LIBDOCUMENT := $(BUILD)/libdocument.a
LIBFRONT := $(BUILD)/libfront.a
LIBDESK := $(BUILD)/libdesk.a
LIBMODES := $(BUILD)/libmodes.a

.PHONY: all
all: $(BUILD)/loketd $(BUILD)/loket

$(BUILD)/loketd: $(MAIN_O) $(LIBMODES) $(LIBFRONT) $(LIBDESK) $(LIBSTORE) \
		$(LIBDOCUMENT) $(LIBWIRE) $(LIBLINK) $(LIBCORE) $(LIBSYS)
	$(CC) $(LDFLAGS) -o $@ $(filter %.o,$^) -Wl,--start-group $(filter %.a,$^) \
		-Wl,--end-group $(LIBS_LOKETD)

$(BUILD)/loket: $(CLIENT_O) $(LIBDOCUMENT) $(LIBJSON) $(LIBWIRE) $(LIBCORE) \
		$(LIBSYS)
	$(CC) $(LDFLAGS) -o $@ $(CLIENT_O) -Wl,--start-group $(filter %.a,$^) \
		-Wl,--end-group $(LIBS_LOKET)

define library
$(1): $(2)
	@rm -f $$@
	$$(AR) rcs $$@ $$^
endef
$(eval $(call library,$(LIBCORE),$(CORE_O)))
$(eval $(call library,$(LIBLINK),$(LINK_O)))
$(eval $(call library,$(LIBWIRE),$(WIRE_O)))
$(eval $(call library,$(LIBJSON),$(JSON_O)))
$(eval $(call library,$(LIBSTORE),$(STORE_O)))
$(eval $(call library,$(LIBSYS),$(SYS_O)))
$(eval $(call library,$(LIBDOCUMENT),$(DOCUMENT_O)))
$(eval $(call library,$(LIBFRONT),$(FRONT_O)))
$(eval $(call library,$(LIBDESK),$(DESK_O)))
$(eval $(call library,$(LIBMODES),$(MODES_O)))

# The shipped settings, for `loketd --init` (daemon/shipped.h).
SHIPPED := config/loketd.yaml $(patsubst %,config/desk/%.yaml, \
	persons rosters overrides calendar policies indicators regions shelter \
	directory terms tables retention)
$(BUILD)/shipped.o: $(SHIPPED)
	@mkdir -p $(@D)
	$(LD) -r -b binary -z noexecstack -o $@ $^
	objcopy --rename-section .data=.rodata,alloc,load,readonly,data,contents $@

# Quiet unless V=1: a warning is an error, so what is printed matters.
$(V).SILENT:
$(BUILD)/%.o: %.c
	@mkdir -p $(@D)
	@echo "  cc $<"
	$(CC) $(CPPFLAGS) $(CFLAGS) -c -o $@ $<

# Generated code is not ours to warn about; only wire may see it.
$(GEN)/%.pb-c.c $(GEN)/%.pb-c.h &: proto/%.proto $(PROTO)
	@mkdir -p $(GEN)
	protoc-c -Iproto --c_out=$(GEN) $<
$(GEN)/%.o: $(GEN)/%.c
	$(CC) -std=c17 $(HARD) $(OPT) -I$(GEN) -c -o $@ $<
$(call objects,daemon/wire/*.c): CPPFLAGS += -I$(GEN)
$(call objects,daemon/wire/*.c): $(PB_C)
.SECONDARY: $(PB_C)

# --- tests: one program a file, named for what it pins ----------------------
# Linked by gold, which does two hundred programs in a third of the time, and
# without the layout of what is installed, which gold does not know all of.
# unit: core, link, wire and nothing else links; link: the engine above a book
# in memory; store: with the database;
# sim: desk and front in one process under a virtual clock.

TEST_LDFLAGS = -fuse-ld=gold $(filter-out %separate-code,$(LDFLAGS))
UNIT_T := $(patsubst %.c,$(BUILD)/%,$(wildcard tests/unit/test_*.c))
LINK_T := $(patsubst %.c,$(BUILD)/%,$(wildcard tests/link/test_*.c))
STORE_T := $(patsubst %.c,$(BUILD)/%,$(wildcard tests/store/test_*.c))
SIM_T := $(patsubst %.c,$(BUILD)/%,$(wildcard tests/sim/test_*.c))
LINK_HELP_O := $(patsubst %.c,$(BUILD)/%.o,$(filter-out tests/link/test_% \
	tests/link/digest_of.c tests/link/cost.c, $(wildcard tests/link/*.c)))
STORE_HELP_O := $(patsubst %.c,$(BUILD)/%.o,$(filter-out tests/store/test_%, \
	$(wildcard tests/store/*.c)))
SIM_HELP_O := $(patsubst %.c,$(BUILD)/%.o,$(filter-out tests/sim/test_%, \
	$(wildcard tests/sim/*.c)))

$(UNIT_T): $(BUILD)/%: $(BUILD)/%.o $(LIBWIRE) $(LIBJSON) $(LIBLINK) $(LIBCORE)
	$(CC) $(TEST_LDFLAGS) -o $@ $< -Wl,--start-group $(filter %.a,$^) \
		-Wl,--end-group $(LIBS_WIRE) -ljansson $(LIBS_LINK) $(LIBS_SODIUM) \
		-lcmocka -lm
$(LINK_T): $(BUILD)/%: $(BUILD)/%.o $(LINK_HELP_O) $(LIBLINK) $(LIBCORE)
	$(CC) $(TEST_LDFLAGS) -o $@ $(filter %.o,$^) -Wl,--start-group \
		$(filter %.a,$^) -Wl,--end-group $(LIBS_SODIUM) -lcmocka
$(BUILD)/tests/link/cost: $(BUILD)/tests/link/cost.o $(LINK_HELP_O) \
		$(LIBLINK) $(LIBCORE)
	$(CC) $(TEST_LDFLAGS) -o $@ $(filter %.o,$^) -Wl,--start-group \
		$(filter %.a,$^) -Wl,--end-group $(LIBS_SODIUM) -lcmocka
$(STORE_T): $(BUILD)/%: $(BUILD)/%.o $(STORE_HELP_O) $(LIBSTORE) $(LIBWIRE) \
		$(LIBLINK) $(LIBCORE) $(LIBSYS)
	$(CC) $(TEST_LDFLAGS) -o $@ $(filter %.o,$^) -Wl,--start-group \
		$(filter %.a,$^) -Wl,--end-group $(LIBS_LOKETD) -lcmocka
$(SIM_T): $(BUILD)/%: $(BUILD)/%.o $(SIM_HELP_O) $(LIBMODES) $(LIBFRONT) \
		$(LIBDESK) $(LIBDOCUMENT) $(LIBSTORE) $(LIBWIRE) $(LIBJSON) \
		$(LIBLINK) $(LIBCORE) $(LIBSYS)
	$(CC) $(TEST_LDFLAGS) -o $@ $(filter %.o,$^) -Wl,--start-group \
		$(filter %.a,$^) -Wl,--end-group $(LIBS_LOKETD) -ljansson \
		-lcmocka

.PHONY: tests
tests: $(UNIT_T) $(LINK_T) $(STORE_T) $(SIM_T)

-include tests/client/client.mk tests/bench/bench.mk tests/cov/cov.mk tests/e2e/e2e.mk \
	tests/eval/eval.mk tests/fuzz/fuzz.mk tests/mutants/mutants.mk tests/tables/tables.mk \
	clients/po/po.mk docs/man/man.mk tests/package/package.mk

# --- what a change must pass ------------------------------------------------

# Three at a time, for they wait much; those that run longest first. What
# measures time runs alone.
E2E_ALONE := $(patsubst %,tests/e2e/test_%.py,timing floods storm)
E2E_LONG := $(patsubst %,tests/e2e/test_%.py,kill keys metrics hostile contain \
	sealed audit client full_disk)
E2E_T := $(E2E_LONG) $(filter-out $(E2E_ALONE) $(E2E_LONG), \
	$(wildcard tests/e2e/test_*.py))
LONGEST_T := $(patsubst %,$(BUILD)/tests/%,sim/test_desk_two_runs \
	store/test_power_failure sim/test_desk_erasures)
CHECK := $(BUILD)/check
RUN := tests/run.sh $(CHECK)
SAN_BUILD := build/san
PYTHON := /usr/bin/python3

.PHONY: deps
# The list of what is needed to build and test is debian/control alone.
deps:
	@if ! dpkg-checkbuilddeps >/dev/null 2>&1; then \
		echo "loket: installing the build dependencies of debian/control"; \
		root=; [ "$$(id -u)" = 0 ] || root=sudo; \
		$$root apt-get update -q && \
		DEBIAN_FRONTEND=noninteractive $$root apt-get build-dep -q -y ./ && \
		DEBIAN_FRONTEND=noninteractive $$root apt-get install -q -y dpkg-dev; \
	fi

.PHONY: check check-now
# A second make, because what is installed first decides what can be built.
check: deps
	@$(MAKE) --no-print-directory check-now

check-now:
	@rm -rf $(CHECK)
	@$(MAKE) --no-print-directory -j2 all tests
	@-$(RUN) lint -j 2 "tests/lint/style.sh" "tests/lint/layers.sh $(BUILD)" \
		"tests/lint/po.sh $(BUILD)" tests/lint/mutants.sh \
		tests/lint/requirements.sh tests/lint/nft.sh tests/lint/monitoring.py
	@-$(RUN) unit -j 2 $(UNIT_T)
	@-$(RUN) link -j 2 $(LINK_T) "tests/link/compilers.sh $(BUILD)"
	@-$(RUN) eval -j 2 $(EVAL_T) "$(MAKE) --no-print-directory eval-check" \
		"$(MAKE) --no-print-directory eval-scores"
	@-$(RUN) desk -j 2 $(LONGEST_T) \
		$(filter-out $(LONGEST_T),$(STORE_T) $(SIM_T) $(CLIENT_T))
	@-$(RUN) e2e -j 3 $(foreach t,$(E2E_T),"$(PYTHON) $(t) --build $(BUILD)")
	@-$(RUN) e2e $(foreach t,$(E2E_ALONE),"$(PYTHON) $(t) --build $(BUILD)")
	@-$(RUN) whole -j 2 "$(PYTHON) tests/systemd/container.py --build $(BUILD)" \
		$(PACKAGE_T) "tests/demo/check.sh $(BUILD)" \
		"$(PYTHON) tests/e2e/valgrind.py --build $(BUILD)"
	@-$(MAKE) --no-print-directory check-san
	@-$(RUN) fuzz "$(MAKE) --no-print-directory -j2 fuzz-smoke"
	@$(RUN) --total

.PHONY: check-unit
# The rules alone: what a package is built with.
check-unit: $(UNIT_T) $(LINK_T)
	@rm -rf $(CHECK)
	@-$(RUN) unit -j 2 $(UNIT_T)
	@-$(RUN) link -j 2 $(LINK_T)
	@$(RUN) --total

.PHONY: check-san
# The same sources under AddressSanitizer and UBSan; setarch keeps the
# address space where the sanitizer wants it.
check-san:
	@-$(RUN) san-build "$(MAKE) --no-print-directory -j2 SAN=1 all tests \
		&& echo ok 1 - it builds with sanitizers"
	@-$(RUN) san-unit -j 2 $(foreach t,$(UNIT_T),"LOKET_QUICK=1 setarch -R $(t:$(BUILD)/%=$(SAN_BUILD)/%)")
	@-$(RUN) san-link -j 2 $(foreach t,$(LINK_T),"LOKET_QUICK=1 setarch -R $(t:$(BUILD)/%=$(SAN_BUILD)/%)")
	@-$(RUN) san-desk -j 2 $(foreach t,$(STORE_T) $(SIM_T) $(CLIENT_T),"LOKET_QUICK=1 setarch -R $(t:$(BUILD)/%=$(SAN_BUILD)/%)")
	@-$(RUN) san-e2e -j 2 $(foreach t,client protocol messages documents night_paging night_shifts,"setarch -R $(PYTHON) tests/e2e/test_$(t).py --build $(SAN_BUILD)")

# --- install ----------------------------------------------------------------

bindir = $(prefix)/bin
libdir = $(prefix)/lib
datadir = $(prefix)/share
mandir = $(datadir)/man
sysconfdir ?= /etc
unitdir ?= $(libdir)/systemd/system
completiondir ?= $(datadir)/bash-completion/completions

# Examples that stand beside the settings, a folder each.
EXAMPLES := $(filter-out config/loketd.yaml,$(wildcard config/*))

.PHONY: install
install: all man install-po
	install -d $(DESTDIR)$(bindir) $(DESTDIR)$(unitdir) \
		$(DESTDIR)$(libdir)/sysusers.d $(DESTDIR)$(libdir)/tmpfiles.d \
		$(DESTDIR)$(completiondir) $(DESTDIR)$(sysconfdir)/loket
	install -m 755 $(BUILD)/loketd $(BUILD)/loket $(DESTDIR)$(bindir)
	for unit in systemd/*.service systemd/*.timer; do \
		sed 's|@bindir@|$(bindir)|' $$unit | \
		install -m 644 /dev/stdin $(DESTDIR)$(unitdir)/$${unit#*/} || \
		exit 1; done
	install -m 644 systemd/loket.sysusers \
		$(DESTDIR)$(libdir)/sysusers.d/loket.conf
	install -m 644 systemd/loket.tmpfiles \
		$(DESTDIR)$(libdir)/tmpfiles.d/loket.conf
	for page in $(MAN_PAGES); do \
		install -D -m 644 -t $(DESTDIR)$(mandir)/man$${page##*.} $$page || \
		exit 1; done
	install -m 644 clients/completion/loket clients/completion/loketd \
		$(DESTDIR)$(completiondir)
	[ -e $(DESTDIR)$(sysconfdir)/loket/loketd.yaml ] || install -m 644 \
		config/loketd.yaml $(DESTDIR)$(sysconfdir)/loket
	for d in $(EXAMPLES); do \
		install -D -m 644 -t $(DESTDIR)$(datadir)/loket/$${d#*/} $$d/* || \
		exit 1; done
	install -D -m 644 -t $(DESTDIR)$(datadir)/loket/proto/loket/v1 $(PROTO)
	install -m 644 proto/PROTOCOL.md $(DESTDIR)$(datadir)/loket/proto

.PHONY: help
help:
	@sed -n 's/^## //p' $(MAKEFILE_LIST)

## make            build loketd and loket
## make demo       a scripted night at the desk, in plain words
## make check      lints, unit, store, end-to-end, systemd, sanitizers, valgrind, fuzz
## make eval       how well signals are bundled; DATA=DIR: on labelled sets too
## make bench      figures against the raw limits, lines "bench: ..."
## make bench-linking  what linking costs with up to ten million signals
## make soak       3,000 kills under load
## make qemu       addresses, clocks and power cuts in a machine
## make sim        5,000 pairs of histories for what senders can see, 20,000 erasures
## make sweep      every single read, write and allocation of an evening fails
## make mutants    break each rule of the desk once; a test must fail
## make tables     every row of the tables T1 to T9, and what makes it decide
## make coverage   how much of daemon/ the tests run, statements and branches
## make fuzz       every fuzz target for FUZZ_LONG_SECONDS each
## make install    into $(DESTDIR)$(prefix)
## make deb        packages loketd and loket, in build/deb
## make deb-check  install, upgrade, remove, purge them in a clean Debian
## make clean      forget what was built

.PHONY: clean
clean:
	rm -rf build

-include $(shell find $(BUILD) -path $(BUILD)/deb -prune -o -type f -name '*.d' \
	-print 2>/dev/null)
