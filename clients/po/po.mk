# The client's languages.  build/po/loket.pot is what is to be translated,
# po/LANGUAGE.po the translations, locale/ what gettext reads.

LANGUAGES := nl
POT := $(BUILD)/po/loket.pot
MO := $(LANGUAGES:%=$(BUILD)/locale/%/LC_MESSAGES/loket.mo)
LOCALEDIR ?= $(prefix)/share/locale

$(BUILD)/clients/text.o: CPPFLAGS += -DLOKET_LOCALEDIR='"$(LOCALEDIR)"'

all: $(MO)

# Sorted by file, without line numbers: a catalogue changes with its strings
# only.
$(POT): $(wildcard clients/*.c)
	@mkdir -p $(@D)
	xgettext --from-code=UTF-8 --language=C --keyword=_ --keyword=N_ \
		--add-location=file --package-name=loket \
		--package-version=$(VERSION) -o $@ $(sort $^)

$(MO): $(BUILD)/locale/%/LC_MESSAGES/loket.mo: clients/po/%.po
	@mkdir -p $(@D)
	msgfmt --check --check-accelerators=_ -o $@ $<

# Some of them speak Dutch.
$(CLIENT_T): | $(MO)

.PHONY: po-update lint-po install-po
## make po-update  bring clients/po/*.po up to the client's strings
po-update: $(POT)
	for l in $(LANGUAGES); do msgmerge --quiet --update --backup=none \
		--no-fuzzy-matching --add-location=file clients/po/$$l.po \
		$(POT) || exit 1; done

# Every string translated, none fuzzy, none left over, formats alike.
lint-po: $(POT)
	@for l in $(LANGUAGES); do po=clients/po/$$l.po; \
		merged=$(BUILD)/po/$$l.merged.po; \
		msgfmt --check -o /dev/null $$po && \
		msgmerge --quiet --no-fuzzy-matching -o $$merged $$po $(POT) && \
		left=$$(msgattrib --untranslated $$merged; \
			msgattrib --only-fuzzy $$merged; \
			msgattrib --only-fuzzy $$po; \
			msgattrib --only-obsolete $$merged); \
		if [ -n "$$left" ]; then echo "$$po is not complete:"; \
			echo "$$left"; exit 1; fi; done

install-po: $(MO)
	for l in $(LANGUAGES); do install -D -m 644 \
		$(BUILD)/locale/$$l/LC_MESSAGES/loket.mo \
		$(DESTDIR)$(prefix)/share/locale/$$l/LC_MESSAGES/loket.mo; done
