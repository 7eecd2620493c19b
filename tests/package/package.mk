# Debian packages, and what proves them.

PACKAGE_T := "tests/package/completion.sh $(BUILD)" \
	"tests/package/man_pages.sh $(BUILD)" \
	"tests/package/quick.sh $(BUILD)"

.PHONY: deb deb-now deb-check deb-check-now
deb: deps
	@$(MAKE) --no-print-directory deb-now
deb-now:
	@tests/package/build.sh $(BUILD)/deb
	@rm -rf $(BUILD)/deb/loket
	@ls $(BUILD)/deb/*.deb

# Needs root: a chroot of a Debian that was just made, cached in /var/tmp.
deb-check: deps
	@$(MAKE) --no-print-directory deb-check-now
deb-check-now: all
	@tests/package/chroot.sh $(BUILD)
