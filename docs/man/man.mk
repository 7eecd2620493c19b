# The manual pages.  What the programs and docs/ say already is not written a
# second time: a line "@NAME@" of a page is replaced by the part of that name.

MAN_BUILD := $(BUILD)/man
MAN_SOURCES := $(wildcard docs/man/*.[1-8])
MAN_PAGES := $(MAN_SOURCES:docs/man/%=$(MAN_BUILD)/%)
MAN_PARTS := $(addprefix $(MAN_BUILD)/,verbs.part settings.part desk.part \
	requests.part refusals.part)
MAN_DATE = $(shell date -u +%F -d \
	"$$(sed -n '/^ -- /{s/.*>  //p;q}' debian/changelog)")

.PHONY: man
man: $(MAN_PAGES)

$(MAN_BUILD)/verbs.part: $(BUILD)/loket docs/man/verbs.sh
	@mkdir -p $(@D)
	docs/man/verbs.sh $(BUILD)/loket > $@

$(MAN_BUILD)/settings: $(BUILD)/docs/man/settings.o $(LIBSYS) $(LIBCORE)
	@mkdir -p $(@D)
	$(CC) $(LDFLAGS) -o $@ $^ -lyaml $(LIBS_SODIUM)

$(MAN_BUILD)/settings.part: $(MAN_BUILD)/settings docs/man/settings.awk \
		config/loketd.yaml
	$(MAN_BUILD)/settings > $(MAN_BUILD)/settings.words
	awk -f docs/man/settings.awk $(MAN_BUILD)/settings.words \
		config/loketd.yaml > $@

$(MAN_BUILD)/desk.part: docs/man/page.awk docs/desk-documents.md
	@mkdir -p $(@D)
	awk -f $^ > $@

# Of one section of the protocol its tables.
$(MAN_BUILD)/requests.part: SECTION := 2
$(MAN_BUILD)/refusals.part: SECTION := 6
$(MAN_BUILD)/requests.part $(MAN_BUILD)/refusals.part: docs/man/page.awk \
		proto/PROTOCOL.md
	@mkdir -p $(@D)
	sed -n '/^## $(SECTION)\. /,/^## /{/^|/p}' proto/PROTOCOL.md | \
		awk -f docs/man/page.awk > $@

$(MAN_PAGES): $(MAN_BUILD)/%: docs/man/% $(MAN_PARTS) debian/changelog
	sed $(foreach part,$(MAN_PARTS),-e '/^@$(basename $(notdir $(part)))@$$/{r $(part)' -e 'd}') \
		-e '/^\.TH/{s/@DATE@/$(MAN_DATE)/;s/@VERSION@/$(VERSION)/}' $< > $@
