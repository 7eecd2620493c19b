/* docs/permits.md is the table of core/permit.c, word for word.
 *
 *     test_permit_page --write     writes it anew */
#include "rows.h"

#include <protobuf-c/protobuf-c.h>
#include <stdio.h>
#include <string.h>

#include "core/permit.h"
#include "wire/json_schema.h"

#define PAGE       "docs/permits.md"
#define PAGE_BYTES 32768

static char page[PAGE_BYTES];
static size_t page_n;

__attribute__((format(printf, 1, 2))) static void
add(const char *format, ...)
{
    va_list args;
    int n;

    va_start(args, format);
    n = vsnprintf(page + page_n, sizeof page - page_n, format, args);
    va_end(args);
    assert_true(n >= 0 && page_n + (size_t)n < sizeof page);
    page_n += (size_t)n;
}

static const char *
request_name(enum request_kind kind)
{
    const ProtobufCFieldDescriptor *field =
        protobuf_c_message_descriptor_get_field(
            json_schema_message("ClientMessage"), (unsigned)kind);

    assert_non_null(field);
    return field->name;
}

static const char *const parts[PERMIT_PART_LAST + 1] = {
    [PERMIT_WHOLE] = "",
    [PERMIT_INBOX] = "inbox",
    [PERMIT_DESK] = "desk stream",
    [PERMIT_PUBLIC] = "`indicators`",
    [PERMIT_BY_RECEIPT] = "by receipt",
    [PERMIT_EXACT] = "exact",
    [PERMIT_TAKER] = "accept, decline",
    [PERMIT_PROPOSER] = "withdraw",
    [PERMIT_FORCE] = "force",
    [PERMIT_PROLONG] = "prolong",
};

static const char *const rules[PERMIT_OWN_LAST + 1] = {
    [PERMIT_NOBODYS] = "",
    [PERMIT_PERSONS] = "its own person's",
    [PERMIT_OF_ITS] = "its organisation's",
    [PERMIT_HELD] = "has the receipt",
    [PERMIT_BY_TABLE] = "where table T6 lets it",
};

static void
add_roles(uint32_t roles)
{
    static const char *const names[ROLE_LAST + 1] = {
        "everybody", "submitter", "coordinator", "desk manager",
        "operator",  "auditor",   "statistics"};
    const char *comma = "";

    for (unsigned role = ROLE_NONE; role <= ROLE_LAST; role++) {
        if ((roles & ROLE_BIT(role)) == 0)
            continue;
        add("%s%s", comma, names[role]);
        comma = ", ";
    }
}

static void
write_silent(const struct permit_row *rows, size_t n)
{
    add("\n## What leaves no record\n\n"
        "Whatever else is asked and answered stands in the audit before the "
        "answer goes out: what changes something\nin the transaction of the "
        "change, what only looks before it is told. "
        "`tests/sim/test_desk_on_record.c` asks\neach of them and knows what "
        "it "
        "must leave. These alone leave nothing:\n\n"
        "| request | of it | because it |\n| --- | --- | --- |\n");
    for (size_t i = 0; i < n; i++)
        if (rows[i].silent != NULL)
            add("| `%s` | %s | %s |\n", request_name(rows[i].kind),
                parts[rows[i].part], rows[i].silent);
}

static void
write_page(void)
{
    const struct permit_row *rows;
    size_t n = permit_rows(&rows);

    add("# Who may ask what\n\n"
        "What is not in this table is denied, and each denial is on record. "
        "\"Everybody\" is every enrolled\nprincipal. A request is answered "
        "when one of the asker's roles may ask it about anybody's, or about "
        "its\nown and the thing is: the desk looks whose it is before it says "
        "anything. Content is what somebody told,\nor what is known of it: "
        "nothing of it goes to operators or statistics.\n\n"
        "The page is made from `daemon/core/permit.c` by "
        "`build/tests/unit/test_permit_page --write`; the same test\nfails "
        "while the two differ.\n\n"
        "| request | of it | anybody's | its own | its own is | content "
        "|\n| --- | --- | --- | --- | --- | --- |\n");
    for (size_t i = 0; i < n; i++) {
        add("| `%s` | %s | ", request_name(rows[i].kind), parts[rows[i].part]);
        add_roles(rows[i].all);
        add(" | ");
        add_roles(rows[i].own);
        add(" | %s | %s |\n", rules[rows[i].rule],
            rows[i].content ? "yes" : "");
    }
    write_silent(rows, n);
    add("\n## Keys\n\n"
        "Front and desk ask one function about a key, at the handshake, for "
        "each message and before each push.\n\n"
        "| a key that is | may speak |\n| --- | --- |\n"
        "| valid | yes |\n"
        "| replaced, and its end is not there yet | yes |\n"
        "| not valid yet | no |\n"
        "| ended | no |\n"
        "| revoked, whatever else it is | no, from that instant on |\n"
        "| unknown, or parked | no |\n");
}

static void
test_page_is_the_table(void **state)
{
    static char there[PAGE_BYTES];
    FILE *file = fopen(PAGE, "r");
    size_t n;

    (void)state;
    assert_non_null(file);
    n = fread(there, 1, sizeof there - 1, file);
    fclose(file);
    write_page();
    if (n != page_n || memcmp(there, page, n) != 0)
        fail_msg("%s is not the table of core/permit.c: "
                 "build/tests/unit/test_permit_page --write",
                 PAGE);
}

int
main(int argc, char **argv)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(test_page_is_the_table),
    };

    if (argc == 2 && strcmp(argv[1], "--write") == 0) {
        FILE *file = fopen(PAGE, "w");

        if (file == NULL)
            return 1;
        write_page();
        return fwrite(page, 1, page_n, file) == page_n && fclose(file) == 0 ? 0
                                                                            : 1;
    }
    return cmocka_run_group_tests(tests, NULL, NULL);
}
