# The client's own tests: its parts without a desk.  End to end with a desk is
# tests/e2e.

LIBCLIENT := $(BUILD)/libclient.a
CLIENT_T := $(patsubst %.c,$(BUILD)/%,$(wildcard tests/client/test_*.c))
CLIENT_HELP_O := $(patsubst %.c,$(BUILD)/%.o,$(filter-out \
	tests/client/test_%,$(wildcard tests/client/*.c)))

$(eval $(call library,$(LIBCLIENT),$(filter-out \
	$(BUILD)/clients/main.o,$(CLIENT_O))))

$(patsubst %.c,$(BUILD)/%.o,$(wildcard tests/client/*.c)): CPPFLAGS += -I.
$(CLIENT_T): $(BUILD)/%: $(BUILD)/%.o $(CLIENT_HELP_O) $(LIBCLIENT) \
		$(LIBJSON) $(LIBWIRE) $(LIBDOCUMENT) $(LIBCORE) $(LIBSYS)
	$(CC) $(TEST_LDFLAGS) -o $@ $(filter %.o,$^) -Wl,--start-group \
		$(filter %.a,$^) -Wl,--end-group $(LIBS_LOKET) -lcmocka

tests: $(CLIENT_T)
